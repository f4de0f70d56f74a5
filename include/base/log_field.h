/*
 * log_field: a named value of a log line.
 */
#ifndef BASE_LOG_FIELD_H
#define BASE_LOG_FIELD_H

#include "base/text.h"

/* Maximum length of a value. Longer values are truncated. */
#define LOG_VALUE_BYTES 1024

struct log_field {
	const char *name;
	struct text text; /* the value if is_number is false; if the text is absent, the field is
			     omitted */
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

#endif
