/*
 * log_queue: a bounded queue of log lines and the thread that writes them to a descriptor.
 *
 * Thread-safe. Only the queue's thread waits for the descriptor without a time limit; base/log.h
 * has the limits for callers.
 */
#ifndef BASE_LOG_QUEUE_PRIVATE_H
#define BASE_LOG_QUEUE_PRIVATE_H

#include "base/metrics.h"
#include "base/text.h"

#define LOG_QUEUE_DELAY_MS 10
#define LOG_QUEUE_WAIT_MS 1000
#define LOG_QUEUE_END_MS 2000

/* How a line is queued. */
enum log_queue_mode {
	LOG_QUEUE_DROP, /* dropped if the queue is full; written within LOG_QUEUE_DELAY_MS */
	LOG_QUEUE_URGENT, /* may use the space reserved for urgent lines; written at once */
	LOG_QUEUE_WAIT /* urgent, and the caller waits for up to LOG_QUEUE_WAIT_MS */
};

/* Starts a queue and its thread. `metrics` may be NULL. Returns NULL with errno set if the thread
 * cannot be created. */
struct log_queue *log_queue_start(int descriptor, struct metrics *metrics);

/* Writes the queued lines for up to LOG_QUEUE_END_MS and frees the queue. `queue` may be NULL. */
void log_queue_end(struct log_queue *queue);

/* Adds a line of at most PIPE_BUF bytes. */
void log_queue_add(struct log_queue *queue, struct text line, enum log_queue_mode mode);

/* Returns the number of lines that were dropped or could not be written. */
int64_t log_queue_dropped(struct log_queue *queue);

#endif
