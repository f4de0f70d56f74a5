#include "api/service.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "api/admin_settings.h"
#include "api/database_check.h"
#include "api/database_open.h"
#include "api/database_watch.h"
#include "api/exports.h"
#include "api/front_options.h"
#include "api/handlers.h"
#include "api/import_gate.h"
#include "api/issuers.h"
#include "api/janitor.h"
#include "api/jobs.h"
#include "api/keeper.h"
#include "api/ops_options.h"
#include "api/paths.h"
#include "api/search_upkeep.h"
#include "api/summary_cache.h"
#include "api/web.h"
#include "auth/sign_in.h"
#include "base/file.h"
#include "reviews/redact.h"
#include "reviews/review_batch.h"

/* One writer stores what they read: a second one reads while the first waits for it. */
#define TURNS_THREADS 2

/* Both, so that all that is wrong is said at once. */
static enum status read_settings(const struct config *config, struct arena *arena,
	struct issuer_list *ret_list, struct fault *fault)
{
	issuers_read(config, arena, ret_list, fault);
	return admin_settings_check(config, ret_list, fault);
}

enum status service_check_config(
	const struct config *config, struct text *ret_warning, struct fault *fault)
{
	struct server_options options, ops;
	struct issuer_list list;
	struct redact *redact = NULL;

	paths_check(config, fault);
	front_options_read(config, &options, ret_warning, fault);
	ops_options_read(config, &ops, fault);
	read_settings(config, fault->arena, &list, fault);
	if (redact_open(&redact, config->reviews_word_list_dir, fault) == STATUS_OK)
		redact_close(redact);
	return fault->status;
}

enum status service_open_database(struct db **ret_db, const struct config *config,
	int64_t cache_kib, struct service_database *ret_about, struct fault *fault)
{
	return database_open_migrated(ret_db, config, cache_kib, ret_about, fault);
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

static struct keyset *start_keyset(const struct service_options *options, struct fetch fetch)
{
	const struct config *config = options->config;
	struct keyset_options keys = {.clock = options->clock,
		.log = options->log,
		.fetch = fetch,
		.key_dir = config->auth_key_dir,
		.refresh_interval_ms = config->auth_refresh_interval_s * CLOCK_MS_PER_S,
		.forced_refresh_interval_ms =
			config->auth_forced_refresh_interval_s * CLOCK_MS_PER_S,
		.stale_limit_ms = config->auth_stale_limit_s * CLOCK_MS_PER_S};

	return keyset_start(&keys);
}

/* NULL unless it is configured. */
static struct sign_in *start_sign_in(struct service *service, struct fetch fetch)
{
	const struct config *config = service->config;
	struct sign_in_options options = {.fetch = fetch,
		.log = service->log,
		.steady = &clock_steady,
		.entra = service->issuers.entra,
		.client_id = config->admin_sign_in_client_id,
		.secret_file = config->admin_sign_in_client_secret_file,
		.scope = text_from(config->admin_sign_in_scope),
		.state_key = service->environment.keys[ENVIRONMENT_SIGN_IN_STATE],
		.verifier_key = service->environment.keys[ENVIRONMENT_SIGN_IN_VERIFIER],
		.refresh_interval_ms = config->auth_refresh_interval_s * CLOCK_MS_PER_S};

	if (options.client_id[0] == '\0')
		return NULL;
	guid_parse_strict(text_from(config->admin_sign_in_directory), &options.directory);
	return sign_in_new(&options);
}

static struct guard *make_guard(const struct service *service)
{
	const struct config *config = service->config;

	return guard_new(&(struct guard_options){.issuers = &service->issuers,
		.keyset = service->keyset,
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
		.verdict_cache_bytes = config->auth_verdict_cache_kib * 1024,
		.verdict_age_ms = config->auth_refresh_interval_s * CLOCK_MS_PER_S});
}

/* Caches, which take memory alone. */
static void make_caches(struct service *service)
{
	const struct config *config = service->config;

	service->apps = app_list_source_new();
	service->summaries = summary_cache_new((size_t)config->reviews_summary_cache_kib * 1024);
	service->meter =
		meter_new(&(struct meter_options){.calls_per_s = config->limits_calls_per_s,
			.burst = config->limits_burst,
			.all_calls_per_s = config->limits_all_calls_per_s,
			.all_burst = config->limits_all_burst});
	service->body_room = body_room_new();
	service->disk_room = disk_room_new(config, service->log, service->metrics);
	service->brake = brake_new(config->limits_admin_refusals);
	service->import_gate = import_gate_new();
}

/* A part with a thread of its own is NULL, and errno set, where the system has none to give. */
static bool is_started(const void *part, const char *what, struct fault *fault)
{
	if (part == NULL)
		fault_set(fault, STATUS_UNAVAILABLE, "CannotStart",
			"Cannot start the thread for %s: %s.", what, strerror(errno));
	return part != NULL;
}

/* The writer is the group's from now on, or closed. */
static bool start_writer(struct service *service, struct db *writer, struct fault *fault)
{
	service->group = group_start(writer, &review_batch_gathering);
	if (!is_started(service->group, "writes", fault))
		return false;
	service->watch = database_watch_start(writer, service->health, service->log);
	return is_started(service->watch, "watching the database", fault);
}

static bool start_guard(
	struct service *service, const struct service_options *options, struct fault *fault)
{
	struct fetch fetch = start_fetch(options);

	service->keyset = start_keyset(options, fetch);
	if (!is_started(service->keyset, "keys", fault))
		return false;
	service->sign_in = start_sign_in(service, fetch);
	service->guard = make_guard(service);
	return true;
}

/* Those that use all the others come last. */
static enum status start_threads(struct service *service, const struct service_options *options,
	struct db *writer, struct fault *fault)
{
	if (!start_writer(service, writer, fault) || !start_guard(service, options, fault))
		return fault->status;
	service->workers = workers_start("worker", (unsigned int)service->config->server_workers);
	if (!is_started(service->workers, "workers", fault))
		return fault->status;
	service->turns = turns_start(TURNS_THREADS);
	if (!is_started(service->turns, "imports", fault))
		return fault->status;
	service->hold = hold_start(&clock_steady);
	if (!is_started(service->hold, "refused callers", fault))
		return fault->status;
	/* These work on the service at once: all that they may use is there. */
	if (!database_check_start(service, &service->check))
		return fault_set(fault, STATUS_UNAVAILABLE, "CannotStart",
			"Cannot start the thread for checking the database: %s.", strerror(errno));
	service->exports = exports_start(service);
	if (!is_started(service->exports, "exports", fault))
		return fault->status;
	service->search_upkeep = search_upkeep_start(service);
	if (!is_started(service->search_upkeep, "the search index", fault))
		return fault->status;
	service->jobs = jobs_start(service);
	if (!is_started(service->jobs, "jobs", fault))
		return fault->status;
	service->janitor = janitor_start(service);
	if (!is_started(service->janitor, "housekeeping", fault))
		return fault->status;
	service->keeper = keeper_start(service);
	is_started(service->keeper, "signs of life", fault);
	return fault->status;
}

static void take_public_url(struct service *service, const char *url)
{
	service->metadata_url = metadata_api_url(service->arena, url);
	service->public_url = url;
}

enum status service_open(
	struct service **ret_service, const struct service_options *options, struct fault *fault)
{
	struct arena *arena = arena_new();
	struct service *service = arena_alloc(arena, sizeof(*service));
	struct db *writer = NULL;
	struct redact *redact = NULL;

	service->arena = arena;
	service->config = options->config;
	service->clock = options->clock;
	service->log = options->log;
	service->metrics = options->metrics != NULL ? options->metrics
						    : arena_alloc(arena, sizeof(*service->metrics));
	take_public_url(service, options->config->server_public_url);
	service->health = health_new(options->log, service->metrics);
	service->openapi_etag = openapi_api_etag(arena);
	service->web = web_new(arena);
	service->admin_settings_digest = admin_settings_digest(options->config, arena);
	if (read_settings(options->config, arena, &service->issuers, fault) == STATUS_OK &&
		database_open_writer(service, &writer, fault) == STATUS_OK)
		redact_open(&redact, options->config->reviews_word_list_dir, fault);
	if (fault->status == STATUS_OK) {
		service->word_lists = word_lists_new(redact);
		make_caches(service);
		if (start_threads(service, options, writer, fault) == STATUS_OK)
			*ret_service = service;
		else
			service_close(service);
		return fault->status;
	}
	redact_close(redact);
	pool_free(service->pool);
	db_close(writer);
	health_free(service->health);
	arena_free(arena);
	return fault->status;
}

void service_close(struct service *service)
{
	if (service == NULL)
		return;
	hold_stop(service->hold);
	keyset_stop(service->keyset);
	workers_stop(service->workers);
	turns_stop(service->turns);
	janitor_stop(service->janitor);
	keeper_stop(service->keeper);
	search_upkeep_stop(service->search_upkeep);
	jobs_stop(service->jobs);
	search_upkeep_free(service->search_upkeep);
	exports_stop(service->exports);
	database_check_stop(service->check);
	database_watch_stop(service->watch);
	group_stop(service->group);
	guard_free(service->guard);
	sign_in_free(service->sign_in);
	app_list_source_free(service->apps);
	summary_cache_free(service->summaries);
	meter_free(service->meter);
	import_gate_free(service->import_gate);
	brake_free(service->brake);
	disk_room_free(service->disk_room);
	body_room_free(service->body_room);
	word_lists_free(service->word_lists);
	pool_free(service->pool);
	health_free(service->health);
	arena_free(service->arena);
}

void service_set_public_url(struct service *service, const char *url)
{
	if (service->public_url[0] == '\0')
		take_public_url(service, url);
}

struct text service_environment_id(const struct service *service, struct arena *arena)
{
	return guid_text(arena, service->environment.id);
}
