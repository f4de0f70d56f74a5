#include "upkeep/wal_checkpoint.h"

#include <sys/stat.h>

#include "upkeep/runtime.h"

/* How long to wait for blocking readers and writers. Other writers wait as long. */
#define RETRY_MS 20

/* Column of the result row of PRAGMA wal_checkpoint. */
#define IS_BUSY 0

/* Returns 0 when the file does not exist. */
static int64_t log_bytes(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 ? (int64_t)info.st_size : 0;
}

/* Checkpoints as much as possible without blocking writers, then the rest. */
static bool truncate_log(struct db *db, struct fault *fault)
{
	struct db_cursor rows;
	bool is_cut;

	if (db_exec(db, fault, "PRAGMA wal_checkpoint(PASSIVE)", DB_NO_ARGS) != STATUS_OK)
		return false;
	db_query(&rows, db, "PRAGMA wal_checkpoint(TRUNCATE)", DB_NO_ARGS);
	is_cut = db_next(&rows) && db_int(&rows, IS_BUSY) == 0;
	return db_end(&rows, fault) == STATUS_OK && is_cut;
}

bool wal_checkpoint_truncate(struct runtime *runtime, struct fault *fault)
{
	struct db *db = NULL;
	bool is_cut = false;

	/* Keeps the log of a database that was moved or is damaged. */
	if (health_may_serve(runtime->health, fault) == STATUS_OK)
		db = pool_open(runtime->pool, RETRY_MS, fault);
	if (db != NULL)
		is_cut = truncate_log(db, fault);
	pool_close(runtime->pool, db);
	return is_cut;
}

void wal_checkpoint_run(struct runtime *runtime)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	const char *path = arena_printf(arena, "%s-wal", runtime->config->database_path).data;
	int64_t bytes = log_bytes(path);

	if (bytes > WAL_CHECKPOINT_BYTES) {
		wal_checkpoint_truncate(runtime, &fault);
		bytes = log_bytes(path);
	}
	if (bytes > WAL_CHECKPOINT_BYTES)
		LOG(runtime->log, LOG_WARNING, "write-log-large", LOG_INT("bytes", bytes),
			LOG_TEXT("detail", fault.detail));
	metrics_set(runtime->metrics, METRIC_WAL_BYTES, bytes);
	arena_free(arena);
}
