/*
 * key_source: one place's keys: fetching them, judging what was fetched, the pauses in between.
 *
 * keyset.c holds its lock where a comment says so. What only the keyset's thread writes, that
 * thread reads without the lock.
 */
#ifndef AUTH_KEY_SOURCE_PRIVATE_H
#define AUTH_KEY_SOURCE_PRIVATE_H

#include <stdatomic.h>

#include "auth/fetch.h"
#include "auth/issuer.h"
#include "auth/jwk_set.h"
#include "auth/keyset_waiter.h"
#include "base/hash.h"
#include "base/state_machine.h"

/* A key set that lives until its last borrower gives it back. */
struct keyset_loan {
	atomic_int users;
	struct jwk_set *set;
};

enum key_source_stage {
	KEY_SOURCE_IDLE,
	KEY_SOURCE_WANTED, /* the thread shall fetch */
	KEY_SOURCE_METADATA, /* OpenID metadata is being fetched */
	KEY_SOURCE_KEYS /* the key set is being fetched */
};

/* Times are by the keyset's steady clock. */
struct key_source {
	struct key_source *next; /* in its bucket */
	struct key_place place; /* never changes */
	int64_t asked; /* the keyset's count of asks, at the last one */

	/* Under the lock; away from KEY_SOURCE_IDLE only the thread moves the stage. */
	enum key_source_stage stage;
	struct keyset_waiter *waiters;
	int64_t forced_ms; /* last fetch wanted for an unknown kid; 0 never */
	bool used; /* asked for since the last fetch began */
	bool rested; /* its keys were left alone too long: who may wait, waits for the fetch */

	/* Written by the thread, under the lock. */
	struct keyset_loan *loan; /* the last good keys, or NULL */
	int64_t fetched_ms; /* when those were fetched */
	int64_t attempted_ms; /* last fetch begun */
	int failures; /* fetches in a row that brought nothing */

	/* The thread's own. */
	bool looked_at_file;
	struct hash digest; /* of the key set's text: tells a change */
	char *keys_url; /* jwks_uri of the last good metadata, or NULL */
	struct key_source *next_begun;
};

/* Of the stages. */
extern const struct state_machine key_source_machine;

struct key_source *key_source_new(const struct key_place *place);
void key_source_free(struct key_source *source);

struct keyset_loan *key_source_lend(struct keyset_loan *loan);
void key_source_give_back(struct keyset_loan *loan);

/* Has the thread fetch an idle source. Under the lock. */
void key_source_want(struct key_source *source);

/* How long after the last attempt the next one may begin: 0 after a good one, else 5 s, doubled
 * with each further failure up to 60 s. Under the lock. */
int64_t key_source_pause_ms(const struct key_source *source);

/* Notes that a fetch begins: of the keys alone when their URL is known and `with_metadata` unset.
 * Under the lock. */
void key_source_begin(struct key_source *source, int64_t now_ms, bool with_metadata);

/* Starts the fetch of the source's stage. Without the lock. */
void key_source_start(struct key_source *source, const struct fetch *fetch);

enum key_source_outcome {
	KEY_SOURCE_GOES_ON, /* the keys are to be fetched next */
	KEY_SOURCE_CHANGED, /* other keys than before, in `set` */
	KEY_SOURCE_SAME, /* the same keys as before */
	KEY_SOURCE_FAILED /* `why` says why; the last good keys stay */
};

/* What a fetch, or a key file, has brought. */
struct key_source_news {
	enum key_source_outcome outcome;
	struct jwk_set *set;
	struct text why; /* in the arena given */
};

/* Reads what was fetched, or a key file's document. A set without any key that can be used has
 * failed. Takes long: without the lock. */
struct key_source_news key_source_read(
	struct key_source *source, struct arena *arena, const struct fetch_result *result);
struct key_source_news key_source_read_keys(
	struct key_source *source, struct arena *arena, struct text document);

/* Acts on it, and takes its set over. Under the lock. */
void key_source_settle(
	struct key_source *source, const struct key_source_news *news, int64_t now_ms);

/* Puts the waiters that are due before `*due`; all of them when no fetch is under way. Lowers
 * *next_ms to the first deadline of the others. By clock_monotonic_ms(). Under the lock. */
void key_source_collect(
	struct key_source *source, int64_t now_ms, struct keyset_waiter **due, int64_t *next_ms);

/* Replaces the keys; NULL drops them. Takes the set over. Under the lock. */
void key_source_install(struct key_source *source, struct jwk_set *set, int64_t fetched_ms);

#endif
