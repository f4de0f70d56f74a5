#include "auth/key_source.h"

#include <stdlib.h>
#include <string.h>

#include "auth/metadata.h"

#define PAUSE_MS 5000
#define PAUSE_MAX_MS 60000

/* While the keys' URL is unknown the metadata is fetched, and then the keys. The URL is the
 * thread's own, and it alone moves a source to these two stages. */
static bool holds(const void *object, unsigned int stage)
{
	const struct key_source *source = object;

	if (source->loan != NULL &&
		(source->loan->set == NULL || atomic_load(&source->loan->users) < 1))
		return false;
	switch ((enum key_source_stage)stage) {
	case KEY_SOURCE_IDLE:
		return !source->rested;
	case KEY_SOURCE_METADATA:
		return source->keys_url == NULL;
	case KEY_SOURCE_KEYS:
		return source->keys_url != NULL;
	case KEY_SOURCE_WANTED:
	default:
		return true;
	}
}

static const struct state_machine_state stages[] = {
	[KEY_SOURCE_IDLE] = {"idle", STATE_MACHINE_BIT(KEY_SOURCE_WANTED)},
	[KEY_SOURCE_WANTED] = {"wanted",
		STATE_MACHINE_BIT(KEY_SOURCE_METADATA) | STATE_MACHINE_BIT(KEY_SOURCE_KEYS)},
	[KEY_SOURCE_METADATA] = {"metadata",
		STATE_MACHINE_BIT(KEY_SOURCE_KEYS) | STATE_MACHINE_BIT(KEY_SOURCE_IDLE)},
	[KEY_SOURCE_KEYS] = {"keys", STATE_MACHINE_BIT(KEY_SOURCE_IDLE)},
};

const struct state_machine key_source_machine = {
	"key source", stages, sizeof(stages) / sizeof(stages[0]), holds};

static void move(struct key_source *source, enum key_source_stage stage)
{
	state_machine_check(&key_source_machine, source, source->stage, stage);
	source->stage = stage;
}

struct key_source *key_source_new(const struct key_place *place)
{
	struct key_source *source = calloc(1, sizeof(*source));

	if (source == NULL)
		abort();
	source->place = *place;
	return source;
}

void key_source_free(struct key_source *source)
{
	key_source_give_back(source->loan);
	free(source->keys_url);
	free(source);
}

struct keyset_loan *key_source_lend(struct keyset_loan *loan)
{
	atomic_fetch_add(&loan->users, 1);
	return loan;
}

void key_source_give_back(struct keyset_loan *loan)
{
	if (loan == NULL || atomic_fetch_sub(&loan->users, 1) > 1)
		return;
	jwk_set_free(loan->set);
	free(loan);
}

void key_source_want(struct key_source *source)
{
	move(source, KEY_SOURCE_WANTED);
}

int64_t key_source_pause_ms(const struct key_source *source)
{
	int64_t pause_ms = PAUSE_MS;

	if (source->failures == 0)
		return 0;
	for (int i = 1; i < source->failures && pause_ms < PAUSE_MAX_MS; i++)
		pause_ms *= 2;
	return pause_ms < PAUSE_MAX_MS ? pause_ms : PAUSE_MAX_MS;
}

static void forget_url(struct key_source *source)
{
	free(source->keys_url);
	source->keys_url = NULL;
}

void key_source_begin(struct key_source *source, int64_t now_ms, bool with_metadata)
{
	if (with_metadata)
		forget_url(source);
	source->attempted_ms = now_ms;
	source->used = false;
	move(source, source->keys_url == NULL ? KEY_SOURCE_METADATA : KEY_SOURCE_KEYS);
}

void key_source_start(struct key_source *source, const struct fetch *fetch)
{
	struct arena *arena = arena_new();
	const char *url = source->stage == KEY_SOURCE_KEYS
		? source->keys_url
		: issuer_metadata_url(arena, &source->place).data;

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

struct key_source_news key_source_read_keys(
	struct key_source *source, struct arena *arena, struct text document)
{
	struct key_source_news news = {.outcome = KEY_SOURCE_FAILED};
	struct hash digest = hash_sha256(document);

	if (source->loan != NULL && hash_equal(&digest, &source->digest)) {
		news.outcome = KEY_SOURCE_SAME;
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
	news.outcome = KEY_SOURCE_CHANGED;
	return news;
}

static struct key_source_news read_metadata(
	struct key_source *source, struct arena *arena, struct text document)
{
	struct key_source_news news = {.outcome = KEY_SOURCE_FAILED};
	struct text url = metadata_read(arena, &source->place, document, &news.why);

	if (!text_is_set(url))
		return news;
	source->keys_url = strdup(url.data);
	if (source->keys_url == NULL)
		abort();
	news.outcome = KEY_SOURCE_GOES_ON;
	return news;
}

struct key_source_news key_source_read(
	struct key_source *source, struct arena *arena, const struct fetch_result *result)
{
	struct key_source_news news = {.outcome = KEY_SOURCE_FAILED, .why = result->why};

	if (result->good && source->stage == KEY_SOURCE_METADATA)
		news = read_metadata(source, arena, result->body);
	else if (result->good)
		news = key_source_read_keys(source, arena, result->body);
	if (news.outcome == KEY_SOURCE_FAILED)
		forget_url(source);
	return news;
}

void key_source_install(struct key_source *source, struct jwk_set *set, int64_t fetched_ms)
{
	key_source_give_back(source->loan);
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

void key_source_settle(
	struct key_source *source, const struct key_source_news *news, int64_t now_ms)
{
	if (news->outcome == KEY_SOURCE_GOES_ON) {
		move(source, KEY_SOURCE_KEYS);
		return;
	}
	if (news->outcome == KEY_SOURCE_CHANGED)
		key_source_install(source, news->set, now_ms);
	else if (news->outcome == KEY_SOURCE_SAME)
		source->fetched_ms = now_ms;
	source->failures = news->outcome == KEY_SOURCE_FAILED ? source->failures + 1 : 0;
	source->rested = false;
	move(source, KEY_SOURCE_IDLE);
}

void key_source_collect(
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
