#include <inttypes.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/yield.h"
#include "db/driver.h"
#include "db/sqlite_error.h"
#include "db/sqlite_files.h"
#include "db/sqlite_vfs.h"
#include "db/sqlite_wal_index.h"

struct driver_connection {
	sqlite3 *handle;
	const uint32_t *wal_index; /* sqlite_wal_index_map() */
	struct sqlite_files files;
};

struct driver_statement {
	sqlite3_stmt *handle;
	int index[DB_PARAMETERS_MAX]; /* SQLite's index of $1, $2, …; 0 where unused */
};

static enum status last_error(struct driver_connection *connection, const char **ret_message)
{
	int code = sqlite3_extended_errcode(connection->handle);

	*ret_message = sqlite_error_text(connection->handle, code);
	return sqlite_error_status(code);
}

static enum driver_damage found_damage(struct driver_connection *connection)
{
	int code = sqlite3_extended_errcode(connection->handle);

	if (code == SQLITE_CORRUPT_VTAB)
		return DRIVER_INDEX_BROKEN;
	return sqlite_error_is_damage(code) ? DRIVER_MALFORMED : DRIVER_SOUND;
}

static void disable_checkpoint_on_close(struct driver_connection *connection)
{
	sqlite3_db_config(connection->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL);
}

static void freeze(struct driver_connection *connection)
{
	disable_checkpoint_on_close(connection);
	sqlite3_wal_autocheckpoint(connection->handle, 0);
	sqlite3_exec(connection->handle, "PRAGMA query_only=ON", NULL, NULL, NULL);
}

static void interrupt(struct driver_connection *connection)
{
	sqlite3_interrupt(connection->handle);
}

/* SQLite leaves the WAL of a moved database under its old name, so it is moved here. */
static void close_connection(struct driver_connection *connection)
{
	struct arena *arena = arena_new();

	sqlite_files_relocate_wal(&connection->files, arena);
	arena_free(arena);
	sqlite3_close_v2(connection->handle);
	sqlite_files_free(&connection->files);
	free(connection);
}

/* synchronous=FULL syncs the WAL at each commit, before a change is acknowledged. secure_delete
 * overwrites deleted data, so that free pages do not reveal it. A WAL that restarts is truncated to
 * 64 MiB. */
static const char set_up[] =
	"PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
	"PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;"
	"PRAGMA journal_size_limit=67108864;";

#define PAGE_KIB 4

static int set_cache(sqlite3 *handle, int64_t cache_kib)
{
	char sql[64];

	if (cache_kib == 0)
		return SQLITE_OK;
	snprintf(sql, sizeof(sql), "PRAGMA cache_size=-%" PRId64, cache_kib);
	if (sqlite3_exec(handle, sql, NULL, NULL, NULL) != SQLITE_OK)
		return sqlite3_errcode(handle);
	return sqlite3_wal_autocheckpoint(handle, (int)(cache_kib / PAGE_KIB));
}

/* Virtual machine opcodes between two yields; about 0.1 ms. */
#define OPCODES_PER_YIELD 500

static int on_progress(void *context)
{
	(void)context;
	yield_if_due();
	return 0;
}

static pthread_once_t prepared_once = PTHREAD_ONCE_INIT;

/* Memory statistics would take a lock for each allocation. */
static void prepare_library(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite_vfs_install();
}

/* In defensive mode, statements cannot write shadow tables. */
static int set_defensive(sqlite3 *handle, int is_defensive)
{
	return sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, is_defensive, (int *)NULL);
}

static int configure(struct driver_connection *connection, const struct db_options *options)
{
	int code = sqlite3_busy_timeout(connection->handle, (int)options->busy_timeout_ms);

	if (code == SQLITE_OK)
		code = set_defensive(connection->handle, 1);
	if (code == SQLITE_OK)
		code = sqlite3_exec(connection->handle, set_up, NULL, NULL, NULL);
	/* The mode is persistent, and changing it would write to a read-only database. */
	if (code == SQLITE_OK && !options->read_only)
		code = sqlite3_exec(
			connection->handle, "PRAGMA journal_mode=WAL", NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = set_cache(connection->handle, options->cache_kib);
	if (code == SQLITE_OK && options->read_only)
		code = sqlite3_exec(connection->handle, "PRAGMA query_only=ON", NULL, NULL, NULL);
	sqlite3_progress_handler(connection->handle, OPCODES_PER_YIELD, on_progress, NULL);
	/* Mapping would create a -shm for a database without a WAL. */
	if (code == SQLITE_OK && !options->inspect_only)
		connection->wal_index = sqlite_wal_index_map(connection->handle);
	return code;
}

/* Returns false if the recorded file is not the open one, because it was moved while it was opened.
 */
static bool note_files(struct driver_connection *connection, const char *path)
{
	const char *real_path = sqlite3_db_filename(connection->handle, "main");
	int moved = 0;

	if (real_path == NULL || real_path[0] == '\0')
		return true; /* in memory */
	sqlite_files_record(&connection->files, path, real_path);
	sqlite3_file_control(connection->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved);
	return moved == 0;
}

static enum status open_connection(struct driver_connection **ret_connection,
	const struct db_options *options, struct fault *fault)
{
	struct driver_connection *connection = calloc(1, sizeof(*connection));
	int code;

	if (connection == NULL)
		abort();
	pthread_once(&prepared_once, prepare_library);
	/* SQLite would delete the WAL. */
	if (sqlite_files_wal_is_orphaned(options->path)) {
		free(connection);
		return fault_set(fault, STATUS_UNAVAILABLE, "DatabaseNotOpen",
			"Cannot open the database %s: it is missing or empty, but its log %s-wal "
			"with the latest changes exists. Put the database back, or restore a "
			"backup.",
			options->path, options->path);
	}
	code = sqlite3_open_v2(options->path, &connection->handle,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX |
			(options->read_only ? 0 : SQLITE_OPEN_CREATE),
		NULL);
	if (code == SQLITE_OK && options->inspect_only && sqlite_files_has_wal(options->path))
		disable_checkpoint_on_close(connection);
	if (code == SQLITE_OK)
		code = configure(connection, options);
	if (code == SQLITE_OK && !note_files(connection, options->path)) {
		fault_set(fault, STATUS_UNAVAILABLE, "DatabaseMoved",
			"The database %s was moved while it was being opened.", options->path);
	} else if (code == SQLITE_OK) {
		*ret_connection = connection;
		return STATUS_OK;
	} else {
		fault_set(fault, sqlite_error_status(code), "DatabaseNotOpen",
			"Cannot open the database %s: %s.", options->path,
			sqlite_error_text_of_open(
				connection->handle, code, options->path, !options->read_only));
	}
	/* Closing the last connection must not apply the WAL of another file. */
	if (connection->handle != NULL)
		freeze(connection);
	close_connection(connection);
	return fault->status;
}

static struct driver_statement *prepare(struct driver_connection *connection, const char *sql)
{
	struct driver_statement *statement = calloc(1, sizeof(*statement));
	char name[8];

	if (statement == NULL)
		abort();
	if (sqlite3_prepare_v3(connection->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
		    &statement->handle, NULL) != SQLITE_OK) {
		free(statement);
		return NULL;
	}
	for (int i = 0; i < DB_PARAMETERS_MAX; i++) {
		snprintf(name, sizeof(name), "$%d", i + 1);
		statement->index[i] = sqlite3_bind_parameter_index(statement->handle, name);
	}
	return statement;
}

static void finalize(struct driver_statement *statement)
{
	sqlite3_finalize(statement->handle);
	free(statement);
}

static int bind_one(sqlite3_stmt *statement, int index, const struct db_value *value)
{
	if (value->is_integer)
		return sqlite3_bind_int64(statement, index, value->integer);
	if (!text_is_set(value->text))
		return sqlite3_bind_null(statement, index);
	return sqlite3_bind_text64(
		statement, index, value->text.data, value->text.length, SQLITE_STATIC, SQLITE_UTF8);
}

static bool bind(struct driver_statement *statement, const struct db_value *values, size_t count)
{
	if (count > DB_PARAMETERS_MAX ||
		(int)count != sqlite3_bind_parameter_count(statement->handle))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (statement->index[i] == 0 ||
			bind_one(statement->handle, statement->index[i], &values[i]) != SQLITE_OK)
			return false;
	}
	return true;
}

static enum driver_step step(struct driver_statement *statement)
{
	int code = sqlite3_step(statement->handle);

	if (code == SQLITE_ROW)
		return DRIVER_ROW;
	return code == SQLITE_DONE ? DRIVER_DONE : DRIVER_FAILED;
}

/* If memory ran out while a column was read, its value was NULL, and only the reset reports the
 * error. */
static bool reset(struct driver_statement *statement)
{
	bool is_good = sqlite3_reset(statement->handle) == SQLITE_OK;

	sqlite3_clear_bindings(statement->handle);
	return is_good;
}

static int64_t column_int(struct driver_statement *statement, int column)
{
	return sqlite3_column_int64(statement->handle, column);
}

static bool column_is_null(struct driver_statement *statement, int column)
{
	return sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}

static struct text column_text(struct driver_statement *statement, int column)
{
	const char *data = (const char *)sqlite3_column_text(statement->handle, column);

	if (data == NULL)
		return TEXT_NONE;
	return (struct text){data, (size_t)sqlite3_column_bytes(statement->handle, column)};
}

static enum status script(struct driver_connection *connection, const char *sql)
{
	return sqlite3_exec(connection->handle, sql, NULL, NULL, NULL) == SQLITE_OK
		? STATUS_OK
		: STATUS_INTERNAL;
}

static void open_shadow(struct driver_connection *connection, bool is_open)
{
	set_defensive(connection->handle, !is_open);
}

static int64_t changes(struct driver_connection *connection)
{
	return sqlite3_changes64(connection->handle);
}

static int64_t total_changes(struct driver_connection *connection)
{
	return sqlite3_total_changes64(connection->handle);
}

static bool in_transaction(struct driver_connection *connection)
{
	return sqlite3_get_autocommit(connection->handle) == 0;
}

static bool read_version(struct driver_connection *connection, struct db_version *ret_version)
{
	return sqlite_wal_index_read(connection->wal_index, ret_version);
}

static bool is_replaced(const struct driver_connection *connection)
{
	return sqlite_files_are_replaced(&connection->files);
}

static const char *relocate_wal(const struct driver_connection *connection, struct arena *arena)
{
	return sqlite_files_relocate_wal(&connection->files, arena);
}

const struct driver sqlite_driver = {
	.open = open_connection,
	.close = close_connection,
	.prepare = prepare,
	.finalize = finalize,
	.bind = bind,
	.step = step,
	.reset = reset,
	.column_int = column_int,
	.column_text = column_text,
	.column_is_null = column_is_null,
	.script = script,
	.open_shadow = open_shadow,
	.last_error = last_error,
	.found_damage = found_damage,
	.freeze = freeze,
	.interrupt = interrupt,
	.changes = changes,
	.total_changes = total_changes,
	.in_transaction = in_transaction,
	.read_version = read_version,
	.is_replaced = is_replaced,
	.relocate_wal = relocate_wal,
};
