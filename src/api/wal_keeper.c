#include "api/wal_keeper.h"

#include <sys/stat.h>

#include "api/call.h"

/* 0 where there is none. */
static int64_t log_bytes(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 ? (int64_t)info.st_size : 0;
}

/* On a connection of its own, which gives up at once where a reader is in the way. */
static void cut(struct pool *pool, struct fault *fault)
{
	struct db *db = pool_open(pool, 0, fault);

	if (db != NULL)
		db_do(db, fault, "PRAGMA wal_checkpoint(TRUNCATE)", DB_NO_ARGS);
	pool_close(pool, db);
}

void wal_keeper_run(struct service *service)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	const char *path = arena_printf(arena, "%s-wal", service->config->database_path).data;
	int64_t bytes = log_bytes(path);

	/* A log that is not this database's any more, or of a damaged one, stays as it is. */
	if (bytes > WAL_KEEPER_BYTES && health_may_serve(service->health, &fault) == STATUS_OK) {
		cut(service->pool, &fault);
		bytes = log_bytes(path);
	}
	if (bytes > WAL_KEEPER_BYTES)
		LOG(service->log, LOG_WARNING, "write-log-large", LOG_INT("bytes", bytes),
			LOG_TEXT("detail", fault.detail));
	metrics_set(service->metrics, METRIC_WAL_BYTES, bytes);
	arena_free(arena);
}
