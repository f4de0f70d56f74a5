/*
 * log_queue: lines on their way to a descriptor, written by a thread of its own.
 *
 * Promises: thread-safe; lines keep their order and never mix. Only that thread waits for the
 * descriptor for as long as it takes; base/log.h has the bounds for all others.
 */
#ifndef BASE_LOG_QUEUE_PRIVATE_H
#define BASE_LOG_QUEUE_PRIVATE_H

#include "base/metrics.h"
#include "base/text.h"

#define LOG_QUEUE_DELAY_MS 10
#define LOG_QUEUE_WAIT_MS 1000
#define LOG_QUEUE_END_MS 2000

/* What to do about a line when there is no room, and whether its caller waits for its writing. */
enum log_queue_patience {
	LOG_QUEUE_DROPS, /* no room: drop it; it may be written LOG_QUEUE_DELAY_MS later */
	LOG_QUEUE_HURRIES, /* may use the room kept for urgent lines, and is written at once */
	LOG_QUEUE_WAITS /* the same, and the caller waits for it, up to LOG_QUEUE_WAIT_MS */
};

/* `metrics` may be NULL. NULL, with errno set, when there is no thread for it. */
struct log_queue *log_queue_start(int descriptor, struct metrics *metrics);

/* Writes what is there for up to LOG_QUEUE_END_MS, and ends. NULL is allowed. */
void log_queue_end(struct log_queue *queue);

/* Adds a line of at most PIPE_BUF bytes. */
void log_queue_add(struct log_queue *queue, struct text line, enum log_queue_patience patience);

/* Lines dropped or not written so far. */
int64_t log_queue_dropped(struct log_queue *queue);

#endif
