/*
 * log: one JSON object a line, to a file descriptor.
 *
 * Promises: lines of several threads never mix; to a pipe, which other processes may share, at most
 * PIPE_BUF bytes are written at a time, and whole lines. With a queue, lines of LOG_INFO and below
 * may wait LOG_DELAY_MS, so that many of them cost one write(2); from LOG_WARNING on a line is
 * written, and all before it, when log_event() is back. Lines keep their order. Every value is
 * escaped, so a value cannot start a line. A value that is not UTF-8 is written with '?', a long
 * one is cut, and a field that no longer fits is left out. Rule for callers: never a token, a
 * secret or a review text.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/text.h"

#define LOG_VALUE_BYTES 1024
#define LOG_DELAY_MS 10

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct log_queue;

struct log {
	int fd;
	enum log_level threshold; /* lines below it are dropped */
	struct log_queue *queue; /* NULL: every line is written at once */
};

struct log_field {
	const char *name;
	struct text text; /* absent text: the number is meant, or nothing (is_number unset) */
	int64_t number;
	bool is_number;
};

#define LOG_TEXT(name_, text_)                                                                     \
	{                                                                                          \
		.name = (name_), .text = (text_)                                                   \
	}
#define LOG_CSTR(name_, cstr_)                                                                     \
	{                                                                                          \
		.name = (name_), .text = text_from(cstr_)                                          \
	}
#define LOG_INT(name_, number_)                                                                    \
	{                                                                                          \
		.name = (name_), .number = (number_), .is_number = true                            \
	}

/* LOG(&log, LOG_INFO, "request", LOG_TEXT("method", m), LOG_INT("status", 200)); fields whose text
 * is absent are left out. */
#define LOG(log_, level_, event_, ...)                                                             \
	log_event((log_), (level_), (event_), (const struct log_field[]){__VA_ARGS__},             \
		sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

/* The level of that name, or LOG_INFO. */
enum log_level log_level_named(struct text name);

void log_event(const struct log *log, enum log_level level, const char *event,
	const struct log_field *fields, size_t count);

/* Gives the log a queue, and writes out and takes it away again. */
void log_start_queue(struct log *log);
void log_end_queue(struct log *log);

#endif
