/*
 * log_queue: a bounded queue of log lines, and the thread that writes the lines to a file
 * descriptor.
 *
 * Thread-safe. Only the queue's own thread waits for the file descriptor without a time limit.
 * base/log.h explains how long callers wait.
 */
#ifndef BASE_LOG_QUEUE_PRIVATE_H
#define BASE_LOG_QUEUE_PRIVATE_H

#include "base/metrics.h"
#include "base/text.h"

/* Time limits, which base/log.h explains. */
#define LOG_QUEUE_DELAY_MS 10
#define LOG_QUEUE_WAIT_MS 1000
#define LOG_QUEUE_END_MS 2000

/* How log_queue_add() treats a line. */
enum log_queue_mode {
	LOG_QUEUE_DROP, /* written within LOG_QUEUE_DELAY_MS; dropped if the queue is full */
	LOG_QUEUE_URGENT, /* written at once; may use the space that is reserved for urgent lines */
	LOG_QUEUE_WAIT /* like LOG_QUEUE_URGENT, and the caller waits up to LOG_QUEUE_WAIT_MS */
};

/* Starts a queue and its thread. `metrics` may be NULL. If the thread cannot be created, returns
 * NULL and sets errno. */
struct log_queue *log_queue_start(int descriptor, struct metrics *metrics);

/* Writes the lines that are in the queue, and frees the queue. Returns after at most
 * LOG_QUEUE_END_MS. `queue` may be NULL. */
void log_queue_end(struct log_queue *queue);

/* Adds a line of at most PIPE_BUF bytes. */
void log_queue_add(struct log_queue *queue, struct text line, enum log_queue_mode mode);

/* Returns the number of lines that have been dropped or could not be written. */
int64_t log_queue_dropped(struct log_queue *queue);

#endif
