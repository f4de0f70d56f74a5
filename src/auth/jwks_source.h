/*
 * jwks_source: the state of one JWKS endpoint: its keys, the fetch in progress, and the backoff
 * after failures.
 *
 * Comments say which functions and fields need the lock of jwks_cache. Only the jwks_cache's thread
 * writes the fields marked "written by the thread", so it may read them without the lock.
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

/* A reference-counted key set. */
struct shared_jwk_set {
	atomic_int users;
	struct jwk_set *set;
};

enum jwks_source_state {
	JWKS_SOURCE_IDLE,
	JWKS_SOURCE_REQUESTED, /* the thread must start a fetch */
	JWKS_SOURCE_FETCHING_METADATA, /* the OpenID metadata is being fetched */
	JWKS_SOURCE_FETCHING_KEYS /* the key set is being fetched */
};

/* Times are in terms of the jwks_cache's steady clock. */
struct jwks_source {
	struct jwks_source *next; /* next in the bucket */
	struct jwks_endpoint endpoint; /* immutable */
	int64_t last_used; /* jwks_table.uses at the last use */

	/* Under the lock. Only the thread moves a source out of any state but JWKS_SOURCE_IDLE. */
	enum jwks_source_state state;
	struct jwks_waiter *waiters;
	int64_t last_forced_ms; /* last fetch for an unknown kid; 0: never */
	bool used; /* a key was requested since the last fetch began */
	bool is_stale; /* not refreshed for too long: requests that can wait get new keys */

	/* Written by the thread, under the lock. */
	struct shared_jwk_set *set_ref; /* the current keys, or NULL */
	int64_t fetched_ms; /* when the current keys were fetched */
	int64_t attempted_ms; /* when the last fetch began */
	int failures; /* consecutive failed fetches */

	/* Used by the thread only. */
	bool disk_cache_loaded;
	struct hash digest; /* of the key set's text, to detect changes */
	char *keys_url; /* jwks_uri of the last valid metadata, or NULL */
	struct jwks_source *next_started;
};

/* The allowed transitions of jwks_source.state. */
extern const struct state_machine jwks_source_machine;

struct jwks_source *jwks_source_new(const struct jwks_endpoint *endpoint);
void jwks_source_free(struct jwks_source *source);

struct shared_jwk_set *jwks_source_ref_set(struct shared_jwk_set *set_ref);
void jwks_source_unref_set(struct shared_jwk_set *set_ref);

/* Requests a fetch for an idle source. Needs the lock. */
void jwks_source_request(struct jwks_source *source);

/* Returns the minimum time between the last attempt and the next one: 0 after a success, else 5 s,
 * doubled with each further failure up to 60 s. Needs the lock. */
int64_t jwks_source_backoff_ms(const struct jwks_source *source);

/* Records that a fetch begins. It starts with the metadata if `with_metadata` is set or the URL of
 * the keys is unknown, else with the keys. Needs the lock. */
void jwks_source_begin(struct jwks_source *source, int64_t now_ms, bool with_metadata);

/* Starts the fetch for the source's state. Call it without the lock. */
void jwks_source_start(struct jwks_source *source, const struct fetch *fetch);

enum jwks_source_outcome {
	JWKS_SOURCE_METADATA_READ, /* fetch the keys next */
	JWKS_SOURCE_CHANGED, /* the keys in `set` are new */
	JWKS_SOURCE_UNCHANGED, /* the keys are the same as before */
	JWKS_SOURCE_FAILED /* see `why`; the current keys remain */
};

/* The result of a fetch, or of reading a key file. */
struct jwks_source_update {
	enum jwks_source_outcome outcome;
	struct jwk_set *set;
	struct text why; /* in the arena passed in */
};

/* Parse a fetched document or a key file. A key set without a usable key is a failure. Slow: call
 * them without the lock. */
struct jwks_source_update jwks_source_read(
	struct jwks_source *source, struct arena *arena, const struct fetch_result *result);
struct jwks_source_update jwks_source_read_keys(
	struct jwks_source *source, struct arena *arena, struct text document);

/* Applies the update and takes ownership of its set. Needs the lock. */
void jwks_source_apply(
	struct jwks_source *source, const struct jwks_source_update *update, int64_t now_ms);

/* Moves the waiters to wake to the list `*due`: those whose deadline has passed, and all of them if
 * the source is idle. Lowers *next_ms to the earliest deadline of the others. Times are in terms of
 * clock_monotonic_ms(). Needs the lock. */
void jwks_source_take_due_waiters(
	struct jwks_source *source, int64_t now_ms, struct jwks_waiter **due, int64_t *next_ms);

/* Replaces the keys and takes ownership of `set`. NULL removes the keys. Needs the lock. */
void jwks_source_install(struct jwks_source *source, struct jwk_set *set, int64_t fetched_ms);

#endif
