#include "service/service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "api/core/handlers.h"
#include "api/core/import_limiter.h"
#include "api/core/public_url.h"
#include "api/open/connector_files.h"
#include "api/open/web_files.h"
#include "api/pipeline/front_options.h"
#include "api/reviews/summary_cache.h"
#include "auth/sign_in.h"
#include "base/file.h"
#include "reviews/redactor.h"
#include "reviews/review_batch.h"
#include "service/admin_settings.h"
#include "service/issuer_settings.h"
#include "service/ops_options.h"
#include "service/path_settings.h"
#include "upkeep/database_check.h"
#include "upkeep/database_open.h"
#include "upkeep/database_watch.h"
#include "upkeep/search_upkeep.h"
#include "work/export_manager.h"
#include "work/export_recovery.h"
#include "work/heartbeat.h"
#include "work/housekeeping.h"
#include "work/job_runner.h"

/* Import threads. There is one writer, so the second thread parses while the first one waits. */
#define FAIR_QUEUE_THREADS 2

/* Reads both, so that the fault lists all errors at once. */
static enum status read_settings(const struct config *config, struct arena *arena,
	struct issuer_list *ret_list, struct fault *fault)
{
	issuer_settings_read(config, arena, ret_list, fault);
	return admin_settings_check(config, ret_list, fault);
}

enum status service_check_config(
	const struct config *config, struct text *ret_warning, struct fault *fault)
{
	struct server_options options, ops;
	struct issuer_list list;
	struct redactor *redactor = NULL;

	path_settings_check(config, fault);
	front_options_read(config, &options, ret_warning, fault);
	ops_options_read(config, &ops, fault);
	read_settings(config, fault->arena, &list, fault);
	if (redactor_open(&redactor, config->reviews_word_list_dir, fault) == STATUS_OK)
		redactor_close(redactor);
	return fault->status;
}

static struct fetch start_fetch(const struct service_options *options)
{
	const struct config *config = options->config;
	struct fetch_options fetching = {.ca_file = config->auth_ca_file,
		.proxy = config->auth_proxy,
		.timeout_ms = config->auth_fetch_timeout_ms,
		.allow_loopback_http = config->auth_allow_loopback_http};

	return options->fetch == NULL ? fetch_curl(&fetching) : *options->fetch;
}

static struct jwks_cache *start_jwks_cache(
	const struct service_options *options, struct fetch fetch)
{
	const struct config *config = options->config;
	struct jwks_cache_options keys = {.clock = options->clock,
		.log = options->log,
		.fetch = fetch,
		.key_dir = config->auth_key_dir,
		.refresh_interval_ms = config->auth_refresh_interval_s * CLOCK_MS_PER_S,
		.forced_refresh_interval_ms =
			config->auth_forced_refresh_interval_s * CLOCK_MS_PER_S,
		.stale_limit_ms = config->auth_stale_limit_s * CLOCK_MS_PER_S};

	return jwks_cache_start(&keys);
}

/* Returns NULL when sign-in at a directory is not configured. */
static struct sign_in *start_sign_in(struct service *service, struct fetch fetch)
{
	const struct config *config = service->runtime.config;
	struct sign_in_options options = {.fetch = fetch,
		.log = service->runtime.log,
		.steady = &clock_monotonic,
		.entra = service->issuers.entra,
		.client_id = config->admin_sign_in_client_id,
		.secret_file = config->admin_sign_in_client_secret_file,
		.scope = text_from(config->admin_sign_in_scope),
		.state_key = service->runtime.environment.keys[ENVIRONMENT_SIGN_IN_STATE],
		.verifier_key = service->runtime.environment.keys[ENVIRONMENT_SIGN_IN_VERIFIER],
		.refresh_interval_ms = config->auth_refresh_interval_s * CLOCK_MS_PER_S};

	if (options.client_id[0] == '\0')
		return NULL;
	guid_parse_strict(text_from(config->admin_sign_in_directory), &options.directory);
	return sign_in_new(&options);
}

static struct guard *make_guard(const struct service *service)
{
	const struct config *config = service->runtime.config;

	return guard_new(&(struct guard_options){.issuers = &service->issuers,
		.jwks_cache = service->jwks_cache,
		.audiences = config->auth_audiences,
		.read_roles = config->auth_read_roles,
		.submit_roles = config->auth_submit_roles,
		.export_roles = config->auth_export_roles,
		.read_scopes = config->auth_read_scopes,
		.submit_scopes = config->auth_submit_scopes,
		.export_scopes = config->auth_export_scopes,
		.admin_directories = config->admin_directories,
		.admin_clients = config->admin_clients,
		.admin_groups = config->admin_admin_groups,
		.moderator_groups = config->admin_moderator_groups,
		.auditor_groups = config->admin_auditor_groups,
		.clock_skew_s = config->auth_clock_skew_s,
		.max_lifetime_s = config->auth_max_lifetime_s,
		.token_cache_bytes = config->auth_token_cache_kib * 1024,
		.token_cache_age_ms = config->auth_refresh_interval_s * CLOCK_MS_PER_S});
}

/* Creates the parts that need only memory. */
static void make_caches(struct service *service)
{
	const struct config *config = service->runtime.config;

	service->apps = app_list_source_new();
	service->summaries = summary_cache_new((size_t)config->reviews_summary_cache_kib * 1024);
	service->rate_limiter = rate_limiter_new(
		&(struct rate_limiter_options){.calls_per_s = config->limits_calls_per_s,
			.burst = config->limits_burst,
			.all_calls_per_s = config->limits_all_calls_per_s,
			.all_burst = config->limits_all_burst});
	service->body_quota = body_quota_new();
	service->connector_files = connector_files_new();
	service->disk_space =
		disk_space_new(&(struct disk_space_options){.log = service->runtime.log,
			.metrics = service->runtime.metrics,
			.paths = {config->database_path, config->reviews_export_dir,
				config->reviews_job_dir, config->server_temporary_dir}});
	service->auth_throttle = auth_throttle_new(config->limits_admin_refusals);
	service->import_limiter = import_limiter_new();
}

/* A part with a thread is NULL, with errno set, when the system cannot start its thread. */
static bool is_started(const void *part, const char *what, struct fault *fault)
{
	if (part == NULL)
		fault_set(fault, STATUS_UNAVAILABLE, "CannotStart",
			"Cannot start the thread for %s: %s.", what, strerror(errno));
	return part != NULL;
}

/* The group commit takes ownership of the writer, or closes it. */
static bool start_writer(struct service *service, struct db *writer, struct fault *fault)
{
	service->runtime.group = group_start(writer, &review_batch_accumulator);
	if (!is_started(service->runtime.group, "writes", fault))
		return false;
	service->database_watch =
		database_watch_start(writer, service->runtime.health, service->runtime.log);
	return is_started(service->database_watch, "watching the database", fault);
}

static bool start_guard(
	struct service *service, const struct service_options *options, struct fault *fault)
{
	struct fetch fetch = start_fetch(options);

	service->jwks_cache = start_jwks_cache(options, fetch);
	if (!is_started(service->jwks_cache, "keys", fault))
		return false;
	service->sign_in = start_sign_in(service, fetch);
	service->guard = make_guard(service);
	return true;
}

static struct housekeeping *start_housekeeping(struct service *service)
{
	const struct housekeeping_sources sources = {.rate_limiter = service->rate_limiter,
		.auth_throttle = service->auth_throttle,
		.export_manager = service->export_manager};

	return housekeeping_start(&service->runtime, &sources);
}

/* Parts that use all the others start last. */
static enum status start_threads(struct service *service, const struct service_options *options,
	struct db *writer, struct fault *fault)
{
	if (!start_writer(service, writer, fault) || !start_guard(service, options, fault))
		return fault->status;
	service->thread_pool =
		thread_pool_start("worker", (unsigned int)service->runtime.config->server_workers);
	if (!is_started(service->thread_pool, "workers", fault))
		return fault->status;
	service->fair_queue = fair_queue_start(FAIR_QUEUE_THREADS);
	if (!is_started(service->fair_queue, "imports", fault))
		return fault->status;
	service->refusal_delay = refusal_delay_start(&clock_monotonic);
	if (!is_started(service->refusal_delay, "refusal delay", fault))
		return fault->status;
	/* The following threads use the service at once, so everything they use must exist. */
	if (!database_check_start(&service->runtime, &service->database_check))
		return fault_set(fault, STATUS_UNAVAILABLE, "CannotStart",
			"Cannot start the thread for checking the database: %s.", strerror(errno));
	service->export_manager =
		export_manager_start(&service->runtime, service->body_quota, service->disk_space);
	if (!is_started(service->export_manager, "exports", fault))
		return fault->status;
	service->search_upkeep = search_upkeep_start(&service->runtime);
	if (!is_started(service->search_upkeep, "the search index", fault))
		return fault->status;
	service->job_runner = job_runner_start(&service->runtime, service->search_upkeep);
	if (!is_started(service->job_runner, "jobs", fault))
		return fault->status;
	service->housekeeping = start_housekeeping(service);
	if (!is_started(service->housekeeping, "housekeeping", fault))
		return fault->status;
	service->heartbeat =
		heartbeat_start(&service->runtime, service->job_runner, service->export_manager);
	is_started(service->heartbeat, "the heartbeat", fault);
	return fault->status;
}

/* Opens a damaged database too, so that the service can report it. */
static enum status open_database(
	struct service *service, struct db **ret_writer, struct fault *fault)
{
	struct runtime *runtime = &service->runtime;
	bool is_whole;

	if (database_open_writer(runtime, ret_writer, &is_whole, fault) != STATUS_OK || !is_whole)
		return fault->status;
	return export_recovery_run(*ret_writer, runtime->config->reviews_export_dir, fault);
}

enum status service_open(
	struct service **ret_service, const struct service_options *options, struct fault *fault)
{
	struct arena *arena = arena_new();
	struct service *service = arena_alloc(arena, sizeof(*service));
	struct db *writer = NULL;
	struct redactor *redactor = NULL;

	service->arena = arena;
	service->runtime.config = options->config;
	service->runtime.clock = options->clock;
	service->runtime.log = options->log;
	service->runtime.metrics = options->metrics != NULL
		? options->metrics
		: arena_alloc(arena, sizeof(*service->runtime.metrics));
	service->public_url = service->metadata_url = "";
	public_url_set(service, options->config->server_public_url);
	service->runtime.health = health_new(options->log, service->runtime.metrics);
	service->openapi = openapi_api_text(arena);
	service->web_files = web_files_new(arena);
	service->admin_settings_digest = admin_settings_digest(options->config, arena);
	if (read_settings(options->config, arena, &service->issuers, fault) == STATUS_OK &&
		open_database(service, &writer, fault) == STATUS_OK)
		redactor_open(&redactor, options->config->reviews_word_list_dir, fault);
	if (fault->status == STATUS_OK) {
		service->runtime.word_lists = word_lists_new(redactor);
		make_caches(service);
		if (start_threads(service, options, writer, fault) == STATUS_OK)
			*ret_service = service;
		else
			service_close(service);
		return fault->status;
	}
	redactor_close(redactor);
	pool_free(service->runtime.pool);
	db_close(writer);
	health_free(service->runtime.health);
	arena_free(arena);
	return fault->status;
}

void service_close(struct service *service)
{
	if (service == NULL)
		return;
	refusal_delay_stop(service->refusal_delay);
	jwks_cache_stop(service->jwks_cache);
	thread_pool_stop(service->thread_pool);
	fair_queue_stop(service->fair_queue);
	housekeeping_stop(service->housekeeping);
	heartbeat_stop(service->heartbeat);
	search_upkeep_stop(service->search_upkeep);
	job_runner_stop(service->job_runner);
	search_upkeep_free(service->search_upkeep);
	export_manager_stop(service->export_manager);
	database_check_stop(service->database_check);
	database_watch_stop(service->database_watch);
	group_stop(service->runtime.group);
	guard_free(service->guard);
	sign_in_free(service->sign_in);
	app_list_source_free(service->apps);
	summary_cache_free(service->summaries);
	rate_limiter_free(service->rate_limiter);
	import_limiter_free(service->import_limiter);
	auth_throttle_free(service->auth_throttle);
	disk_space_free(service->disk_space);
	body_quota_free(service->body_quota);
	connector_files_free(service->connector_files);
	word_lists_free(service->runtime.word_lists);
	pool_free(service->runtime.pool);
	health_free(service->runtime.health);
	arena_free(service->arena);
}

struct text service_environment_id(const struct service *service, struct arena *arena)
{
	return guid_text(arena, service->runtime.environment.id);
}
