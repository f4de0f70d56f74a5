/*
 * log: writes events to a file descriptor, one JSON object per line.
 *
 * Thread-safe. Lines never interleave and keep their order. A write to a pipe contains only whole
 * lines and at most PIPE_BUF bytes, because other processes may write to the same pipe. All values
 * are escaped, so that a value cannot forge a line. Bytes that are not valid UTF-8 are replaced by
 * '?', long values are truncated, and fields that do not fit into a line are omitted. Callers must
 * not log tokens, secrets or review texts.
 *
 * Between log_start_queue() and log_end_queue(), a separate thread writes the lines. How long a
 * caller waits then depends on the function (log_queue.h defines the times):
 * - log_event() with a level below LOG_WARNING never waits. The line is written within
 *   LOG_QUEUE_DELAY_MS, together with other lines. If the queue is full, the line is dropped.
 * - log_event() with LOG_WARNING or above waits until the line and all lines before it have been
 *   written, but at most LOG_QUEUE_WAIT_MS. When one caller times out, all callers stop waiting.
 *   They wait again after the thread has written its lines. The queue reserves space for lines of
 *   these levels. If the reserved space stays full, the line is dropped.
 * - log_event_now() never waits. Event threads must use this function.
 * - log_end_queue() waits at most LOG_QUEUE_END_MS. Lines that the thread has not written by then
 *   are lost.
 *
 * The queue counts lines that are dropped or cannot be written. At the position where lines are
 * missing, the line "log-lines-lost" reports their number.
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
	struct metrics *metrics; /* counts lost lines; may be NULL */
	struct log_queue *queue; /* if NULL, the caller writes each line itself and may block */
};

/* Logs an event: LOG(&log, LOG_INFO, "request", LOG_TEXT("method", m), LOG_INT("status", 200)).
 * Fields whose text is absent are omitted. */
#define LOG(log_, level_, event_, ...) LOG_BY(log_event, log_, level_, event_, __VA_ARGS__)

/* Like LOG(), for a thread that must not wait. */
#define LOG_NOW(log_, level_, event_, ...) LOG_BY(log_event_now, log_, level_, event_, __VA_ARGS__)

#define LOG_BY(function_, log_, level_, event_, ...)                                               \
	function_((log_), (level_), (event_), (const struct log_field[]){__VA_ARGS__},             \
		sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

/* Returns the level with this name, or LOG_INFO if there is no such level. */
enum log_level log_level_named(struct text name);

void log_event(const struct log *log, enum log_level level, const char *event,
	const struct log_field *fields, size_t count);

void log_event_now(const struct log *log, enum log_level level, const char *event,
	const struct log_field *fields, size_t count);

/* Starts the queue. If its thread cannot be created, log->queue stays NULL and errno is set. */
void log_start_queue(struct log *log);

/* Writes the lines that are in the queue, and ends the queue. */
void log_end_queue(struct log *log);

/* Returns the number of lines lost since log_start_queue(). */
int64_t log_dropped_lines(const struct log *log);

#endif
