/*
 * jwks_cache: the signing keys of all JWKS endpoints in use, fetched in the background.
 *
 * Callers never block: they get the key, a reason why there is none, or JWKS_PENDING and a wake-up
 * later. One thread performs all fetches, at most one at a time per endpoint, and a slow or broken
 * endpoint does not delay the others. An unknown key id causes a fetch, but per endpoint only once
 * every forced_refresh_interval_ms. After a failed fetch the endpoint is not contacted for 5 s;
 * each further failure doubles this time, up to 60 s.
 *
 * A new key set replaces the current one only if it has at least one usable key. The current keys
 * remain valid up to stale_limit_ms, even across a restart (key files). A key that is no longer
 * published stops working at the next refresh.
 *
 * Only endpoints in use are refreshed: if no key was requested since the last fetch, there is no
 * further fetch, so deleted registrations cause no traffic. A request after the refresh interval
 * then waits for new keys. Callers that cache results must expire them within the refresh interval,
 * or keys in use are never refreshed.
 *
 * Thread-safe.
 */
#ifndef AUTH_JWKS_CACHE_H
#define AUTH_JWKS_CACHE_H

#include "auth/fetch.h"
#include "auth/issuer.h"
#include "auth/jwks_waiter.h"
#include "base/clock.h"
#include "base/log.h"

/* Endpoints in the cache. When it is full, the least recently used endpoint is evicted. */
#define JWKS_CACHE_ENDPOINTS_MAX 4096

struct jwks_cache;

struct jwks_cache_options {
	const struct clock *clock; /* wall clock, for the age of key files */
	const struct clock *steady; /* for ages and intervals; NULL: clock_monotonic */
	const struct log *log;
	struct fetch fetch; /* jwks_cache_start() takes ownership */
	const char *key_dir; /* directory of the key files */
	int64_t refresh_interval_ms;
	int64_t forced_refresh_interval_ms;
	int64_t stale_limit_ms;
};

enum jwks_cache_result {
	JWKS_FOUND,
	JWKS_UNKNOWN_KID, /* the endpoint's current keys do not include this id */
	JWKS_UNAVAILABLE, /* the keys could not be fetched; try again later */
	JWKS_PENDING /* the waiter will be woken */
};

/* A reference to a key; release it with jwks_cache_release(). */
struct jwks_key_ref {
	const struct jwk *key;
	struct shared_jwk_set *set_ref;
};

/* Starts the cache and its thread. On failure returns NULL, with errno set, and frees
 * options->fetch. */
struct jwks_cache *jwks_cache_start(const struct jwks_cache_options *options);

/* Stops the thread, wakes all waiters and frees the cache. The caller must have released every
 * key. */
void jwks_cache_stop(struct jwks_cache *cache);

/* Finds the endpoint's key with this id. The key may have a flaw, and the caller must also check it
 * with issuer_judge_key(). With a waiter, the call may start a fetch and return JWKS_PENDING.
 * Without a waiter (NULL), it never starts a fetch and its result is final. endpoint->issuer must
 * outlive the cache. */
enum jwks_cache_result jwks_cache_find(struct jwks_cache *cache,
	const struct jwks_endpoint *endpoint, struct text kid, struct jwks_waiter *waiter,
	struct jwks_key_ref *ret_key);
void jwks_cache_release(struct jwks_key_ref *key);

/* Returns true if the cache has the key now. Never starts a fetch, and does not mark the endpoint
 * as used. */
bool jwks_cache_contains(
	struct jwks_cache *cache, const struct jwks_endpoint *endpoint, struct text kid);

/* Returns a number that changes whenever the keys of any endpoint change or expire. Results cached
 * with an earlier number are invalid. Never 0. */
int64_t jwks_cache_generation(struct jwks_cache *cache);

#endif
