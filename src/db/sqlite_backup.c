#include "db/sqlite_backup.h"

#include <sqlite3.h>

#include "base/yield.h"
#include "db/damage.h"
#include "db/sqlite_error.h"

/* Pages between two yields; a few milliseconds. */
#define PAGES_A_STEP 256

#define BUSY_MS 5000

static enum status fail(
	struct fault *fault, const char *verb, const char *path, int code, sqlite3 *handle)
{
	return fault_set(fault, STATUS_UNAVAILABLE,
		sqlite_error_is_damage(code) ? "DatabaseDamaged" : "DatabaseNotOpen",
		"Cannot %s %s: %s.", verb, path, sqlite_error_text(handle, code));
}

/* Copies within one read transaction, because otherwise each commit would restart the backup. */
static int copy_pages(sqlite3 *from, sqlite3 *to)
{
	sqlite3_backup *backup;
	int code =
		sqlite3_exec(from, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);

	if (code != SQLITE_OK)
		return code;
	backup = sqlite3_backup_init(to, "main", from, "main");
	if (backup == NULL)
		return sqlite3_errcode(to);
	do {
		code = sqlite3_backup_step(backup, PAGES_A_STEP);
		yield_if_due();
	} while (code == SQLITE_OK);
	code = sqlite3_backup_finish(backup);
	sqlite3_exec(from, "ROLLBACK", NULL, NULL, NULL);
	return code;
}

static enum status check(sqlite3 *handle, const char *path, struct fault *fault)
{
	sqlite3_stmt *statement = NULL;
	const char *line = NULL;
	int code = sqlite3_prepare_v2(handle, "PRAGMA integrity_check(10)", -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	while (code == SQLITE_ROW) {
		line = (const char *)sqlite3_column_text(statement, 0);
		if (line == NULL || damage_is_reported(text_from(line)))
			break;
		code = sqlite3_step(statement);
	}
	if (code == SQLITE_ROW)
		fault_set(fault, STATUS_UNAVAILABLE, "DatabaseDamaged",
			"The database %s is damaged: %s.", path,
			line == NULL ? "out of memory" : line);
	else if (code != SQLITE_DONE)
		fail(fault, "check", path, code, handle);
	sqlite3_finalize(statement);
	return fault->status;
}

/* Otherwise closing the last connection would checkpoint the WAL and damage the database further.
 */
static void disable_checkpoint_on_close(sqlite3 *handle)
{
	sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)NULL);
}

/* Returns whether an error of the backup is about writing the copy, not reading the database. */
static bool fails_to_write(int code)
{
	return (code & 0xff) == SQLITE_FULL || code == SQLITE_IOERR_WRITE ||
		code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_TRUNCATE ||
		code == SQLITE_IOERR_DIR_FSYNC;
}

/* Switches the copy to rollback mode. Its header says WAL mode, so SQLite first creates a -wal and
 * a -shm, which a signal would leave behind. */
static int leave_wal_mode(sqlite3 *handle, struct part_file *part)
{
	int code;

	part_file_defer_signals(part);
	code = sqlite3_exec(handle, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
	part_file_deliver_signals(part);
	return code;
}

static enum status copy_into(
	sqlite3 *from, const char *from_path, struct part_file *part, struct fault *fault)
{
	const char *path = part_file_path(part);
	sqlite3 *to = NULL;
	int code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	/* No other process uses the file yet, and it is synced when it is complete. */
	if (code == SQLITE_OK)
		code = sqlite3_exec(
			to, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF", NULL, NULL, NULL);
	if (code != SQLITE_OK)
		fail(fault, "write", path, code, to);
	if (code == SQLITE_OK) {
		code = copy_pages(from, to);
		if (fails_to_write(code))
			fail(fault, "write", path, code, to);
		else if (code != SQLITE_OK)
			fail(fault, "copy", from_path, code, NULL);
	}
	if (code == SQLITE_OK) {
		code = leave_wal_mode(to, part);
		if (code != SQLITE_OK)
			fail(fault, "write", path, code, to);
	}
	if (code == SQLITE_OK)
		check(to, from_path, fault);
	sqlite3_close_v2(to);
	return fault->status;
}

enum status sqlite_backup_copy(const char *from, struct part_file *to, struct fault *fault)
{
	sqlite3 *handle = NULL;
	int code =
		sqlite3_open_v2(from, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_busy_timeout(handle, BUSY_MS);
	if (code == SQLITE_OK)
		copy_into(handle, from, to, fault);
	else
		fail(fault, "open the database", from, code, handle);
	if (fault->status != STATUS_OK)
		disable_checkpoint_on_close(handle);
	sqlite3_close_v2(handle);
	return fault->status;
}

void sqlite_backup_checkpoint(const char *path)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	sqlite3 *handle = NULL;

	if (sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
			SQLITE_OK &&
		check(handle, path, &fault) != STATUS_OK)
		disable_checkpoint_on_close(handle);
	sqlite3_close_v2(handle);
	arena_free(arena);
}
