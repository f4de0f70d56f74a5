/*
 * db: runs SQL statements on a database connection, independent of the driver.
 *
 * SQL is always a string literal; anything else does not compile. Each statement is prepared once
 * per connection and cached. Parameters are $1 to $48, bound by name. A violated unique or foreign
 * key constraint is STATUS_CONFLICT. A busy database, a full disk and I/O errors are
 * STATUS_UNAVAILABLE, and so are a malformed database file (code "DatabaseDamaged") and a malformed
 * search index (code "SearchIndexBroken"). Other errors are STATUS_INTERNAL. A connection may be
 * used by only one thread at a time, except where a function says otherwise.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/fault.h"
#include "db/db_value.h"

struct db;

/* A running query. End it with db_end(), also after an error. */
struct db_cursor {
	struct db *db;
	struct db_statement *statement;
	enum status status;
};

enum status db_open(struct db **ret_db, const struct db_options *options, struct fault *fault);
void db_close(struct db *db);

/* Starts a query: db_query(&cursor, db, "SELECT …", DB_ARGS(DB_INT(1))), or with DB_NO_ARGS. Errors
 * are reported by db_end(). */
#define db_query(cursor_, db_, sql_, ...) db_query_literal((cursor_), (db_), "" sql_, __VA_ARGS__)
void db_query_literal(struct db_cursor *cursor, struct db *db, const char *sql,
	const struct db_value *values, size_t count);

/* Moves to the next row. Returns false at the end or on an error. */
bool db_next(struct db_cursor *cursor);

/* Return a column of the current row, counted from 0. Texts are valid until the next call on the
 * cursor. */
int64_t db_int(const struct db_cursor *cursor, int column);
struct text db_text(const struct db_cursor *cursor, int column);
bool db_is_null(const struct db_cursor *cursor, int column);

/* Ends the query and returns its status. */
enum status db_end(struct db_cursor *cursor, struct fault *fault);

/* Returns whether the fault's code is "SearchIndexBroken". */
bool db_is_search_broken(const struct fault *fault);

/* Runs a statement and ignores its rows. */
#define db_exec(db_, fault_, sql_, ...) db_exec_literal((db_), (fault_), "" sql_, __VA_ARGS__)
enum status db_exec_literal(struct db *db, struct fault *fault, const char *sql,
	const struct db_value *values, size_t count);

/* Does the same for a statement that writes the shadow tables of a virtual table, which all other
 * calls refuse. Only for repairs. */
#define db_exec_shadow(db_, fault_, sql_, ...)                                                     \
	db_exec_shadow_literal((db_), (fault_), "" sql_, __VA_ARGS__)
enum status db_exec_shadow_literal(struct db *db, struct fault *fault, const char *sql,
	const struct db_value *values, size_t count);

/* Returns the number of rows that the last statement changed. */
int64_t db_changes(const struct db *db);

/* Returns the number of rows changed since the connection was opened, including changes that were
 * rolled back. */
int64_t db_total_changes(const struct db *db);

/* Runs the statements of a migration, without caching them. */
enum status db_script(struct db *db, struct text sql, struct fault *fault);

/* Transactions. DB_WRITE takes the write lock at once. If a rollback fails, the transaction can no
 * longer be committed: db_commit() fails with "WriteFailed", and db_begin() tries the rollback
 * again. */
enum db_mode { DB_READ, DB_WRITE };
enum status db_begin(struct db *db, enum db_mode mode, struct fault *fault);
enum status db_commit(struct db *db, struct fault *fault);
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/* A savepoint inside a transaction. Releasing it keeps the changes since then; rolling back undoes
 * them and ends the savepoint. If that fails, db_savepoint_rollback() rolls back the whole
 * transaction and returns false, so a refused change is never committed. */
enum status db_savepoint(struct db *db, struct fault *fault);
enum status db_savepoint_release(struct db *db, struct fault *fault);
bool db_savepoint_rollback(struct db *db);

/* Undoes the changes since the savepoint and keeps the savepoint. */
enum status db_savepoint_restart(struct db *db, struct fault *fault);

/* Reads the whole database and checks its structure (quick_check). Returns STATUS_UNAVAILABLE with
 * code "DatabaseDamaged" and the first problem found. Ignores the search index, which is repaired
 * at the next start. */
enum status db_check(struct db *db, struct fault *fault);

/* Makes the connection read-only and prevents it from checkpointing, also when it is closed, so
 * that a damaged database is not damaged further. Later changes fail with STATUS_UNAVAILABLE. */
void db_freeze(struct db *db);

/* Interrupts the connection's current statement, which then fails. Any thread may call this. */
void db_interrupt(struct db *db);

/* Returns whether the database file was removed, or replaced by another file. Changes are then
 * written to a file that the next start does not open. Costs a few system calls, about 3 us. Any
 * thread may call this while the connection is open. */
bool db_is_replaced(const struct db *db);

/* Keeps the WAL together with its database file. If the database was removed or replaced, renames
 * the WAL to NAME-wal.moved (or .moved2 and so on, if that name exists), because SQLite would apply
 * it to the new file and corrupt it. If the database is back, renames the WAL back. Returns the
 * WAL's new name, in the arena, or NULL if it is not renamed. Closing a connection does the same.
 * Never writes to a database. Any thread may call this. */
const char *db_relocate_wal(const struct db *db, struct arena *arena);

/* Restores the WAL that db_relocate_wal() renamed, if the same database file is back at `path` and
 * was not written to since. Call it before the database is opened. Returns true if it restored a
 * WAL. */
bool db_restore_wal(const char *path);

/* Reads the current version of the database from the memory that connections share, without a
 * system call. Any thread may call this while the connection is open. Returns false if the version
 * is unknown; callers must then assume that the database has changed. */
bool db_read_version(struct db *db, struct db_version *ret_version);
bool db_versions_equal(const struct db_version *a, const struct db_version *b);

#endif
