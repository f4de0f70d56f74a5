/*
 * driver: the functions that a database engine implements for db.c.
 *
 * A function with the same name as a function of db.h has the same contract. Comments name the
 * exceptions.
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
	DRIVER_INDEX_BROKEN, /* only the contents of a virtual table are malformed */
};

struct driver {
	enum status (*open)(struct driver_connection **ret_connection,
		const struct db_options *options, struct fault *fault);
	void (*close)(struct driver_connection *connection);

	/* Returns NULL if the SQL is invalid. */
	struct driver_statement *(*prepare)(struct driver_connection *connection, const char *sql);
	void (*finalize)(struct driver_statement *statement);
	bool (*bind)(
		struct driver_statement *statement, const struct db_value *values, size_t count);
	enum driver_step (*step)(struct driver_statement *statement);

	/* Resets the statement, which can then run again. Returns false if the last run failed,
	 * either in step() or while a column was read. */
	bool (*reset)(struct driver_statement *statement);

	int64_t (*column_int)(struct driver_statement *statement, int column);
	struct text (*column_text)(struct driver_statement *statement, int column);
	bool (*column_is_null)(struct driver_statement *statement, int column);

	enum status (*script)(struct driver_connection *connection, const char *sql);

	/* Allows or forbids statements that write to the shadow tables of virtual tables. */
	void (*open_shadow)(struct driver_connection *connection, bool is_open);

	/* Returns the status for the connection's last error. *ret_message receives the error
	 * message. */
	enum status (*last_error)(struct driver_connection *connection, const char **ret_message);

	/* Returns the kind of damage that the connection's last error indicates. */
	enum driver_damage (*found_damage)(struct driver_connection *connection);
	void (*freeze)(struct driver_connection *connection);
	void (*interrupt)(struct driver_connection *connection);
	int64_t (*changes)(struct driver_connection *connection);
	int64_t (*total_changes)(struct driver_connection *connection);
	bool (*in_transaction)(struct driver_connection *connection);

	bool (*read_version)(struct driver_connection *connection, struct db_version *ret_version);

	bool (*is_replaced)(const struct driver_connection *connection);
	const char *(*relocate_wal)(
		const struct driver_connection *connection, struct arena *arena);
};

extern const struct driver sqlite_driver;

#endif
