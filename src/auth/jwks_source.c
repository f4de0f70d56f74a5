#include "auth/jwks_source.h"

#include <stdlib.h>
#include <string.h>

#include "auth/discovery.h"

#define BACKOFF_MS 5000
#define BACKOFF_MAX_MS 60000

/* The metadata is fetched only while the URL of the keys is unknown. Only the thread uses the URL
 * and enters these two states. */
static bool is_consistent(const void *object, unsigned int state)
{
	const struct jwks_source *source = object;

	if (source->set_ref != NULL &&
		(source->set_ref->set == NULL || atomic_load(&source->set_ref->users) < 1))
		return false;
	switch ((enum jwks_source_state)state) {
	case JWKS_SOURCE_IDLE:
		return !source->is_stale;
	case JWKS_SOURCE_FETCHING_METADATA:
		return source->keys_url == NULL;
	case JWKS_SOURCE_FETCHING_KEYS:
		return source->keys_url != NULL;
	case JWKS_SOURCE_REQUESTED:
	default:
		return true;
	}
}

static const struct state_machine_state states[] = {
	[JWKS_SOURCE_IDLE] = {"idle", STATE_MACHINE_BIT(JWKS_SOURCE_REQUESTED)},
	[JWKS_SOURCE_REQUESTED] = {"wanted",
		STATE_MACHINE_BIT(JWKS_SOURCE_FETCHING_METADATA) |
			STATE_MACHINE_BIT(JWKS_SOURCE_FETCHING_KEYS)},
	[JWKS_SOURCE_FETCHING_METADATA] = {"metadata",
		STATE_MACHINE_BIT(JWKS_SOURCE_FETCHING_KEYS) | STATE_MACHINE_BIT(JWKS_SOURCE_IDLE)},
	[JWKS_SOURCE_FETCHING_KEYS] = {"keys", STATE_MACHINE_BIT(JWKS_SOURCE_IDLE)},
};

const struct state_machine jwks_source_machine = {
	"key source", states, sizeof(states) / sizeof(states[0]), is_consistent};

static void move(struct jwks_source *source, enum jwks_source_state state)
{
	state_machine_check(&jwks_source_machine, source, source->state, state);
	source->state = state;
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
	jwks_source_unref_set(source->set_ref);
	free(source->keys_url);
	free(source);
}

struct shared_jwk_set *jwks_source_ref_set(struct shared_jwk_set *set_ref)
{
	atomic_fetch_add(&set_ref->users, 1);
	return set_ref;
}

void jwks_source_unref_set(struct shared_jwk_set *set_ref)
{
	if (set_ref == NULL || atomic_fetch_sub(&set_ref->users, 1) > 1)
		return;
	jwk_set_free(set_ref->set);
	free(set_ref);
}

void jwks_source_request(struct jwks_source *source)
{
	move(source, JWKS_SOURCE_REQUESTED);
}

int64_t jwks_source_backoff_ms(const struct jwks_source *source)
{
	int64_t backoff_ms = BACKOFF_MS;

	if (source->failures == 0)
		return 0;
	for (int i = 1; i < source->failures && backoff_ms < BACKOFF_MAX_MS; i++)
		backoff_ms *= 2;
	return backoff_ms < BACKOFF_MAX_MS ? backoff_ms : BACKOFF_MAX_MS;
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
	const char *url = source->state == JWKS_SOURCE_FETCHING_KEYS
		? source->keys_url
		: issuer_metadata_url(arena, &source->endpoint).data;

	fetch->start(fetch->context, url, source);
	arena_free(arena);
}

/* Returns true if a key is usable. Otherwise sets *ret_why to the flaw of the first key. */
static bool has_good_key(struct arena *arena, const struct jwk_set *set, struct text *ret_why)
{
	const char *flaw = "it has no kid";

	for (size_t i = 0; i < set->count; i++) {
		if (set->keys[i].flaw == REFUSAL_NONE && text_is_set(set->keys[i].kid))
			return true;
	}
	if (set->keys[0].flaw != REFUSAL_NONE)
		flaw = refusal_row(set->keys[0].flaw)->code;
	*ret_why = arena_printf(arena, "the key set has no usable key; the first key: %s", flaw);
	return false;
}

struct jwks_source_update jwks_source_read_keys(
	struct jwks_source *source, struct arena *arena, struct text document)
{
	struct jwks_source_update update = {.outcome = JWKS_SOURCE_FAILED};
	struct hash digest = hash_sha256(document);

	if (source->set_ref != NULL && hash_equal(&digest, &source->digest)) {
		update.outcome = JWKS_SOURCE_UNCHANGED;
		return update;
	}
	update.set = jwk_set_parse(arena, document, &update.why);
	if (update.set == NULL)
		return update;
	if (!has_good_key(arena, update.set, &update.why)) {
		jwk_set_free(update.set);
		update.set = NULL;
		return update;
	}
	source->digest = digest;
	update.outcome = JWKS_SOURCE_CHANGED;
	return update;
}

static struct jwks_source_update read_metadata(
	struct jwks_source *source, struct arena *arena, struct text document)
{
	struct jwks_source_update update = {.outcome = JWKS_SOURCE_FAILED};
	struct text url = discovery_read(arena, &source->endpoint, document, &update.why);

	if (!text_is_set(url))
		return update;
	source->keys_url = strdup(url.data);
	if (source->keys_url == NULL)
		abort();
	update.outcome = JWKS_SOURCE_METADATA_READ;
	return update;
}

struct jwks_source_update jwks_source_read(
	struct jwks_source *source, struct arena *arena, const struct fetch_result *result)
{
	struct jwks_source_update update = {.outcome = JWKS_SOURCE_FAILED, .why = result->why};

	if (result->good && source->state == JWKS_SOURCE_FETCHING_METADATA)
		update = read_metadata(source, arena, result->body);
	else if (result->good)
		update = jwks_source_read_keys(source, arena, result->body);
	if (update.outcome == JWKS_SOURCE_FAILED)
		forget_url(source);
	return update;
}

void jwks_source_install(struct jwks_source *source, struct jwk_set *set, int64_t fetched_ms)
{
	jwks_source_unref_set(source->set_ref);
	source->set_ref = NULL;
	source->fetched_ms = fetched_ms;
	if (set == NULL)
		return;
	source->set_ref = calloc(1, sizeof(*source->set_ref));
	if (source->set_ref == NULL)
		abort();
	atomic_init(&source->set_ref->users, 1);
	source->set_ref->set = set;
}

void jwks_source_apply(
	struct jwks_source *source, const struct jwks_source_update *update, int64_t now_ms)
{
	if (update->outcome == JWKS_SOURCE_METADATA_READ) {
		move(source, JWKS_SOURCE_FETCHING_KEYS);
		return;
	}
	if (update->outcome == JWKS_SOURCE_CHANGED)
		jwks_source_install(source, update->set, now_ms);
	else if (update->outcome == JWKS_SOURCE_UNCHANGED)
		source->fetched_ms = now_ms;
	source->failures = update->outcome == JWKS_SOURCE_FAILED ? source->failures + 1 : 0;
	source->is_stale = false;
	move(source, JWKS_SOURCE_IDLE);
}

void jwks_source_take_due_waiters(
	struct jwks_source *source, int64_t now_ms, struct jwks_waiter **due, int64_t *next_ms)
{
	struct jwks_waiter **link = &source->waiters;

	while (*link != NULL) {
		struct jwks_waiter *waiter = *link;

		if (source->state == JWKS_SOURCE_IDLE || waiter->deadline_ms <= now_ms) {
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
