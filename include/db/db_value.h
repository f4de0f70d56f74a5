/*
 * db_value: the types that db.c and its drivers share: options, parameter values and versions.
 */
#ifndef DB_DB_VALUE_H
#define DB_DB_VALUE_H

#include "base/text.h"

struct db_options {
	const char *path;
	int64_t busy_timeout_ms;
	bool read_only; /* the file must exist, and statements that write fail */

	/* With read_only: opening and closing also leave the database and its WAL unchanged. */
	bool inspect_only;

	/* Size of the page cache, which is allocated on demand, and of the WAL before a checkpoint.
	 * 0: SQLite's defaults. */
	int64_t cache_kib;
};

/* The value of a parameter: an integer, a text, or NULL. Texts must stay valid until the statement
 * ends. */
struct db_value {
	bool is_integer;
	int64_t integer;
	struct text text; /* absent: NULL */
};

#define DB_INT(value_)                                                                             \
	{                                                                                          \
		.is_integer = true, .integer = (value_)                                            \
	}
#define DB_TEXT(text_)                                                                             \
	{                                                                                          \
		.text = (text_)                                                                    \
	}
#define DB_INT_OR_NULL(given_, value_)                                                             \
	{                                                                                          \
		.is_integer = (given_), .integer = (value_)                                        \
	}
#define DB_ARGS(...)                                                                               \
	(const struct db_value[]){__VA_ARGS__},                                                    \
		sizeof((const struct db_value[]){__VA_ARGS__}) / sizeof(struct db_value)
#define DB_NO_ARGS NULL, 0

/* The version of the whole database. If two versions are equal, no connection of any process
 * committed a change between them. A known version is never all zeros. */
struct db_version {
	uint32_t words[12];
};

#endif
