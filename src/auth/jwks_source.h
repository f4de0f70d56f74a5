/*
 * jwks_source: one place's keys: fetching them, judging what was fetched, the pauses in between.
 *
 * jwks_cache.c holds its lock where a comment says so. What only the jwks_cache's thread writes,
 * that thread reads without the lock.
 */
#ifndef AUTH_JWKS_SOURCE_PRIVATE_H
#define AUTH_JWKS_SOURCE_PRIVATE_H

#include <stdatomic.h>

#include "auth/fetch.h"
#include "auth/issuer.h"
#include "auth/jwk_set.h"
#include "auth/jwks_waiter.h"
#include "base/hash.h"
#include "base/state_machine.h"

/* A key set that lives until its last borrower gives it back. */
struct shared_jwk_set {
	atomic_int users;
	struct jwk_set *set;
};

enum jwks_source_state {
	JWKS_SOURCE_IDLE,
	JWKS_SOURCE_REQUESTED, /* the thread shall fetch */
	JWKS_SOURCE_FETCHING_METADATA, /* OpenID metadata is being fetched */
	JWKS_SOURCE_FETCHING_KEYS /* the key set is being fetched */
};

/* Times are by the jwks_cache's steady clock. */
struct jwks_source {
	struct jwks_source *next; /* in its bucket */
	struct jwks_endpoint endpoint; /* never changes */
	int64_t last_used; /* the jwks_cache's count of asks, at the last one */

	/* Under the lock; away from JWKS_SOURCE_IDLE only the thread moves the stage. */
	enum jwks_source_state state;
	struct jwks_waiter *waiters;
	int64_t last_forced_ms; /* last fetch wanted for an unknown kid; 0 never */
	bool used; /* asked for since the last fetch began */
	bool is_stale; /* its keys were left alone too long: who may wait, waits for the fetch */

	/* Written by the thread, under the lock. */
	struct shared_jwk_set *set_ref; /* the last good keys, or NULL */
	int64_t fetched_ms; /* when those were fetched */
	int64_t attempted_ms; /* last fetch begun */
	int failures; /* fetches in a row that brought nothing */

	/* The thread's own. */
	bool disk_cache_loaded;
	struct hash digest; /* of the key set's text: tells a change */
	char *keys_url; /* jwks_uri of the last good metadata, or NULL */
	struct jwks_source *next_started;
};

/* Of the stages. */
extern const struct state_machine jwks_source_machine;

struct jwks_source *jwks_source_new(const struct jwks_endpoint *endpoint);
void jwks_source_free(struct jwks_source *source);

struct shared_jwk_set *jwks_source_ref_set(struct shared_jwk_set *set_ref);
void jwks_source_unref_set(struct shared_jwk_set *set_ref);

/* Has the thread fetch an idle source. Under the lock. */
void jwks_source_request(struct jwks_source *source);

/* How long after the last attempt the next one may begin: 0 after a good one, else 5 s, doubled
 * with each further failure up to 60 s. Under the lock. */
int64_t jwks_source_backoff_ms(const struct jwks_source *source);

/* Notes that a fetch begins: of the keys alone when their URL is known and `with_metadata` unset.
 * Under the lock. */
void jwks_source_begin(struct jwks_source *source, int64_t now_ms, bool with_metadata);

/* Starts the fetch of the source's stage. Without the lock. */
void jwks_source_start(struct jwks_source *source, const struct fetch *fetch);

enum jwks_source_outcome {
	JWKS_SOURCE_METADATA_READ, /* the keys are to be fetched next */
	JWKS_SOURCE_CHANGED, /* other keys than before, in `set` */
	JWKS_SOURCE_UNCHANGED, /* the same keys as before */
	JWKS_SOURCE_FAILED /* `why` says why; the last good keys stay */
};

/* What a fetch, or a key file, has brought. */
struct jwks_source_update {
	enum jwks_source_outcome outcome;
	struct jwk_set *set;
	struct text why; /* in the arena given */
};

/* Reads what was fetched, or a key file's document. A set without any key that can be used has
 * failed. Takes long: without the lock. */
struct jwks_source_update jwks_source_read(
	struct jwks_source *source, struct arena *arena, const struct fetch_result *result);
struct jwks_source_update jwks_source_read_keys(
	struct jwks_source *source, struct arena *arena, struct text document);

/* Acts on it, and takes its set over. Under the lock. */
void jwks_source_apply(
	struct jwks_source *source, const struct jwks_source_update *update, int64_t now_ms);

/* Puts the waiters that are due before `*due`; all of them when no fetch is under way. Lowers
 * *next_ms to the first deadline of the others. By clock_monotonic_ms(). Under the lock. */
void jwks_source_take_due_waiters(
	struct jwks_source *source, int64_t now_ms, struct jwks_waiter **due, int64_t *next_ms);

/* Replaces the keys; NULL drops them. Takes the set over. Under the lock. */
void jwks_source_install(struct jwks_source *source, struct jwk_set *set, int64_t fetched_ms);

#endif
