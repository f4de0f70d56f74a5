/*
 * db: runs SQL statements on a database connection, independently of the database engine.
 *
 * SQL is always a string literal; other SQL does not compile. A connection prepares each statement
 * once and caches it. Parameters are named $1 to $48. Only one thread at a time may use a
 * connection. The exceptions are the functions whose comments say that any thread may call them.
 *
 * Errors have these statuses:
 * - STATUS_CONFLICT: a unique or foreign key constraint is violated.
 * - STATUS_UNAVAILABLE: the database is busy, the disk is full, or an I/O error has occurred. Also:
 *   the database file is malformed (code "DatabaseDamaged"), or the search index is malformed (code
 *   "SearchIndexBroken").
 * - STATUS_INTERNAL: any other error.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/fault.h"
#include "db/db_value.h"

struct db;

/* A running query. The caller must end every query with db_end(), even after an error. */
struct db_cursor {
	struct db *db;
	struct db_statement *statement;
	enum status status;
};

enum status db_open(struct db **ret_db, const struct db_options *options, struct fault *fault);
void db_close(struct db *db);

/* Starts a query, for example db_query(&cursor, db, "SELECT …", DB_ARGS(DB_INT(1))). If the query
 * has no parameters, pass DB_NO_ARGS instead of DB_ARGS(). db_end() reports all errors. */
#define db_query(cursor_, db_, sql_, ...) db_query_literal((cursor_), (db_), "" sql_, __VA_ARGS__)
void db_query_literal(struct db_cursor *cursor, struct db *db, const char *sql,
	const struct db_value *values, size_t count);

/* Moves to the next row. Returns false if there are no more rows or an error has occurred. */
bool db_next(struct db_cursor *cursor);

/* Return the value of a column of the current row. The first column is column 0. A text is valid
 * until the next function call on the cursor. */
int64_t db_int(const struct db_cursor *cursor, int column);
struct text db_text(const struct db_cursor *cursor, int column);
bool db_is_null(const struct db_cursor *cursor, int column);

/* Ends the query and returns its status. If the query has failed, sets the fault. */
enum status db_end(struct db_cursor *cursor, struct fault *fault);

/* Returns true if the fault's code is "SearchIndexBroken". */
bool db_is_search_broken(const struct fault *fault);

/* Runs a statement and ignores the rows that it returns. */
#define db_exec(db_, fault_, sql_, ...) db_exec_literal((db_), (fault_), "" sql_, __VA_ARGS__)
enum status db_exec_literal(struct db *db, struct fault *fault, const char *sql,
	const struct db_value *values, size_t count);

/* Like db_exec(), but the statement may write to the shadow tables of a virtual table. All other
 * functions refuse statements that write to shadow tables. Only for repairs. */
#define db_exec_shadow(db_, fault_, sql_, ...)                                                     \
	db_exec_shadow_literal((db_), (fault_), "" sql_, __VA_ARGS__)
enum status db_exec_shadow_literal(struct db *db, struct fault *fault, const char *sql,
	const struct db_value *values, size_t count);

/* Returns the number of rows that the last statement changed. */
int64_t db_changes(const struct db *db);

/* Returns the number of rows that all statements have changed since the connection was opened.
 * Changes that were rolled back count too. */
int64_t db_total_changes(const struct db *db);

/* Runs all statements of a migration, without caching them. */
enum status db_script(struct db *db, struct text sql, struct fault *fault);

enum db_mode { DB_READ, DB_WRITE };

/* Begins a transaction. DB_WRITE takes the write lock at once. */
enum status db_begin(struct db *db, enum db_mode mode, struct fault *fault);

/* Commits the transaction. Fails with "WriteFailed" if a rollback has failed in the transaction. */
enum status db_commit(struct db *db, struct fault *fault);

/* Rolls back the transaction, if there is one. If the rollback fails, the next db_begin() tries
 * again. */
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/* Creates a savepoint in the transaction. */
enum status db_savepoint(struct db *db, struct fault *fault);

/* Ends the savepoint and keeps the changes since the savepoint. */
enum status db_savepoint_release(struct db *db, struct fault *fault);

/* Undoes the changes since the savepoint and ends the savepoint. If SQLite cannot undo the changes,
 * rolls back the whole transaction and returns false. A refused change is therefore never
 * committed. */
bool db_savepoint_rollback(struct db *db);

/* Undoes the changes since the savepoint, but does not end the savepoint. */
enum status db_savepoint_restart(struct db *db, struct fault *fault);

/* Reads the whole database and checks its structure (quick_check). If the database is damaged,
 * returns STATUS_UNAVAILABLE and sets the fault to "DatabaseDamaged". The fault describes the first
 * damage found. Ignores damage of the search index, which the service repairs at its next start. */
enum status db_check(struct db *db, struct fault *fault);

/* Makes the connection read-only. Also prevents the connection from checkpointing the WAL, even
 * when the connection is closed. A checkpoint could damage a damaged database further. Later
 * changes fail with STATUS_UNAVAILABLE. */
void db_freeze(struct db *db);

/* Interrupts the connection's current statement. The statement then fails. Any thread may call this
 * function. */
void db_interrupt(struct db *db);

/* Returns true if the database file has been removed or replaced by another file. The connection
 * then writes to a file that the service will not open at its next start. Makes a few system calls,
 * which take about 3 us. Any thread may call this function while the connection is open. */
bool db_is_replaced(const struct db *db);

/* Prevents SQLite from applying the WAL to the wrong database file and corrupting this file. If the
 * database file has been removed or replaced, renames the WAL to NAME-wal.moved. If this name is in
 * use, the new name ends with .moved2, .moved3 and so on. If the original database file is back,
 * renames the WAL back. Returns the WAL's new name, in the arena, or NULL if the WAL has its
 * original name. Never writes to a database. db_close() calls this function, too. Any thread may
 * call this function while the connection is open. */
const char *db_relocate_wal(const struct db *db, struct arena *arena);

/* Reverses a renaming by db_relocate_wal(). Does nothing unless the original database file is back
 * at `path` and was not written to after the renaming. Call this function before the database is
 * opened. Returns true if it has renamed a WAL. */
bool db_restore_wal(const char *path);

/* Reads the current version of the database from the memory that all connections share. Makes no
 * system call. Returns false if the version is unknown. The caller must then assume that the
 * database has changed. Any thread may call this function while the connection is open. */
bool db_read_version(struct db *db, struct db_version *ret_version);
bool db_versions_equal(const struct db_version *a, const struct db_version *b);

#endif
