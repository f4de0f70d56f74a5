/*
 * db_value: types for options, parameter values and versions, shared by db.c and its drivers.
 */
#ifndef DB_DB_VALUE_H
#define DB_DB_VALUE_H

#include "base/text.h"

struct db_options {
	const char *path;
	int64_t busy_timeout_ms;
	bool read_only; /* the file must exist; statements that write fail */

	/* Opening and closing the connection change neither the database nor its WAL. Requires
	 * read_only. */
	bool inspect_only;

	/* Maximum size of the page cache. SQLite also starts a checkpoint when the WAL reaches this
	 * size. 0 selects SQLite's defaults. */
	int64_t cache_kib;
};

/* The value of a parameter: an integer, a text or NULL. A text must stay valid until the statement
 * ends. */
struct db_value {
	bool is_integer;
	int64_t integer;
	struct text text; /* an absent text means NULL */
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

/* The version of the whole database. If db_read_version() returns the same version twice, no
 * process has committed a change between the two calls. The words of a version are never all
 * zero. */
struct db_version {
	uint32_t words[12];
};

#endif
