/*
 * db: SQL statements over one connection, whatever the database behind it.
 *
 * Promises: SQL is always a string literal (anything else does not compile), prepared once a
 * connection and kept. Parameters are $1 to $48, bound by name. Errors come back as a status and a
 * fault: a broken uniqueness or reference rule is STATUS_CONFLICT, a busy database is
 * STATUS_UNAVAILABLE, the rest STATUS_INTERNAL. The code is "DatabaseDamaged" where the file is
 * malformed, and "SearchIndexBroken" where that is true of the search index alone, the one virtual
 * table that is stored; both are STATUS_UNAVAILABLE. A connection belongs to one thread at a time.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/fault.h"
#include "db/db_value.h"

struct db;

/* A running query. Always end it with db_end(). */
struct db_cursor {
	struct db *db;
	struct db_statement *statement;
	enum status status;
};

enum status db_open(struct db **ret_db, const struct db_options *options, struct fault *fault);
void db_close(struct db *db);

/* db_query(&cursor, db, "SELECT …", DB_ARGS(DB_INT(1))) or DB_NO_ARGS. */
#define db_query(cursor_, db_, sql_, ...) db_query_literal((cursor_), (db_), "" sql_, __VA_ARGS__)
void db_query_literal(struct db_cursor *cursor, struct db *db, const char *sql,
	const struct db_value *values, size_t count);

/* True while there is a row. */
bool db_next(struct db_cursor *cursor);

/* Columns of the current row, counted from 0; texts live until the next call on the cursor. */
int64_t db_int(const struct db_cursor *cursor, int column);
struct text db_text(const struct db_cursor *cursor, int column);
bool db_is_null(const struct db_cursor *cursor, int column);

/* Ends the query; the status of the whole. */
enum status db_end(struct db_cursor *cursor, struct fault *fault);

/* Whether the fault is that the search index is broken. */
bool db_is_search_broken(const struct fault *fault);

/* Runs a statement for its effect. */
#define db_exec(db_, fault_, sql_, ...) db_exec_literal((db_), (fault_), "" sql_, __VA_ARGS__)
enum status db_exec_literal(struct db *db, struct fault *fault, const char *sql,
	const struct db_value *values, size_t count);

/* The same for a statement that writes a table which a virtual table keeps its own data in: every
 * other call is refused that. For mending alone. */
#define db_exec_shadow(db_, fault_, sql_, ...)                                                     \
	db_exec_shadow_literal((db_), (fault_), "" sql_, __VA_ARGS__)
enum status db_exec_shadow_literal(struct db *db, struct fault *fault, const char *sql,
	const struct db_value *values, size_t count);

/* Rows changed by the last statement. */
int64_t db_changes(const struct db *db);

/* Rows changed since the connection was opened, also by what was undone since. */
int64_t db_total_changes(const struct db *db);

/* Runs a migration's statements, which are not prepared nor kept. */
enum status db_script(struct db *db, struct text sql, struct fault *fault);

/* Transactions. DB_WRITE takes the write lock at once. A transaction whose rollback failed cannot
 * be committed: db_commit() fails with "WriteFailed", and db_begin() rolls it back first. */
enum db_mode { DB_READ, DB_WRITE };
enum status db_begin(struct db *db, enum db_mode mode, struct fault *fault);
enum status db_commit(struct db *db, struct fault *fault);
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

/* A savepoint inside a transaction: keep or undo what happened since. Where undoing fails,
 * db_savepoint_rollback() rolls back the whole transaction and returns false: a refused change is
 * never committed. */
enum status db_savepoint(struct db *db, struct fault *fault);
enum status db_savepoint_release(struct db *db, struct fault *fault);
bool db_savepoint_rollback(struct db *db);

/* Undoes what happened since the savepoint and stays in it. */
enum status db_savepoint_restart(struct db *db, struct fault *fault);

/* Reads the whole database and looks whether its structure holds (quick_check): STATUS_OK, or
 * STATUS_UNAVAILABLE "DatabaseDamaged" with what was found first. The search index, which a start
 * mends, is left out. */
enum status db_check(struct db *db, struct fault *fault);

/* From now on every change on this connection fails with STATUS_UNAVAILABLE, and closing it does
 * not bring the log into the database. For what must not be damaged further. */
void db_freeze(struct db *db);

/* Makes what the connection is doing fail, from another thread. */
void db_interrupt(struct db *db);

/* Whether another file, or none, is now where this database was opened: what is written goes to a
 * file that no later start will open. A few system calls, some 3 us; any thread may ask while the
 * connection is open. */
bool db_is_replaced(const struct db *db);

/* Sees to it that the log of this database has its name exactly while the database has its own.
 * Where another file, or none, is in its place, renames the log to NAME-wal.moved (.moved2 and so
 * on where that is taken), so that nobody takes it for the log of a file that comes, which it would
 * ruin; where the database is back, renames it back. The name that the log has aside now, in the
 * arena, else NULL. Closing a connection does the same. Writes to no database. Any thread may call
 * it. */
const char *db_relocate_wal(const struct db *db, struct arena *arena);

/* Before the database at `path` is opened: brings the log back that was set aside when this very
 * file was moved, if the file has come back and nobody has written to it since. True when it did.
 */
bool db_restore_wal(const char *path);

/* The state now, read from memory that all connections share: no system call. Any thread may call
 * it at any time. False when it cannot be told: take the database for changed then. */
bool db_read_version(struct db *db, struct db_version *ret_mark);
bool db_versions_equal(const struct db_version *a, const struct db_version *b);

#endif
