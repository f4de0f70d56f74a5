#include "api/database_open.h"

#include <limits.h>
#include <stdlib.h>

#include "api/call.h"
#include "api/database_check.h"
#include "api/database_watch.h"
#include "api/export_recovery.h"
#include "api/search_lowering.h"
#include "db/migrate.h"
#include "registry/app_store.h"

static struct db_options database_options(const struct config *config)
{
	return (struct db_options){
		.path = config->database_path, .busy_timeout_ms = config->database_busy_timeout_ms};
}

static enum status bring_up_to_date(struct db *db, size_t *ret_applied, struct fault *fault)
{
	enum status status = migrate_run(db, clock_now_ms(&clock_system), ret_applied, fault);

	return status == STATUS_OK ? app_store_fold_names(db, fault) : status;
}

/* A small one is read as a whole before anything is written to it. */
static enum status check_small(struct db *db, const char *path, struct fault *fault)
{
	return database_check_is_large(path) ? STATUS_OK : db_check(db, fault);
}

enum status database_open_migrated(struct db **ret_db, const struct config *config,
	int64_t cache_kib, struct service_database *ret_about, struct fault *fault)
{
	struct db_options options = database_options(config);
	struct db *db = NULL;
	enum status status;

	options.cache_kib = cache_kib;
	db_reunite_log(options.path);
	status = migrate_look(&options, &ret_about->is_new, fault);
	if (status == STATUS_OK)
		status = db_open(&db, &options, fault);
	if (status != STATUS_OK)
		return status;
	status = check_small(db, options.path, fault);
	if (status != STATUS_OK)
		db_freeze(db);
	else
		status = bring_up_to_date(db, &ret_about->applied, fault);
	if (status == STATUS_OK)
		*ret_db = db;
	else
		db_close(db);
	return status;
}

static enum status load_environment(struct service *service, struct db *db, struct fault *fault)
{
	struct guid wanted = {{0}};

	guid_parse(text_from(service->config->environment_id), &wanted);
	return environment_load(
		db, wanted, clock_now_ms(service->clock), &service->environment, fault);
}

/* The pool knows the database by the files that it finds: they are to be the writer's. */
static enum status open_pool(struct service *service, const struct db_options *options,
	const struct db *writer, struct fault *fault)
{
	service->pool = pool_new(options);
	pool_put(service->pool, pool_take(service->pool, fault));
	if (!db_has_moved(writer))
		return fault->status;
	pool_freeze(service->pool);
	return fault_set(fault, STATUS_UNAVAILABLE, "DatabaseMoved",
		"The database %s was moved while it was opened.", options->path);
}

/* By the name that it has from the root on: it may be another than was meant. */
static void tell_of_new(const struct service *service)
{
	char path[PATH_MAX];

	LOG(service->log, LOG_WARNING, "database-created",
		LOG_CSTR("file",
			realpath(service->config->database_path, path) != NULL
				? path
				: service->config->database_path));
}

/* A database that is damaged is left as it is: all that is wanted of it is the environment, which
 * the service needs to say so. */
enum status database_open_writer(
	struct service *service, struct db **ret_writer, struct fault *fault)
{
	const struct config *config = service->config;
	struct db_options options = database_options(config);
	const struct db_options reading = options;
	size_t applied;
	bool is_new, is_whole;
	enum status status;

	options.cache_kib = SERVICE_CACHE_KIB;
	database_watch_tell_leftover(options.path, service->log);
	status = migrate_look(&options, &is_new, fault);
	/* One that is damaged is opened, so that the service can say so. */
	if (database_check_says_damaged(fault)) {
		fault_clear(fault);
		status = STATUS_OK;
	}
	if (status == STATUS_OK)
		status = db_open(ret_writer, &options, fault);
	if (status == STATUS_OK)
		status = open_pool(service, &reading, *ret_writer, fault);
	if (status != STATUS_OK)
		return status;
	is_whole = database_check_first(service, *ret_writer);
	if (is_whole)
		status = bring_up_to_date(*ret_writer, &applied, fault);
	if (is_new && status == STATUS_OK)
		tell_of_new(service);
	if (is_whole && status == STATUS_OK)
		status = search_lowering_first(*ret_writer, service->log, fault);
	if (status == STATUS_OK)
		status = load_environment(service, *ret_writer, fault);
	if (!is_whole) {
		db_freeze(*ret_writer);
		pool_freeze(service->pool);
	} else if (status == STATUS_OK) {
		status = export_recovery_run(*ret_writer, config->reviews_export_dir, fault);
	}
	return status;
}
