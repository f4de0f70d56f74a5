#include "auth/keyset.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "auth/key_source.h"

#define BUCKETS 1024

/* After a failed fetch, the next one waits this long. */
#define RETRY_MS 5000

/* The thread looks around at least this often. */
#define TICK_MS 30000

struct keyset {
	struct keyset_options options;
	pthread_mutex_t lock;
	pthread_t thread;
	atomic_llong generation;
	bool stopping;
	struct key_source *buckets[BUCKETS];
};

/* Source of a directory and version, made when it is missing; the lock is held. */
static struct key_source *get_source(
	struct keyset *keyset, struct guid directory, enum token_version version)
{
	size_t bucket = ((size_t)directory.bytes[0] << 8 | directory.bytes[15]) % BUCKETS;
	struct key_source *source = keyset->buckets[bucket];

	while (source != NULL &&
		(!guid_equal(source->directory, directory) || source->version != version))
		source = source->next;
	if (source != NULL)
		return source;
	source = key_source_new(directory, version);
	source->next = keyset->buckets[bucket];
	keyset->buckets[bucket] = source;
	return source;
}

static void add_waiter(
	struct keyset *keyset, struct key_source *source, struct keyset_waiter *waiter)
{
	waiter->next = source->waiters;
	source->waiters = waiter;
	/* The thread may be asleep past this waiter's deadline, or not know of the source yet. */
	keyset->options.fetch.wake(keyset->options.fetch.context);
}

/* Whether a fetch for the sake of one request may start now. */
static bool may_fetch(const struct keyset *keyset, const struct key_source *source, int64_t now_ms)
{
	if (source->loan == NULL)
		return source->attempted_ms == 0 || now_ms - source->attempted_ms >= RETRY_MS;
	return source->forced_ms == 0 ||
		now_ms - source->forced_ms >= keyset->options.forced_refresh_interval_ms;
}

/* What to say about a key that is not there; the lock is held. */
static enum keyset_answer miss(
	struct keyset *keyset, struct key_source *source, struct keyset_waiter *waiter)
{
	int64_t now_ms = clock_monotonic_ms();

	if (waiter != NULL && source->stage == KEY_SOURCE_IDLE &&
		may_fetch(keyset, source, now_ms)) {
		if (source->loan != NULL)
			source->forced_ms = now_ms;
		source->stage = KEY_SOURCE_WANTED;
	}
	if (source->stage != KEY_SOURCE_IDLE) {
		if (waiter == NULL)
			return KEYSET_UNAVAILABLE;
		add_waiter(keyset, source, waiter);
		return KEYSET_WAIT;
	}
	return source->loan == NULL || source->failed ? KEYSET_UNAVAILABLE : KEYSET_UNKNOWN_KID;
}

enum keyset_answer keyset_find(struct keyset *keyset, struct guid directory,
	enum token_version version, struct text kid, struct keyset_waiter *waiter,
	struct keyset_key *ret_key)
{
	struct key_source *source;
	enum keyset_answer answer = KEYSET_FOUND;

	pthread_mutex_lock(&keyset->lock);
	source = get_source(keyset, directory, version);
	ret_key->key = source->loan == NULL ? NULL : jwk_set_find(source->loan->set, kid);
	if (ret_key->key != NULL)
		ret_key->loan = key_source_lend(source->loan);
	else
		answer = miss(keyset, source, waiter);
	pthread_mutex_unlock(&keyset->lock);
	return answer;
}

void keyset_return(struct keyset_key *key)
{
	key_source_give_back(key->loan);
	*key = (struct keyset_key){NULL, NULL};
}

int64_t keyset_generation(struct keyset *keyset)
{
	return atomic_load(&keyset->generation);
}

/* Takes the waiters that are due off the source; all of them when no fetch is under way. */
static void collect_due(
	struct key_source *source, int64_t now_ms, struct keyset_waiter **due, int64_t *next_ms)
{
	struct keyset_waiter **link = &source->waiters;

	while (*link != NULL) {
		struct keyset_waiter *waiter = *link;

		if (source->stage == KEY_SOURCE_IDLE || waiter->deadline_ms <= now_ms) {
			*link = waiter->next;
			waiter->next = *due;
			*due = waiter;
			continue;
		}
		if (waiter->deadline_ms < *next_ms)
			*next_ms = waiter->deadline_ms;
		link = &waiter->next;
	}
}

static void wake_all(struct keyset_waiter *waiters)
{
	while (waiters != NULL) {
		struct keyset_waiter *waiter = waiters;

		waiters = waiter->next;
		waiter->wake(waiter);
	}
}

/* Drops keys past the stale limit and asks for a fetch when one is due; the lock is held. */
static void look_after(struct keyset *keyset, struct key_source *source, int64_t now_ms)
{
	const struct keyset_options *options = &keyset->options;
	/* A good fetch makes the keys young: only a failed one needs a pause behind it. */
	int64_t pause_ms = source->failed ? RETRY_MS : 0;
	int64_t age_ms;

	if (source->loan == NULL)
		return;
	age_ms = clock_now_ms(options->clock) - source->fetched_ms;
	if (age_ms > options->stale_limit_ms) {
		key_source_install(source, NULL, 0);
		atomic_fetch_add(&keyset->generation, 1);
	} else if (source->stage == KEY_SOURCE_IDLE && age_ms >= options->refresh_interval_ms &&
		now_ms - source->attempted_ms >= pause_ms) {
		key_source_forget_url(source);
		source->stage = KEY_SOURCE_WANTED;
	}
}

/* A source that is wanted and whose key file has not been looked at; NULL when there is none. */
static struct key_source *next_for_file(struct keyset *keyset)
{
	struct key_source *found = NULL;

	pthread_mutex_lock(&keyset->lock);
	for (size_t i = 0; i < BUCKETS && found == NULL; i++) {
		found = keyset->buckets[i];
		while (found != NULL &&
			(found->looked_at_file || found->stage != KEY_SOURCE_WANTED))
			found = found->next;
	}
	if (found != NULL)
		found->looked_at_file = true;
	pthread_mutex_unlock(&keyset->lock);
	return found;
}

static void install_file(
	struct keyset *keyset, struct key_source *source, struct jwk_set *set, int64_t fetched_ms)
{
	struct keyset_waiter *waiters;

	pthread_mutex_lock(&keyset->lock);
	key_source_install(source, set, fetched_ms);
	waiters = source->waiters;
	source->waiters = NULL;
	pthread_mutex_unlock(&keyset->lock);
	/* Who does not find its key in the file waits again, for the fetch. */
	wake_all(waiters);
}

/* Keys of an earlier run serve until the first fetch has ended. Files are read without the lock,
 * which event threads take. */
static void load_files(struct keyset *keyset)
{
	const struct keyset_options *options = &keyset->options;
	struct key_source *source;

	while ((source = next_for_file(keyset)) != NULL) {
		int64_t fetched_ms = 0, now_ms = clock_now_ms(options->clock);
		struct jwk_set *set =
			key_source_read_file(source, options->cloud, options->key_dir, &fetched_ms);

		if (set == NULL || fetched_ms > now_ms ||
			now_ms - fetched_ms > options->stale_limit_ms) {
			jwk_set_free(set);
			continue;
		}
		install_file(keyset, source, set, fetched_ms);
	}
}

static void begin_fetch(struct keyset *keyset, struct key_source *source)
{
	source->attempted_ms = clock_monotonic_ms();
	key_source_start(source, keyset->options.cloud, &keyset->options.fetch);
}

/* One look at every source. Returns when the next look is due. */
static int64_t look_around(struct keyset *keyset, struct keyset_waiter **ret_due)
{
	int64_t now_ms = clock_monotonic_ms(), next_ms = now_ms + TICK_MS;

	*ret_due = NULL;
	pthread_mutex_lock(&keyset->lock);
	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct key_source *source = keyset->buckets[i]; source != NULL;
			source = source->next) {
			look_after(keyset, source, now_ms);
			/* One that was asked for since load_files() has to pass there first. */
			if (source->stage == KEY_SOURCE_WANTED && source->looked_at_file)
				begin_fetch(keyset, source);
			collect_due(source, now_ms, ret_due, &next_ms);
		}
	}
	pthread_mutex_unlock(&keyset->lock);
	return next_ms;
}

static void log_failure(struct keyset *keyset, struct arena *arena, const struct key_source *source,
	struct text why)
{
	LOG(keyset->options.log, LOG_WARNING, "keys-not-fetched",
		LOG_TEXT("directory", guid_text(arena, source->directory)),
		LOG_CSTR("version", source->version == TOKEN_V2 ? "2.0" : "1.0"),
		LOG_TEXT("why", why));
}

static void take_result(
	struct keyset *keyset, struct arena *arena, const struct fetch_result *result)
{
	const struct keyset_options *options = &keyset->options;
	struct key_source *source = result->tag;
	struct key_source_news news = {.cloud = options->cloud,
		.fetch = &options->fetch,
		.now_ms = clock_now_ms(options->clock),
		.arena = arena,
		.result = result};
	enum key_source_outcome outcome;
	struct text why = TEXT_NONE;

	pthread_mutex_lock(&keyset->lock);
	outcome = key_source_take(source, &news, &why);
	if (outcome == KEY_SOURCE_CHANGED)
		atomic_fetch_add(&keyset->generation, 1);
	pthread_mutex_unlock(&keyset->lock);
	if (outcome == KEY_SOURCE_CHANGED || outcome == KEY_SOURCE_SAME)
		key_source_write_file(
			source, options->cloud, options->key_dir, arena, result->body, &why);
	if (text_is_set(why))
		log_failure(keyset, arena, source, why);
}

static bool is_stopping(struct keyset *keyset)
{
	bool stopping;

	pthread_mutex_lock(&keyset->lock);
	stopping = keyset->stopping;
	pthread_mutex_unlock(&keyset->lock);
	return stopping;
}

static void *work(void *context)
{
	struct keyset *keyset = context;
	const struct fetch *fetch = &keyset->options.fetch;

	while (!is_stopping(keyset)) {
		struct arena *arena = arena_new();
		struct fetch_result result;
		struct keyset_waiter *due;
		int64_t next_ms, pause_ms;

		load_files(keyset);
		next_ms = look_around(keyset, &due);
		wake_all(due);
		pause_ms = next_ms - clock_monotonic_ms();
		fetch->wait(fetch->context, pause_ms > 0 ? pause_ms : 0);
		while (fetch->take(fetch->context, arena, &result))
			take_result(keyset, arena, &result);
		arena_free(arena);
	}
	return NULL;
}

struct keyset *keyset_start(const struct keyset_options *options)
{
	struct keyset *keyset = calloc(1, sizeof(*keyset));

	if (keyset == NULL)
		abort();
	keyset->options = *options;
	atomic_init(&keyset->generation, 1);
	pthread_mutex_init(&keyset->lock, NULL);
	if (pthread_create(&keyset->thread, NULL, work, keyset) != 0)
		abort();
	return keyset;
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
	fetch->free(fetch->context);
	for (size_t i = 0; i < BUCKETS; i++) {
		while (keyset->buckets[i] != NULL) {
			struct key_source *source = keyset->buckets[i];

			keyset->buckets[i] = source->next;
			wake_all(source->waiters);
			key_source_free(source);
		}
	}
	pthread_mutex_destroy(&keyset->lock);
	free(keyset);
}
