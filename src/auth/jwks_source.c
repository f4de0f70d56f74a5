#include "auth/jwks_source.h"

#include <stdlib.h>
#include <string.h>

#include "auth/discovery.h"

#define PAUSE_MS 5000
#define PAUSE_MAX_MS 60000

/* While the keys' URL is unknown the metadata is fetched, and then the keys. The URL is the
 * thread's own, and it alone moves a source to these two stages. */
static bool holds(const void *object, unsigned int stage)
{
	const struct jwks_source *source = object;

	if (source->loan != NULL &&
		(source->loan->set == NULL || atomic_load(&source->loan->users) < 1))
		return false;
	switch ((enum jwks_source_state)stage) {
	case JWKS_SOURCE_IDLE:
		return !source->rested;
	case JWKS_SOURCE_FETCHING_METADATA:
		return source->keys_url == NULL;
	case JWKS_SOURCE_FETCHING_KEYS:
		return source->keys_url != NULL;
	case JWKS_SOURCE_REQUESTED:
	default:
		return true;
	}
}

static const struct state_machine_state stages[] = {
	[JWKS_SOURCE_IDLE] = {"idle", STATE_MACHINE_BIT(JWKS_SOURCE_REQUESTED)},
	[JWKS_SOURCE_REQUESTED] = {"wanted",
		STATE_MACHINE_BIT(JWKS_SOURCE_FETCHING_METADATA) |
			STATE_MACHINE_BIT(JWKS_SOURCE_FETCHING_KEYS)},
	[JWKS_SOURCE_FETCHING_METADATA] = {"metadata",
		STATE_MACHINE_BIT(JWKS_SOURCE_FETCHING_KEYS) | STATE_MACHINE_BIT(JWKS_SOURCE_IDLE)},
	[JWKS_SOURCE_FETCHING_KEYS] = {"keys", STATE_MACHINE_BIT(JWKS_SOURCE_IDLE)},
};

const struct state_machine jwks_source_machine = {
	"key source", stages, sizeof(stages) / sizeof(stages[0]), holds};

static void move(struct jwks_source *source, enum jwks_source_state stage)
{
	state_machine_check(&jwks_source_machine, source, source->stage, stage);
	source->stage = stage;
}

struct jwks_source *jwks_source_new(const struct jwks_endpoint *endpoint)
{
	struct jwks_source *source = calloc(1, sizeof(*source));

	if (source == NULL)
		abort();
	source->endpoint = *endpoint;
	return source;
}

void jwks_source_free(struct jwks_source *source)
{
	jwks_source_unref_set(source->loan);
	free(source->keys_url);
	free(source);
}

struct shared_jwk_set *jwks_source_ref_set(struct shared_jwk_set *loan)
{
	atomic_fetch_add(&loan->users, 1);
	return loan;
}

void jwks_source_unref_set(struct shared_jwk_set *loan)
{
	if (loan == NULL || atomic_fetch_sub(&loan->users, 1) > 1)
		return;
	jwk_set_free(loan->set);
	free(loan);
}

void jwks_source_request(struct jwks_source *source)
{
	move(source, JWKS_SOURCE_REQUESTED);
}

int64_t jwks_source_backoff_ms(const struct jwks_source *source)
{
	int64_t pause_ms = PAUSE_MS;

	if (source->failures == 0)
		return 0;
	for (int i = 1; i < source->failures && pause_ms < PAUSE_MAX_MS; i++)
		pause_ms *= 2;
	return pause_ms < PAUSE_MAX_MS ? pause_ms : PAUSE_MAX_MS;
}

static void forget_url(struct jwks_source *source)
{
	free(source->keys_url);
	source->keys_url = NULL;
}

void jwks_source_begin(struct jwks_source *source, int64_t now_ms, bool with_metadata)
{
	if (with_metadata)
		forget_url(source);
	source->attempted_ms = now_ms;
	source->used = false;
	move(source,
		source->keys_url == NULL ? JWKS_SOURCE_FETCHING_METADATA
					 : JWKS_SOURCE_FETCHING_KEYS);
}

void jwks_source_start(struct jwks_source *source, const struct fetch *fetch)
{
	struct arena *arena = arena_new();
	const char *url = source->stage == JWKS_SOURCE_FETCHING_KEYS
		? source->keys_url
		: issuer_metadata_url(arena, &source->endpoint).data;

	fetch->start(fetch->context, url, source);
	arena_free(arena);
}

/* Whether any key can be used; else *ret_why names what is wrong with the first. */
static bool has_good_key(struct arena *arena, const struct jwk_set *set, struct text *ret_why)
{
	const char *flaw = "it has no kid";

	for (size_t i = 0; i < set->count; i++) {
		if (set->keys[i].flaw == REFUSAL_NONE && text_is_set(set->keys[i].kid))
			return true;
	}
	if (set->keys[0].flaw != REFUSAL_NONE)
		flaw = refusal_row(set->keys[0].flaw)->code;
	*ret_why = arena_printf(arena, "no key of the key set can be used; of the first: %s", flaw);
	return false;
}

struct jwks_source_update jwks_source_read_keys(
	struct jwks_source *source, struct arena *arena, struct text document)
{
	struct jwks_source_update news = {.outcome = JWKS_SOURCE_FAILED};
	struct hash digest = hash_sha256(document);

	if (source->loan != NULL && hash_equal(&digest, &source->digest)) {
		news.outcome = JWKS_SOURCE_UNCHANGED;
		return news;
	}
	news.set = jwk_set_parse(arena, document, &news.why);
	if (news.set == NULL)
		return news;
	if (!has_good_key(arena, news.set, &news.why)) {
		jwk_set_free(news.set);
		news.set = NULL;
		return news;
	}
	source->digest = digest;
	news.outcome = JWKS_SOURCE_CHANGED;
	return news;
}

static struct jwks_source_update read_metadata(
	struct jwks_source *source, struct arena *arena, struct text document)
{
	struct jwks_source_update news = {.outcome = JWKS_SOURCE_FAILED};
	struct text url = discovery_read(arena, &source->endpoint, document, &news.why);

	if (!text_is_set(url))
		return news;
	source->keys_url = strdup(url.data);
	if (source->keys_url == NULL)
		abort();
	news.outcome = JWKS_SOURCE_METADATA_READ;
	return news;
}

struct jwks_source_update jwks_source_read(
	struct jwks_source *source, struct arena *arena, const struct fetch_result *result)
{
	struct jwks_source_update news = {.outcome = JWKS_SOURCE_FAILED, .why = result->why};

	if (result->good && source->stage == JWKS_SOURCE_FETCHING_METADATA)
		news = read_metadata(source, arena, result->body);
	else if (result->good)
		news = jwks_source_read_keys(source, arena, result->body);
	if (news.outcome == JWKS_SOURCE_FAILED)
		forget_url(source);
	return news;
}

void jwks_source_install(struct jwks_source *source, struct jwk_set *set, int64_t fetched_ms)
{
	jwks_source_unref_set(source->loan);
	source->loan = NULL;
	source->fetched_ms = fetched_ms;
	if (set == NULL)
		return;
	source->loan = calloc(1, sizeof(*source->loan));
	if (source->loan == NULL)
		abort();
	atomic_init(&source->loan->users, 1);
	source->loan->set = set;
}

void jwks_source_apply(
	struct jwks_source *source, const struct jwks_source_update *news, int64_t now_ms)
{
	if (news->outcome == JWKS_SOURCE_METADATA_READ) {
		move(source, JWKS_SOURCE_FETCHING_KEYS);
		return;
	}
	if (news->outcome == JWKS_SOURCE_CHANGED)
		jwks_source_install(source, news->set, now_ms);
	else if (news->outcome == JWKS_SOURCE_UNCHANGED)
		source->fetched_ms = now_ms;
	source->failures = news->outcome == JWKS_SOURCE_FAILED ? source->failures + 1 : 0;
	source->rested = false;
	move(source, JWKS_SOURCE_IDLE);
}

void jwks_source_take_due_waiters(
	struct jwks_source *source, int64_t now_ms, struct jwks_waiter **due, int64_t *next_ms)
{
	struct jwks_waiter **link = &source->waiters;

	while (*link != NULL) {
		struct jwks_waiter *waiter = *link;

		if (source->stage == JWKS_SOURCE_IDLE || waiter->deadline_ms <= now_ms) {
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
