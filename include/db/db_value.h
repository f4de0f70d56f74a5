/*
 * db_value: how a database is opened, and what goes to it and comes from it, for db.c and every
 * driver alike.
 */
#ifndef DB_DB_VALUE_H
#define DB_DB_VALUE_H

#include "base/text.h"

struct db_options {
	const char *path;
	int64_t busy_timeout_ms;
	bool read_only; /* writing statements fail, and the file must be there */

	/* With read_only: closing it leaves file and log as they are too. */
	bool inspect_only;

	/* Memory for pages, taken as they are used; 0: what SQLite takes. The log of writes grows
	 * as large before it is brought into the database. */
	int64_t cache_kib;
};

/* A value for a parameter: an integer, a text, or NULL. Texts must live until the statement ends.
 */
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

/* A state of the whole database. Two equal marks: between them nobody has committed anything, by
 * whichever connection or process. No known state is all zeros. */
struct db_version {
	uint32_t words[12];
};

#endif
