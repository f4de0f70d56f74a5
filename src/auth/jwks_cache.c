#include "auth/jwks_cache.h"

#include <pthread.h>
#include <stdlib.h>

#include "auth/jwks_file.h"
#include "auth/jwks_table.h"
#include "base/thread.h"

/* The thread polls all sources at least this often. */
#define TICK_MS 30000

struct jwks_cache {
	struct jwks_cache_options options;
	pthread_mutex_t lock;
	pthread_t thread;
	atomic_llong generation;
	bool stopping;
	struct jwks_table table;
};

static int64_t steady_ms(const struct jwks_cache *cache)
{
	return clock_now_ms(cache->options.steady);
}

static void wake_thread(struct jwks_cache *cache)
{
	cache->options.fetch.wake(cache->options.fetch.context);
}

static bool is_overdue(
	const struct jwks_cache *cache, const struct jwks_source *source, int64_t now_ms)
{
	return source->set_ref != NULL &&
		now_ms - source->fetched_ms >= cache->options.refresh_interval_ms;
}

/* Returns true if the keys were not refreshed because they were not in use. After a failed fetch it
 * returns false: then the current keys serve without a wait, as in any outage. */
static bool went_unused(
	const struct jwks_cache *cache, const struct jwks_source *source, int64_t now_ms)
{
	return !source->used && source->state == JWKS_SOURCE_IDLE && source->failures == 0 &&
		is_overdue(cache, source, now_ms);
}

/* Returns true if a fetch for this request may start now. Needs the lock. */
static bool may_fetch(const struct jwks_cache *cache, const struct jwks_source *source,
	const struct jwk *key, int64_t now_ms)
{
	if (source->state != JWKS_SOURCE_IDLE ||
		now_ms - source->attempted_ms < jwks_source_backoff_ms(source))
		return false;
	if (source->set_ref == NULL || source->is_stale)
		return true;
	return key == NULL &&
		(source->last_forced_ms == 0 ||
			now_ms - source->last_forced_ms >=
				cache->options.forced_refresh_interval_ms);
}

/* Makes the thread start a fetch. Needs the lock. */
static void request_fetch(
	struct jwks_cache *cache, struct jwks_source *source, const struct jwk *key, int64_t now_ms)
{
	jwks_source_request(source);
	if (key == NULL && source->set_ref != NULL)
		source->last_forced_ms = now_ms;
	wake_thread(cache);
}

/* Handles a missing key: queues the waiter if a fetch is in progress. Needs the lock. */
static enum jwks_cache_result explain_miss(
	struct jwks_cache *cache, struct jwks_source *source, struct jwks_waiter *waiter)
{
	if (source->state == JWKS_SOURCE_IDLE)
		return source->set_ref == NULL || source->failures > 0 ? JWKS_UNAVAILABLE
								       : JWKS_UNKNOWN_KID;
	if (waiter == NULL)
		return JWKS_UNAVAILABLE;
	waiter->next = source->waiters;
	source->waiters = waiter;
	/* Otherwise the thread might sleep past this waiter's deadline. */
	wake_thread(cache);
	return JWKS_PENDING;
}

static const struct jwk *find_key(const struct jwks_source *source, struct text kid)
{
	if (source == NULL || source->set_ref == NULL)
		return NULL;
	return jwk_set_find(source->set_ref->set, kid);
}

/* jwks_cache_find() under the lock. */
static enum jwks_cache_result find_locked(struct jwks_cache *cache, struct jwks_source *source,
	struct text kid, struct jwks_waiter *waiter, struct jwks_key_ref *ret_key)
{
	const struct jwk *key = find_key(source, kid);
	int64_t now_ms = steady_ms(cache);

	if (went_unused(cache, source, now_ms))
		source->is_stale = true;
	source->used = true;
	if (waiter != NULL && may_fetch(cache, source, key, now_ms))
		request_fetch(cache, source, key, now_ms);
	if (key == NULL || (source->is_stale && waiter != NULL))
		return explain_miss(cache, source, waiter);
	*ret_key = (struct jwks_key_ref){key, jwks_source_ref_set(source->set_ref)};
	return JWKS_FOUND;
}

enum jwks_cache_result jwks_cache_find(struct jwks_cache *cache,
	const struct jwks_endpoint *endpoint, struct text kid, struct jwks_waiter *waiter,
	struct jwks_key_ref *ret_key)
{
	enum jwks_cache_result answer = JWKS_UNAVAILABLE;
	struct jwks_source *source;

	*ret_key = (struct jwks_key_ref){NULL, NULL};
	pthread_mutex_lock(&cache->lock);
	source = jwks_table_get(&cache->table, endpoint);
	if (source != NULL)
		answer = find_locked(cache, source, kid, waiter, ret_key);
	pthread_mutex_unlock(&cache->lock);
	return answer;
}

void jwks_cache_release(struct jwks_key_ref *key)
{
	jwks_source_unref_set(key->set_ref);
	*key = (struct jwks_key_ref){NULL, NULL};
}

bool jwks_cache_contains(
	struct jwks_cache *cache, const struct jwks_endpoint *endpoint, struct text kid)
{
	bool found;

	pthread_mutex_lock(&cache->lock);
	found = find_key(jwks_table_find(&cache->table, endpoint), kid) != NULL;
	pthread_mutex_unlock(&cache->lock);
	return found;
}

int64_t jwks_cache_generation(struct jwks_cache *cache)
{
	return atomic_load(&cache->generation);
}

static void wake_all(struct jwks_waiter *waiters)
{
	while (waiters != NULL) {
		struct jwks_waiter *waiter = waiters;

		waiters = waiter->next;
		waiter->wake(waiter);
	}
}

/* Returns a requested source whose key file has not been read, or NULL. */
static struct jwks_source *next_to_load(struct jwks_cache *cache)
{
	struct jwks_source *source;

	pthread_mutex_lock(&cache->lock);
	source = jwks_table_next(&cache->table, NULL);
	while (source != NULL &&
		(source->disk_cache_loaded || source->state != JWKS_SOURCE_REQUESTED))
		source = jwks_table_next(&cache->table, source);
	pthread_mutex_unlock(&cache->lock);
	if (source != NULL)
		source->disk_cache_loaded = true;
	return source;
}

static void install_file(
	struct jwks_cache *cache, struct jwks_source *source, struct jwk_set *set, int64_t age_ms)
{
	struct jwks_waiter *waiters = NULL;

	pthread_mutex_lock(&cache->lock);
	jwks_source_install(source, set, steady_ms(cache) - age_ms);
	/* Keys older than the refresh interval are not used until the fetch has ended. */
	source->is_stale = age_ms >= cache->options.refresh_interval_ms;
	if (!source->is_stale) {
		waiters = source->waiters;
		source->waiters = NULL;
	}
	pthread_mutex_unlock(&cache->lock);
	/* A request whose key is not in the file waits again, for the fetch. */
	wake_all(waiters);
}

static void load_file(struct jwks_cache *cache, struct arena *arena, struct jwks_source *source)
{
	const struct jwks_cache_options *options = &cache->options;
	struct jwks_source_update update;
	int64_t written_ms = 0, age_ms;
	struct text document =
		jwks_file_read(arena, options->key_dir, &source->endpoint, &written_ms);

	age_ms = clock_now_ms(options->clock) - written_ms;
	if (!text_is_set(document) || age_ms < 0 || age_ms > options->stale_limit_ms)
		return;
	update = jwks_source_read_keys(source, arena, document);
	if (update.outcome == JWKS_SOURCE_CHANGED)
		install_file(cache, source, update.set, age_ms);
}

/* Loads the keys of an earlier run, which serve until the first fetch has ended. Reads the files
 * without the lock, because event threads need the lock. */
static void load_files(struct jwks_cache *cache)
{
	struct jwks_source *source;

	while ((source = next_to_load(cache)) != NULL) {
		struct arena *arena = arena_new();

		load_file(cache, arena, source);
		arena_free(arena);
	}
}

/* One pass over all sources. */
struct poll_pass {
	int64_t now_ms; /* steady */
	int64_t monotonic_ms, next_ms; /* now, and when the next pass is due */
	struct jwks_source *begun; /* to start */
	struct jwks_waiter *due; /* to wake */
};

/* Removes keys older than the stale limit, and requests a fetch of keys in use when it is due. */
static void poll_age(struct jwks_cache *cache, struct jwks_source *source, struct poll_pass *pass)
{
	const struct jwks_cache_options *options = &cache->options;
	int64_t age_ms = pass->now_ms - source->fetched_ms;
	int64_t due_ms = options->refresh_interval_ms - age_ms;
	int64_t pause_ms = source->attempted_ms + jwks_source_backoff_ms(source) - pass->now_ms;

	if (source->set_ref == NULL)
		return;
	if (age_ms > options->stale_limit_ms) {
		jwks_source_install(source, NULL, 0);
		atomic_fetch_add(&cache->generation, 1);
		return;
	}
	if (!source->used || source->state != JWKS_SOURCE_IDLE)
		return;
	if (due_ms < pause_ms)
		due_ms = pause_ms;
	if (due_ms <= 0)
		jwks_source_request(source);
	else if (pass->monotonic_ms + due_ms < pass->next_ms)
		pass->next_ms = pass->monotonic_ms + due_ms;
}

static void poll_source(
	struct jwks_cache *cache, struct jwks_source *source, struct poll_pass *pass)
{
	poll_age(cache, source, pass);
	/* A source requested since load_files() must read its key file first. */
	if (source->state == JWKS_SOURCE_REQUESTED && source->disk_cache_loaded) {
		jwks_source_begin(source, pass->now_ms,
			source->set_ref == NULL || is_overdue(cache, source, pass->now_ms));
		source->next_started = pass->begun;
		pass->begun = source;
	}
	jwks_source_take_due_waiters(source, pass->monotonic_ms, &pass->due, &pass->next_ms);
}

/* Returns the time of the next pass, in terms of clock_monotonic_ms(). */
static int64_t poll_sources(struct jwks_cache *cache)
{
	struct poll_pass pass = {.now_ms = steady_ms(cache), .monotonic_ms = clock_monotonic_ms()};

	pass.next_ms = pass.monotonic_ms + TICK_MS;
	pthread_mutex_lock(&cache->lock);
	for (struct jwks_source *source = jwks_table_next(&cache->table, NULL); source != NULL;
		source = jwks_table_next(&cache->table, source))
		poll_source(cache, source, &pass);
	pthread_mutex_unlock(&cache->lock);
	for (; pass.begun != NULL; pass.begun = pass.begun->next_started)
		jwks_source_start(pass.begun, &cache->options.fetch);
	wake_all(pass.due);
	return pass.next_ms;
}

static void log_why(struct jwks_cache *cache, struct arena *arena,
	const struct jwks_endpoint *endpoint, const char *event, struct text why)
{
	LOG(cache->options.log, LOG_WARNING, event, LOG_CSTR("issuer", endpoint->issuer->name),
		LOG_TEXT("directory",
			guid_is_zero(endpoint->directory) ? TEXT_NONE
							  : guid_text(arena, endpoint->directory)),
		LOG_CSTR("version", endpoint->version == TOKEN_V2 ? "2.0" : "1.0"),
		LOG_TEXT("why", why));
}

static void take_result(
	struct jwks_cache *cache, struct arena *arena, const struct fetch_result *result)
{
	const struct jwks_cache_options *options = &cache->options;
	struct jwks_source *source = result->tag;
	/* Copy the endpoint: once the source is idle, any thread may evict it. */
	struct jwks_endpoint endpoint = source->endpoint;
	struct jwks_source_update update = jwks_source_read(source, arena, result);

	pthread_mutex_lock(&cache->lock);
	jwks_source_apply(source, &update, steady_ms(cache));
	if (update.outcome == JWKS_SOURCE_CHANGED)
		atomic_fetch_add(&cache->generation, 1);
	pthread_mutex_unlock(&cache->lock);
	if (update.outcome == JWKS_SOURCE_METADATA_READ)
		jwks_source_start(source, &options->fetch);
	else if (update.outcome == JWKS_SOURCE_FAILED)
		log_why(cache, arena, &endpoint, "keys-not-fetched", update.why);
	else if (!jwks_file_write(arena, options->key_dir, &endpoint, result->body))
		log_why(cache, arena, &endpoint, "keys-not-kept",
			TEXT("the keys are in use, but their key file could not be written"));
}

static bool is_stopping(struct jwks_cache *cache)
{
	bool stopping;

	pthread_mutex_lock(&cache->lock);
	stopping = cache->stopping;
	pthread_mutex_unlock(&cache->lock);
	return stopping;
}

static void *key_thread(void *context)
{
	struct jwks_cache *cache = context;
	const struct fetch *fetch = &cache->options.fetch;

	while (!is_stopping(cache)) {
		struct arena *arena = arena_new();
		struct fetch_result result;
		int64_t pause_ms;

		load_files(cache);
		pause_ms = poll_sources(cache) - clock_monotonic_ms();
		fetch->wait(fetch->context, pause_ms > 0 ? pause_ms : 0);
		while (fetch->take(fetch->context, arena, &result)) {
			take_result(cache, arena, &result);
			arena_reset(arena);
		}
		arena_free(arena);
	}
	return NULL;
}

static void discard(struct jwks_cache *cache)
{
	cache->options.fetch.free(cache->options.fetch.context);
	jwks_table_clear(&cache->table);
	pthread_mutex_destroy(&cache->lock);
	free(cache);
}

struct jwks_cache *jwks_cache_start(const struct jwks_cache_options *options)
{
	struct jwks_cache *cache = calloc(1, sizeof(*cache));

	if (cache == NULL)
		abort();
	cache->options = *options;
	if (cache->options.steady == NULL)
		cache->options.steady = &clock_monotonic;
	atomic_init(&cache->generation, 1);
	cache->table.max = JWKS_CACHE_ENDPOINTS_MAX;
	pthread_mutex_init(&cache->lock, NULL);
	if (thread_start(&cache->thread, "keys", key_thread, cache))
		return cache;
	discard(cache);
	return NULL;
}

void jwks_cache_stop(struct jwks_cache *cache)
{
	const struct fetch *fetch;

	if (cache == NULL)
		return;
	fetch = &cache->options.fetch;
	pthread_mutex_lock(&cache->lock);
	cache->stopping = true;
	pthread_mutex_unlock(&cache->lock);
	fetch->wake(fetch->context);
	pthread_join(cache->thread, NULL);
	for (struct jwks_source *source = jwks_table_next(&cache->table, NULL); source != NULL;
		source = jwks_table_next(&cache->table, source)) {
		wake_all(source->waiters);
		source->waiters = NULL;
	}
	discard(cache);
}
