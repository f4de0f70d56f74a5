/*
 * log_queue: lines on their way to a descriptor, written by a thread of its own.
 *
 * Promises: thread-safe; lines keep their order and never mix. Nobody waits for the descriptor but
 * who adds an urgent line, or finds the queue full.
 */
#ifndef BASE_LOG_QUEUE_PRIVATE_H
#define BASE_LOG_QUEUE_PRIVATE_H

#include "base/text.h"

struct log_queue *log_queue_start(int descriptor);

/* Writes what is there, and ends. NULL is allowed. */
void log_queue_end(struct log_queue *queue);

/* Adds a line of at most PIPE_BUF bytes; an urgent one is written when this is back. */
void log_queue_add(struct log_queue *queue, struct text line, bool is_urgent);

#endif
