/*
 * jwks_source: the state of one JWKS endpoint, which consists of its keys, the fetch in progress,
 * and the backoff after failures.
 *
 * In this header, "the lock" is the lock of the jwks_cache that owns the source, and "the thread"
 * is the background thread of that jwks_cache.
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
	atomic_int users; /* number of references */
	struct jwk_set *set;
};

enum jwks_source_state {
	JWKS_SOURCE_IDLE,
	JWKS_SOURCE_REQUESTED, /* a fetch was requested, and the thread will start the fetch */
	JWKS_SOURCE_FETCHING_METADATA, /* the OpenID metadata is being fetched */
	JWKS_SOURCE_FETCHING_KEYS /* the key set is being fetched */
};

/* Times are readings of the steady clock of the jwks_cache. */
struct jwks_source {
	struct jwks_source *next; /* next source in the same bucket of the jwks_table */
	struct jwks_endpoint endpoint; /* immutable */
	int64_t last_used; /* value of jwks_table.uses at the last use */

	/* These members are read and written under the lock. Any thread may change JWKS_SOURCE_IDLE
	 * to JWKS_SOURCE_REQUESTED. Only the thread makes the other state transitions. */
	enum jwks_source_state state;
	struct jwks_waiter *waiters;
	int64_t last_forced_ms; /* when a fetch was last requested for an unknown kid; 0: never */
	bool used; /* a key was looked up since the last fetch began */
	bool is_stale; /* the keys are overdue for a refresh; a lookup with a waiter waits for new
			  keys */

	/* Only the thread writes these members, under the lock. The thread may read them without
	 * the lock. */
	struct shared_jwk_set *set_ref; /* the current keys; NULL if there are none */
	int64_t fetched_ms; /* when the current keys were fetched */
	int64_t attempted_ms; /* when the last fetch began */
	int failures; /* number of consecutive failed fetches */

	/* Only the thread uses these members. It needs no lock for them. */
	bool disk_cache_loaded; /* the thread has tried to read the key file */
	struct hash digest; /* SHA-256 of the current key set's document, to detect changes */
	char *keys_url; /* URL of the key set, from the metadata; NULL if not known */
	struct jwks_source *next_started; /* links the sources whose fetch is about to start */
};

/* The allowed transitions of jwks_source.state. */
extern const struct state_machine jwks_source_machine;

/* Returns a new idle source without keys. */
struct jwks_source *jwks_source_new(const struct jwks_endpoint *endpoint);
void jwks_source_free(struct jwks_source *source);

/* Adds a reference, and returns `set_ref`. */
struct shared_jwk_set *jwks_source_ref_set(struct shared_jwk_set *set_ref);

/* Releases a reference, and frees the set if no reference is left. `set_ref` may be NULL. */
void jwks_source_unref_set(struct shared_jwk_set *set_ref);

/* Changes the state of an idle source to JWKS_SOURCE_REQUESTED. The caller must hold the lock. */
void jwks_source_request(struct jwks_source *source);

/* Returns the minimum time between attempted_ms and the next fetch. The time is 0 after a success
 * and 5 s after a failure. Each further failure doubles the time, up to 60 s. The caller must hold
 * the lock. */
int64_t jwks_source_backoff_ms(const struct jwks_source *source);

/* Records that a fetch begins. If `with_metadata` is set or the URL of the key set is not known,
 * sets the state to JWKS_SOURCE_FETCHING_METADATA, else to JWKS_SOURCE_FETCHING_KEYS. The caller
 * must hold the lock. */
void jwks_source_begin(struct jwks_source *source, int64_t now_ms, bool with_metadata);

/* Starts to fetch the metadata or the key set, depending on the state. The caller must not hold the
 * lock. */
void jwks_source_start(struct jwks_source *source, const struct fetch *fetch);

enum jwks_source_outcome {
	JWKS_SOURCE_METADATA_READ, /* the metadata is valid; fetch the key set next */
	JWKS_SOURCE_CHANGED, /* `set` contains new keys */
	JWKS_SOURCE_UNCHANGED, /* the keys are the same as before */
	JWKS_SOURCE_FAILED /* `why` contains the reason; the current keys remain in use */
};

/* The result of parsing metadata, a key set or a key file. */
struct jwks_source_update {
	enum jwks_source_outcome outcome;
	struct jwk_set *set; /* set only for JWKS_SOURCE_CHANGED */
	struct text why; /* set only for JWKS_SOURCE_FAILED; lives in the arena of the caller */
};

/* Parses the result of the fetch that jwks_source_start() started. The caller must not hold the
 * lock, because parsing is slow. */
struct jwks_source_update jwks_source_read(
	struct jwks_source *source, struct arena *arena, const struct fetch_result *result);

/* Parses a key set that was fetched or read from a key file. If the set has no usable key, the
 * outcome is JWKS_SOURCE_FAILED. The caller must not hold the lock, because parsing is slow. */
struct jwks_source_update jwks_source_read_keys(
	struct jwks_source *source, struct arena *arena, struct text document);

/* Applies the result of a fetch that ended at `now_ms`, and takes ownership of update->set. The
 * caller must hold the lock. */
void jwks_source_apply(
	struct jwks_source *source, const struct jwks_source_update *update, int64_t now_ms);

/* Moves waiters from the source to the list *due, whose members the caller must wake. If the source
 * is idle, moves all waiters, else only waiters whose deadline is `now_ms` or earlier. If the
 * earliest deadline of the remaining waiters is before *next_ms, sets *next_ms to this deadline.
 * Times are readings of clock_monotonic_ms(). The caller must hold the lock. */
void jwks_source_take_due_waiters(
	struct jwks_source *source, int64_t now_ms, struct jwks_waiter **due, int64_t *next_ms);

/* Replaces the current keys with `set`, fetched at `fetched_ms`, and takes ownership of `set`. If
 * `set` is NULL, only removes the current keys. The caller must hold the lock. */
void jwks_source_install(struct jwks_source *source, struct jwk_set *set, int64_t fetched_ms);

#endif
