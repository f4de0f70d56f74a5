#include "auth/keyset.h"

#include <pthread.h>
#include <stdlib.h>

#include "auth/key_file.h"
#include "auth/key_table.h"
#include "base/thread.h"

/* The thread looks around at least this often. */
#define TICK_MS 30000

struct keyset {
	struct keyset_options options;
	pthread_mutex_t lock;
	pthread_t thread;
	atomic_llong generation;
	bool stopping;
	struct key_table table;
};

static int64_t steady_ms(const struct keyset *keyset)
{
	return clock_now_ms(keyset->options.steady);
}

static void wake_thread(struct keyset *keyset)
{
	keyset->options.fetch.wake(keyset->options.fetch.context);
}

static bool is_overdue(const struct keyset *keyset, const struct key_source *source, int64_t now_ms)
{
	return source->loan != NULL &&
		now_ms - source->fetched_ms >= keyset->options.refresh_interval_ms;
}

/* Whether nobody has asked for so long that the keys were not refreshed. After a failure the last
 * good keys serve without a wait, as in any outage. */
static bool is_rested(const struct keyset *keyset, const struct key_source *source, int64_t now_ms)
{
	return !source->used && source->stage == KEY_SOURCE_IDLE && source->failures == 0 &&
		is_overdue(keyset, source, now_ms);
}

/* Whether a fetch for the sake of one request may start now; the lock is held. */
static bool may_fetch(const struct keyset *keyset, const struct key_source *source,
	const struct jwk *key, int64_t now_ms)
{
	if (source->stage != KEY_SOURCE_IDLE ||
		now_ms - source->attempted_ms < key_source_pause_ms(source))
		return false;
	if (source->loan == NULL || source->rested)
		return true;
	return key == NULL &&
		(source->forced_ms == 0 ||
			now_ms - source->forced_ms >= keyset->options.forced_refresh_interval_ms);
}

/* Has the thread fetch; the lock is held. */
static void want_fetch(
	struct keyset *keyset, struct key_source *source, const struct jwk *key, int64_t now_ms)
{
	key_source_want(source);
	if (key == NULL && source->loan != NULL)
		source->forced_ms = now_ms;
	wake_thread(keyset);
}

/* What to say when there is no key that counts; the lock is held. */
static enum keyset_answer miss(
	struct keyset *keyset, struct key_source *source, struct keyset_waiter *waiter)
{
	if (source->stage == KEY_SOURCE_IDLE)
		return source->loan == NULL || source->failures > 0 ? KEYSET_UNAVAILABLE
								    : KEYSET_UNKNOWN_KID;
	if (waiter == NULL)
		return KEYSET_UNAVAILABLE;
	waiter->next = source->waiters;
	source->waiters = waiter;
	/* The thread may be asleep past this waiter's deadline. */
	wake_thread(keyset);
	return KEYSET_WAIT;
}

static const struct jwk *find_key(const struct key_source *source, struct text kid)
{
	if (source == NULL || source->loan == NULL)
		return NULL;
	return jwk_set_find(source->loan->set, kid);
}

/* keyset_find() with the lock held. */
static enum keyset_answer ask(struct keyset *keyset, struct key_source *source, struct text kid,
	struct keyset_waiter *waiter, struct keyset_key *ret_key)
{
	const struct jwk *key = find_key(source, kid);
	int64_t now_ms = steady_ms(keyset);

	if (is_rested(keyset, source, now_ms))
		source->rested = true;
	source->used = true;
	if (waiter != NULL && may_fetch(keyset, source, key, now_ms))
		want_fetch(keyset, source, key, now_ms);
	if (key == NULL || (source->rested && waiter != NULL))
		return miss(keyset, source, waiter);
	*ret_key = (struct keyset_key){key, key_source_lend(source->loan)};
	return KEYSET_FOUND;
}

enum keyset_answer keyset_find(struct keyset *keyset, const struct key_place *place,
	struct text kid, struct keyset_waiter *waiter, struct keyset_key *ret_key)
{
	enum keyset_answer answer = KEYSET_UNAVAILABLE;
	struct key_source *source;

	*ret_key = (struct keyset_key){NULL, NULL};
	pthread_mutex_lock(&keyset->lock);
	source = key_table_get(&keyset->table, place);
	if (source != NULL)
		answer = ask(keyset, source, kid, waiter, ret_key);
	pthread_mutex_unlock(&keyset->lock);
	return answer;
}

void keyset_return(struct keyset_key *key)
{
	key_source_give_back(key->loan);
	*key = (struct keyset_key){NULL, NULL};
}

bool keyset_knows(struct keyset *keyset, const struct key_place *place, struct text kid)
{
	bool knows;

	pthread_mutex_lock(&keyset->lock);
	knows = find_key(key_table_find(&keyset->table, place), kid) != NULL;
	pthread_mutex_unlock(&keyset->lock);
	return knows;
}

int64_t keyset_generation(struct keyset *keyset)
{
	return atomic_load(&keyset->generation);
}

static void wake_all(struct keyset_waiter *waiters)
{
	while (waiters != NULL) {
		struct keyset_waiter *waiter = waiters;

		waiters = waiter->next;
		waiter->wake(waiter);
	}
}

/* A source that is wanted and whose key file has not been looked at; NULL when there is none. */
static struct key_source *next_for_file(struct keyset *keyset)
{
	struct key_source *source;

	pthread_mutex_lock(&keyset->lock);
	source = key_table_next(&keyset->table, NULL);
	while (source != NULL && (source->looked_at_file || source->stage != KEY_SOURCE_WANTED))
		source = key_table_next(&keyset->table, source);
	pthread_mutex_unlock(&keyset->lock);
	if (source != NULL)
		source->looked_at_file = true;
	return source;
}

static void install_file(
	struct keyset *keyset, struct key_source *source, struct jwk_set *set, int64_t age_ms)
{
	struct keyset_waiter *waiters = NULL;

	pthread_mutex_lock(&keyset->lock);
	key_source_install(source, set, steady_ms(keyset) - age_ms);
	/* Keys past the refresh interval do not count before the fetch has ended. */
	source->rested = age_ms >= keyset->options.refresh_interval_ms;
	if (!source->rested) {
		waiters = source->waiters;
		source->waiters = NULL;
	}
	pthread_mutex_unlock(&keyset->lock);
	/* Who does not find its key in the file waits again, for the fetch. */
	wake_all(waiters);
}

static void load_file(struct keyset *keyset, struct arena *arena, struct key_source *source)
{
	const struct keyset_options *options = &keyset->options;
	struct key_source_news news;
	int64_t written_ms = 0, age_ms;
	struct text document = key_file_read(arena, options->key_dir, &source->place, &written_ms);

	age_ms = clock_now_ms(options->clock) - written_ms;
	if (!text_is_set(document) || age_ms < 0 || age_ms > options->stale_limit_ms)
		return;
	news = key_source_read_keys(source, arena, document);
	if (news.outcome == KEY_SOURCE_CHANGED)
		install_file(keyset, source, news.set, age_ms);
}

/* Keys of an earlier run serve until the first fetch has ended. Files are read without the lock,
 * which event threads take. */
static void load_files(struct keyset *keyset)
{
	struct key_source *source;

	while ((source = next_for_file(keyset)) != NULL) {
		struct arena *arena = arena_new();

		load_file(keyset, arena, source);
		arena_free(arena);
	}
}

/* One look at every source. */
struct look {
	int64_t now_ms; /* steady */
	int64_t monotonic_ms, next_ms; /* now, and when the next look is due */
	struct key_source *begun; /* to be started */
	struct keyset_waiter *due; /* to be woken */
};

/* Drops keys past the stale limit, and asks for a fetch of keys in use when it is due. */
static void look_after(struct keyset *keyset, struct key_source *source, struct look *look)
{
	const struct keyset_options *options = &keyset->options;
	int64_t age_ms = look->now_ms - source->fetched_ms;
	int64_t due_ms = options->refresh_interval_ms - age_ms;
	int64_t pause_ms = source->attempted_ms + key_source_pause_ms(source) - look->now_ms;

	if (source->loan == NULL)
		return;
	if (age_ms > options->stale_limit_ms) {
		key_source_install(source, NULL, 0);
		atomic_fetch_add(&keyset->generation, 1);
		return;
	}
	if (!source->used || source->stage != KEY_SOURCE_IDLE)
		return;
	if (due_ms < pause_ms)
		due_ms = pause_ms;
	if (due_ms <= 0)
		key_source_want(source);
	else if (look->monotonic_ms + due_ms < look->next_ms)
		look->next_ms = look->monotonic_ms + due_ms;
}

static void look_at(struct keyset *keyset, struct key_source *source, struct look *look)
{
	look_after(keyset, source, look);
	/* One that was asked for since load_files() has to pass there first. */
	if (source->stage == KEY_SOURCE_WANTED && source->looked_at_file) {
		key_source_begin(source, look->now_ms,
			source->loan == NULL || is_overdue(keyset, source, look->now_ms));
		source->next_begun = look->begun;
		look->begun = source;
	}
	key_source_collect(source, look->monotonic_ms, &look->due, &look->next_ms);
}

/* Returns when the next look is due, by clock_monotonic_ms(). */
static int64_t look_around(struct keyset *keyset)
{
	struct look look = {.now_ms = steady_ms(keyset), .monotonic_ms = clock_monotonic_ms()};

	look.next_ms = look.monotonic_ms + TICK_MS;
	pthread_mutex_lock(&keyset->lock);
	for (struct key_source *source = key_table_next(&keyset->table, NULL); source != NULL;
		source = key_table_next(&keyset->table, source))
		look_at(keyset, source, &look);
	pthread_mutex_unlock(&keyset->lock);
	for (; look.begun != NULL; look.begun = look.begun->next_begun)
		key_source_start(look.begun, &keyset->options.fetch);
	wake_all(look.due);
	return look.next_ms;
}

static void log_why(struct keyset *keyset, struct arena *arena, const struct key_place *place,
	const char *event, struct text why)
{
	bool of_directory = !guid_is_zero(place->directory);

	LOG(keyset->options.log, LOG_WARNING, event, LOG_CSTR("issuer", place->issuer->name),
		LOG_TEXT(
			"directory", of_directory ? guid_text(arena, place->directory) : TEXT_NONE),
		LOG_CSTR("version", place->version == TOKEN_V2 ? "2.0" : "1.0"),
		LOG_TEXT("why", why));
}

static void take_result(
	struct keyset *keyset, struct arena *arena, const struct fetch_result *result)
{
	const struct keyset_options *options = &keyset->options;
	struct key_source *source = result->tag;
	/* An idle source may be dropped by any thread. */
	struct key_place place = source->place;
	struct key_source_news news = key_source_read(source, arena, result);

	pthread_mutex_lock(&keyset->lock);
	key_source_settle(source, &news, steady_ms(keyset));
	if (news.outcome == KEY_SOURCE_CHANGED)
		atomic_fetch_add(&keyset->generation, 1);
	pthread_mutex_unlock(&keyset->lock);
	if (news.outcome == KEY_SOURCE_GOES_ON)
		key_source_start(source, &options->fetch);
	else if (news.outcome == KEY_SOURCE_FAILED)
		log_why(keyset, arena, &place, "keys-not-fetched", news.why);
	else if (!key_file_write(arena, options->key_dir, &place, result->body))
		log_why(keyset, arena, &place, "keys-not-kept",
			TEXT("the keys are good, but their key file could not be written"));
}

static bool is_stopping(struct keyset *keyset)
{
	bool stopping;

	pthread_mutex_lock(&keyset->lock);
	stopping = keyset->stopping;
	pthread_mutex_unlock(&keyset->lock);
	return stopping;
}

static void *key_thread(void *context)
{
	struct keyset *keyset = context;
	const struct fetch *fetch = &keyset->options.fetch;

	while (!is_stopping(keyset)) {
		struct arena *arena = arena_new();
		struct fetch_result result;
		int64_t pause_ms;

		load_files(keyset);
		pause_ms = look_around(keyset) - clock_monotonic_ms();
		fetch->wait(fetch->context, pause_ms > 0 ? pause_ms : 0);
		while (fetch->take(fetch->context, arena, &result)) {
			take_result(keyset, arena, &result);
			arena_reset(arena);
		}
		arena_free(arena);
	}
	return NULL;
}

static void discard(struct keyset *keyset)
{
	keyset->options.fetch.free(keyset->options.fetch.context);
	key_table_clear(&keyset->table);
	pthread_mutex_destroy(&keyset->lock);
	free(keyset);
}

struct keyset *keyset_start(const struct keyset_options *options)
{
	struct keyset *keyset = calloc(1, sizeof(*keyset));

	if (keyset == NULL)
		abort();
	keyset->options = *options;
	if (keyset->options.steady == NULL)
		keyset->options.steady = &clock_steady;
	atomic_init(&keyset->generation, 1);
	keyset->table.max = KEYSET_SOURCES_MAX;
	pthread_mutex_init(&keyset->lock, NULL);
	if (thread_start(&keyset->thread, "keys", key_thread, keyset))
		return keyset;
	discard(keyset);
	return NULL;
}

void keyset_stop(struct keyset *keyset)
{
	const struct fetch *fetch;

	if (keyset == NULL)
		return;
	fetch = &keyset->options.fetch;
	pthread_mutex_lock(&keyset->lock);
	keyset->stopping = true;
	pthread_mutex_unlock(&keyset->lock);
	fetch->wake(fetch->context);
	pthread_join(keyset->thread, NULL);
	for (struct key_source *source = key_table_next(&keyset->table, NULL); source != NULL;
		source = key_table_next(&keyset->table, source)) {
		wake_all(source->waiters);
		source->waiters = NULL;
	}
	discard(keyset);
}
