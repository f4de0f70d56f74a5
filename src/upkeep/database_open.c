#include "upkeep/database_open.h"

#include <limits.h>
#include <stdlib.h>

#include "db/migrate.h"
#include "registry/app_store.h"
#include "reviews/feed_position.h"
#include "upkeep/database_check.h"
#include "upkeep/database_watch.h"
#include "upkeep/runtime.h"
#include "upkeep/search_merge.h"

static struct db_options database_options(const struct config *config)
{
	return (struct db_options){
		.path = config->database_path, .busy_timeout_ms = config->database_busy_timeout_ms};
}

static enum status bring_up_to_date(struct db *db, size_t *ret_applied, struct fault *fault)
{
	int64_t now_ms = clock_now_ms(&clock_system);
	enum status status = migrate_run(db, now_ms, ret_applied, fault);

	if (status == STATUS_OK)
		status = app_store_fold_names(db, fault);
	return status == STATUS_OK ? feed_position_record_start(db, now_ms, fault) : status;
}

/* Checks a small database before anything is written to it. */
static enum status check_small(struct db *db, const char *path, struct fault *fault)
{
	return database_check_is_large(path) ? STATUS_OK : db_check(db, fault);
}

enum status database_open_migrated(struct db **ret_db, const struct config *config,
	int64_t cache_kib, struct database_open_report *ret_report, struct fault *fault)
{
	struct db_options options = database_options(config);
	struct db *db = NULL;
	enum status status;

	options.cache_kib = cache_kib;
	db_restore_wal(options.path);
	status = migrate_inspect(&options, &ret_report->is_new, fault);
	if (status == STATUS_OK)
		status = db_open(&db, &options, fault);
	if (status != STATUS_OK)
		return status;
	status = check_small(db, options.path, fault);
	if (status != STATUS_OK)
		db_freeze(db);
	else
		status = bring_up_to_date(db, &ret_report->applied, fault);
	if (status == STATUS_OK)
		*ret_db = db;
	else
		db_close(db);
	return status;
}

static enum status load_environment(struct runtime *runtime, struct db *db, struct fault *fault)
{
	struct guid wanted = {{0}};

	guid_parse(text_from(runtime->config->environment_id), &wanted);
	return environment_load(
		db, wanted, clock_now_ms(runtime->clock), &runtime->environment, fault);
}

/* Makes sure that the pool and the writer have opened the same file. */
static enum status open_pool(struct runtime *runtime, const struct db_options *options,
	const struct db *writer, struct fault *fault)
{
	runtime->pool = pool_new(options);
	pool_release(runtime->pool, pool_acquire(runtime->pool, fault));
	if (!db_is_replaced(writer))
		return fault->status;
	pool_freeze(runtime->pool);
	return fault_set(fault, STATUS_UNAVAILABLE, "DatabaseMoved",
		"The database %s was moved while the service opened it. Start again.",
		options->path);
}

/* Logs the absolute path: a relative setting may have named the wrong file. */
static void log_created(const struct runtime *runtime)
{
	char path[PATH_MAX];

	LOG(runtime->log, LOG_WARNING, "database-created",
		LOG_CSTR("file",
			realpath(runtime->config->database_path, path) != NULL
				? path
				: runtime->config->database_path));
}

/* Only reads a damaged database: the service needs its environment to report the damage. */
enum status database_open_writer(
	struct runtime *runtime, struct db **ret_writer, bool *ret_is_whole, struct fault *fault)
{
	const struct config *config = runtime->config;
	struct db_options options = database_options(config);
	const struct db_options reading = options;
	size_t applied;
	bool is_new, is_whole;
	enum status status;

	options.cache_kib = DATABASE_OPEN_CACHE_KIB;
	database_watch_recover_wal(options.path, runtime->log);
	status = migrate_inspect(&options, &is_new, fault);
	/* Opens a damaged database too, so that the service can report it. */
	if (database_check_is_damaged(fault)) {
		fault_clear(fault);
		status = STATUS_OK;
	}
	if (status == STATUS_OK)
		status = db_open(ret_writer, &options, fault);
	if (status == STATUS_OK)
		status = open_pool(runtime, &reading, *ret_writer, fault);
	if (status != STATUS_OK)
		return status;
	is_whole = database_check_first(runtime, *ret_writer);
	if (is_whole)
		status = bring_up_to_date(*ret_writer, &applied, fault);
	if (is_new && status == STATUS_OK)
		log_created(runtime);
	if (is_whole && status == STATUS_OK)
		status = search_merge_first(*ret_writer, runtime->log, fault);
	if (status == STATUS_OK)
		status = load_environment(runtime, *ret_writer, fault);
	*ret_is_whole = is_whole;
	if (!is_whole) {
		db_freeze(*ret_writer);
		pool_freeze(runtime->pool);
	}
	return status;
}
