/*
 * log: one JSON object a line, to a file descriptor.
 *
 * Promises: a line is written with one write(2) of at most PIPE_BUF bytes, so lines of several
 * threads never mix; every value is escaped, so a value cannot start a line. A value that is not
 * UTF-8 is written with '?', a long one is cut, and a field that no longer fits is left out. Rule
 * for callers: never a token, a secret or a review text.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/text.h"

#define LOG_VALUE_BYTES 1024

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct log {
	int fd;
	enum log_level threshold; /* lines below it are dropped */
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

#endif
