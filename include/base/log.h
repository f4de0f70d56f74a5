/*
 * log: writes events to a file descriptor, as one JSON object per line.
 *
 * Thread-safe. Lines never interleave and keep their order. Writes to a pipe contain whole lines
 * and at most PIPE_BUF bytes, because other processes may share the pipe. All values are escaped,
 * so a value cannot forge a line. Invalid UTF-8 is replaced by '?', long values are cut, and fields
 * that exceed the line's limit are omitted. Callers must not log tokens, secrets or review texts.
 *
 * With a queue, a separate thread writes the lines, and callers wait for the descriptor only as
 * follows (the times are in log_queue.h):
 * - Lines of LOG_INFO and below are written within LOG_QUEUE_DELAY_MS, several with one write(2).
 *   While the queue is full, they are dropped.
 * - For LOG_WARNING and above, log_event() waits until the line and all lines before it are
 * written, but at most LOG_QUEUE_WAIT_MS. After such a timeout, no caller waits until the queue's
 * thread has written its current lines. The queue reserves space for these lines; when that is full
 * too, they are dropped.
 * - log_event_now() never waits. Event threads must use it.
 * - log_end_queue() waits at most LOG_QUEUE_END_MS. Remaining lines are lost.
 * Lines that are dropped or cannot be written are counted. A line "log-lines-lost" reports their
 * number at the position where they are missing.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/log_field.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct log_queue;
struct metrics;

struct log {
	int fd;
	_Atomic enum log_level threshold; /* lowest level that is written; may change at any time */
	struct metrics *metrics; /* counts the lines that the queue loses; may be NULL */
	struct log_queue *queue; /* NULL: the caller writes each line itself and may block */
};

/* LOG(&log, LOG_INFO, "request", LOG_TEXT("method", m), LOG_INT("status", 200)). Fields whose text
 * is absent are omitted. */
#define LOG(log_, level_, event_, ...) LOG_BY(log_event, log_, level_, event_, __VA_ARGS__)

/* Does the same for a thread that must not wait. */
#define LOG_NOW(log_, level_, event_, ...) LOG_BY(log_event_now, log_, level_, event_, __VA_ARGS__)

#define LOG_BY(function_, log_, level_, event_, ...)                                               \
	function_((log_), (level_), (event_), (const struct log_field[]){__VA_ARGS__},             \
		sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

/* Returns the level with this name, or LOG_INFO. */
enum log_level log_level_named(struct text name);

void log_event(const struct log *log, enum log_level level, const char *event,
	const struct log_field *fields, size_t count);

void log_event_now(const struct log *log, enum log_level level, const char *event,
	const struct log_field *fields, size_t count);

/* Starts the queue; log->queue stays NULL, with errno set, if its thread cannot be created. Writes
 * the queued lines and ends the queue. */
void log_start_queue(struct log *log);
void log_end_queue(struct log *log);

/* Returns the number of lines lost since log_start_queue(). */
int64_t log_dropped_lines(const struct log *log);

#endif
