#include "db/db.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "db/damage.h"
#include "db/driver.h"
#include "db/sqlite_files.h"

/* Slots of a connection's statement cache, a power of two. The program has far fewer statements. */
#define STATEMENT_SLOTS 512

/* A prepared statement. Cached ones are found by the address of their string literal. */
struct db_statement {
	const char *sql;
	struct driver_statement *driver;
	bool running;
	bool cached;
};

struct db {
	const struct driver *driver;
	struct driver_connection *connection;
	struct db_statement *slots[STATEMENT_SLOTS];
	size_t cached_count;
	bool must_roll_back; /* the transaction has a refused change that could not be undone */
};

enum status db_open(struct db **ret_db, const struct db_options *options, struct fault *fault)
{
	struct db *db = calloc(1, sizeof(*db));

	if (db == NULL)
		abort();
	db->driver = &sqlite_driver;
	if (db->driver->open(&db->connection, options, fault) != STATUS_OK) {
		free(db);
		return fault->status;
	}
	*ret_db = db;
	return STATUS_OK;
}

static void drop_statement(struct db *db, struct db_statement *statement)
{
	db->driver->finalize(statement->driver);
	free(statement);
}

void db_close(struct db *db)
{
	if (db == NULL)
		return;
	for (size_t i = 0; i < STATEMENT_SLOTS; i++) {
		if (db->slots[i] != NULL)
			drop_statement(db, db->slots[i]);
	}
	db->driver->close(db->connection);
	free(db);
}

static struct db_statement *make_statement(struct db *db, const char *sql)
{
	struct driver_statement *driver = db->driver->prepare(db->connection, sql);
	struct db_statement *statement;

	if (driver == NULL)
		return NULL;
	statement = calloc(1, sizeof(*statement));
	if (statement == NULL)
		abort();
	statement->sql = sql;
	statement->driver = driver;
	return statement;
}

/* Returns the cached statement of the literal, or a separate one if the cached one is running. */
static struct db_statement *get_statement(struct db *db, const char *sql)
{
	size_t slot = ((uintptr_t)sql * UINT64_C(0x9e3779b97f4a7c15)) >> 32;
	struct db_statement *statement;

	for (slot %= STATEMENT_SLOTS; db->slots[slot] != NULL;
		slot = (slot + 1) % STATEMENT_SLOTS) {
		statement = db->slots[slot];
		if (statement->sql == sql)
			return statement->running ? make_statement(db, sql) : statement;
	}
	statement = make_statement(db, sql);
	if (statement != NULL && db->cached_count < STATEMENT_SLOTS - 1) {
		statement->cached = true;
		db->slots[slot] = statement;
		db->cached_count++;
	}
	return statement;
}

static enum status report(struct db *db, struct fault *fault)
{
	const char *message;
	enum status status = db->driver->last_error(db->connection, &message);

	switch (db->driver->found_damage(db->connection)) {
	case DRIVER_MALFORMED:
		return fault_set(fault, STATUS_UNAVAILABLE, "DatabaseDamaged",
			"The database is damaged: %s.", message);
	case DRIVER_INDEX_BROKEN:
		return fault_set(fault, STATUS_UNAVAILABLE, "SearchIndexBroken",
			"The search index is broken. The service is rebuilding it; try again "
			"later.");
	case DRIVER_SOUND:
		break;
	}
	return fault_set(fault, status, "DatabaseError", "Database error: %s.", message);
}

bool db_is_search_broken(const struct fault *fault)
{
	return fault->code != NULL && strcmp(fault->code, "SearchIndexBroken") == 0;
}

void db_query_literal(struct db_cursor *cursor, struct db *db, const char *sql,
	const struct db_value *values, size_t count)
{
	*cursor = (struct db_cursor){.db = db, .statement = get_statement(db, sql)};
	if (cursor->statement == NULL) {
		cursor->status = STATUS_INTERNAL;
		return;
	}
	cursor->statement->running = true;
	if (!db->driver->bind(cursor->statement->driver, values, count))
		cursor->status = STATUS_INTERNAL;
}

bool db_next(struct db_cursor *cursor)
{
	enum driver_step step;

	if (cursor->status != STATUS_OK)
		return false;
	step = cursor->db->driver->step(cursor->statement->driver);
	if (step == DRIVER_FAILED)
		cursor->status = STATUS_INTERNAL;
	return step == DRIVER_ROW;
}

int64_t db_int(const struct db_cursor *cursor, int column)
{
	return cursor->db->driver->column_int(cursor->statement->driver, column);
}

struct text db_text(const struct db_cursor *cursor, int column)
{
	return cursor->db->driver->column_text(cursor->statement->driver, column);
}

bool db_is_null(const struct db_cursor *cursor, int column)
{
	return cursor->db->driver->column_is_null(cursor->statement->driver, column);
}

enum status db_end(struct db_cursor *cursor, struct fault *fault)
{
	struct db_statement *statement = cursor->statement;
	enum status status = cursor->status;

	/* Read the error before the reset, because other calls could replace it. */
	if (status != STATUS_OK)
		status = report(cursor->db, fault);
	if (statement != NULL) {
		if (!cursor->db->driver->reset(statement->driver) && status == STATUS_OK)
			status = report(cursor->db, fault);
		statement->running = false;
		if (!statement->cached)
			drop_statement(cursor->db, statement);
	}
	cursor->statement = NULL;
	return status;
}

enum status db_exec_literal(struct db *db, struct fault *fault, const char *sql,
	const struct db_value *values, size_t count)
{
	struct db_cursor cursor;

	db_query_literal(&cursor, db, sql, values, count);
	while (db_next(&cursor)) {
		/* Ignore the rows of RETURNING. */
	}
	return db_end(&cursor, fault);
}

enum status db_exec_shadow_literal(struct db *db, struct fault *fault, const char *sql,
	const struct db_value *values, size_t count)
{
	enum status status;

	db->driver->open_shadow(db->connection, true);
	status = db_exec_literal(db, fault, sql, values, count);
	db->driver->open_shadow(db->connection, false);
	return status;
}

int64_t db_changes(const struct db *db)
{
	return db->driver->changes(db->connection);
}

int64_t db_total_changes(const struct db *db)
{
	return db->driver->total_changes(db->connection);
}

enum status db_script(struct db *db, struct text sql, struct fault *fault)
{
	if (db->driver->script(db->connection, arena_cstr(fault->arena, sql)) != STATUS_OK)
		return report(db, fault);
	return STATUS_OK;
}

enum status db_begin(struct db *db, enum db_mode mode, struct fault *fault)
{
	if (db->must_roll_back)
		db_rollback(db);
	if (mode == DB_WRITE)
		return db_exec(db, fault, "BEGIN IMMEDIATE", DB_NO_ARGS);
	return db_exec(db, fault, "BEGIN", DB_NO_ARGS);
}

enum status db_commit(struct db *db, struct fault *fault)
{
	if (db->must_roll_back)
		return fault_set(fault, STATUS_UNAVAILABLE, "WriteFailed",
			"The database could not undo a refused change; try again later.");
	return db_exec(db, fault, "COMMIT", DB_NO_ARGS);
}

/* Returns only whether the statement succeeded, without a fault. */
static bool try_quietly(struct db *db, const char *sql)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	enum status status = db_exec_literal(db, &fault, sql, DB_NO_ARGS);

	arena_free(arena);
	return status == STATUS_OK;
}

void db_rollback(struct db *db)
{
	if (db_in_transaction(db))
		try_quietly(db, "ROLLBACK");
	db->must_roll_back = db_in_transaction(db);
}

bool db_in_transaction(const struct db *db)
{
	return db->driver->in_transaction(db->connection);
}

enum status db_savepoint(struct db *db, struct fault *fault)
{
	return db_exec(db, fault, "SAVEPOINT job", DB_NO_ARGS);
}

enum status db_savepoint_release(struct db *db, struct fault *fault)
{
	return db_exec(db, fault, "RELEASE job", DB_NO_ARGS);
}

/* RELEASE keeps the changes, so it must not follow a failed ROLLBACK TO. */
bool db_savepoint_rollback(struct db *db)
{
	if (try_quietly(db, "ROLLBACK TO job") && try_quietly(db, "RELEASE job"))
		return true;
	db->must_roll_back = true;
	db_rollback(db);
	return false;
}

enum status db_savepoint_restart(struct db *db, struct fault *fault)
{
	return db_exec(db, fault, "ROLLBACK TO job", DB_NO_ARGS);
}

enum status db_check(struct db *db, struct fault *fault)
{
	struct db_cursor rows;
	struct text found = TEXT_NONE;
	enum status status;

	db_query(&rows, db, "PRAGMA quick_check(10)", DB_NO_ARGS);
	while (!text_is_set(found) && db_next(&rows)) {
		struct text line = db_text(&rows, 0);

		if (damage_is_reported(line))
			found = arena_text(fault->arena, line);
	}
	status = db_end(&rows, fault);
	if (status == STATUS_OK && text_is_set(found))
		status = fault_set(fault, STATUS_UNAVAILABLE, "DatabaseDamaged",
			"The database is damaged: %s.", found.data);
	return status;
}

void db_freeze(struct db *db)
{
	db->driver->freeze(db->connection);
}

void db_interrupt(struct db *db)
{
	db->driver->interrupt(db->connection);
}

bool db_is_replaced(const struct db *db)
{
	return db->driver->is_replaced(db->connection);
}

bool db_restore_wal(const char *path)
{
	return sqlite_files_restore_wal(path);
}

const char *db_relocate_wal(const struct db *db, struct arena *arena)
{
	return db->driver->relocate_wal(db->connection, arena);
}

bool db_read_version(struct db *db, struct db_version *ret_version)
{
	return db->driver->read_version(db->connection, ret_version);
}

bool db_versions_equal(const struct db_version *a, const struct db_version *b)
{
	return memcmp(a->words, b->words, sizeof(a->words)) == 0;
}
