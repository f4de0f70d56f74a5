/*
 * driver: what a database has to offer to db.c. One table of functions a database.
 */
#ifndef DB_DRIVER_PRIVATE_H
#define DB_DRIVER_PRIVATE_H

#include "base/fault.h"
#include "db/db_value.h"

#define DB_PARAMETERS_MAX 48

struct driver_connection;
struct driver_statement;

enum driver_step { DRIVER_ROW, DRIVER_DONE, DRIVER_FAILED };

enum driver_damage {
	DRIVER_SOUND,
	DRIVER_MALFORMED,
	DRIVER_INDEX_BROKEN, /* what a virtual table keeps is malformed, and that alone */
};

struct driver {
	enum status (*open)(struct driver_connection **ret_connection,
		const struct db_options *options, struct fault *fault);
	void (*close)(struct driver_connection *connection);

	/* NULL when the SQL is wrong. */
	struct driver_statement *(*prepare)(struct driver_connection *connection, const char *sql);
	void (*finalize)(struct driver_statement *statement);
	bool (*bind)(
		struct driver_statement *statement, const struct db_value *values, size_t count);
	enum driver_step (*step)(struct driver_statement *statement);

	/* False when the statement failed, be it in a step or in reading a column. */
	bool (*reset)(struct driver_statement *statement);

	int64_t (*column_int)(struct driver_statement *statement, int column);
	struct text (*column_text)(struct driver_statement *statement, int column);
	bool (*column_is_null)(struct driver_statement *statement, int column);

	enum status (*script)(struct driver_connection *connection, const char *sql);

	/* Whether statements may write the tables that virtual tables keep their data in. */
	void (*open_shadow)(struct driver_connection *connection, bool is_open);

	/* Status and message of the connection's last failure. */
	enum status (*last_error)(struct driver_connection *connection, const char **ret_message);
	/* What that failure says of the file. */
	enum driver_damage (*found_damage)(struct driver_connection *connection);
	void (*freeze)(struct driver_connection *connection);
	void (*interrupt)(struct driver_connection *connection);
	int64_t (*changes)(struct driver_connection *connection);
	int64_t (*total_changes)(struct driver_connection *connection);
	bool (*in_transaction)(struct driver_connection *connection);

	/* db_read_version(). */
	bool (*read_version)(struct driver_connection *connection, struct db_version *ret_mark);

	/* db_is_replaced(), db_relocate_wal(). */
	bool (*has_moved)(const struct driver_connection *connection);
	const char *(*relocate_wal)(
		const struct driver_connection *connection, struct arena *arena);
};

extern const struct driver sqlite_driver;

#endif
