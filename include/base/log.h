/*
 * log: one JSON object a line, to a file descriptor.
 *
 * Lines of several threads never mix, and keep their order. At most PIPE_BUF bytes are written to a
 * pipe at a time, always whole lines, because other processes may share it. Every value is escaped,
 * so a value cannot start a line. A value that is not UTF-8 is written with '?', a long one is cut,
 * and a field that no longer fits is left out. Rule for callers: never a token, a secret or a
 * review text.
 *
 * With a queue a thread of its own writes the lines, and nobody else waits for the descriptor,
 * except as follows (base/log_queue.h has the times):
 * - Lines of LOG_INFO and below may be written LOG_QUEUE_DELAY_MS later, so that many of them cost
 * one write(2). They are dropped while the queue is full.
 * - From LOG_WARNING on, log_event() returns when the line is written, and all before it. It waits
 *   LOG_QUEUE_WAIT_MS at most; once it has, nobody waits until the lines under way are written.
 * Such lines have room of their own in the queue; beyond that they are dropped too.
 * - log_event_now() never waits. Event threads call it and nothing else.
 * - log_end_queue() waits LOG_QUEUE_END_MS at most, then leaves the rest unwritten.
 * Lines that were dropped, or could not be written, are counted; a line "log-lines-lost" says how
 * many, where they are missing.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/log_field.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct log_queue;
struct metrics;

struct log {
	int fd;
	_Atomic enum log_level threshold; /* lines below it are dropped; may change at any time */
	struct metrics *metrics; /* counts lost lines of the queue; NULL: nobody does */
	struct log_queue *queue; /* NULL: every line is written at once, whatever that takes */
};

/* LOG(&log, LOG_INFO, "request", LOG_TEXT("method", m), LOG_INT("status", 200)); fields whose text
 * is absent are left out. */
#define LOG(log_, level_, event_, ...) LOG_BY(log_event, log_, level_, event_, __VA_ARGS__)

/* The same, for a thread that must not wait. */
#define LOG_NOW(log_, level_, event_, ...) LOG_BY(log_event_now, log_, level_, event_, __VA_ARGS__)

#define LOG_BY(function_, log_, level_, event_, ...)                                               \
	function_((log_), (level_), (event_), (const struct log_field[]){__VA_ARGS__},             \
		sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

/* The level of that name, or LOG_INFO. */
enum log_level log_level_named(struct text name);

void log_event(const struct log *log, enum log_level level, const char *event,
	const struct log_field *fields, size_t count);

void log_event_now(const struct log *log, enum log_level level, const char *event,
	const struct log_field *fields, size_t count);

/* Gives the log a queue, and writes out and takes it away again. */
void log_start_queue(struct log *log);
void log_end_queue(struct log *log);

/* Lines that were dropped or could not be written since log_start_queue(). */
int64_t log_dropped_lines(const struct log *log);

#endif
