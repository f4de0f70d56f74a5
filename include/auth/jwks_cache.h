/*
 * jwks_cache: a cache of the signing keys of JWKS endpoints, fetched in the background.
 *
 * A lookup never blocks. If the keys must be fetched first, the lookup returns JWKS_PENDING, and
 * the cache wakes the caller later. A background thread performs all fetches. At most one fetch per
 * endpoint is in progress at a time, and a slow or broken endpoint does not delay other endpoints.
 * The lookup of an unknown key id starts a fetch, but at most one per endpoint in
 * forced_refresh_interval_ms. After a failed fetch, the cache does not contact the endpoint for 5
 * seconds. Each further failure doubles this time, up to 60 seconds.
 *
 * A fetched key set replaces the current keys only if it contains a usable key. If fetches fail,
 * the current keys remain in use until they are stale_limit_ms old. The cache also stores the keys
 * in files, so that they survive a restart. If the issuer no longer publishes a key, the next
 * refresh removes the key.
 *
 * The cache refreshes the keys of an endpoint every refresh_interval_ms, but only if one of them
 * was looked up since the last fetch. Deleted registrations therefore cause no traffic. If the
 * cache skipped a refresh because the keys were unused, the next lookup waits for a fetch. A caller
 * that caches the results of lookups must look up each key again within refresh_interval_ms.
 * Otherwise, the cache treats the keys as unused.
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

/* Maximum number of endpoints. A full cache evicts the least recently used endpoint. */
#define JWKS_CACHE_ENDPOINTS_MAX 4096

struct jwks_cache;

struct jwks_cache_options {
	const struct clock *clock; /* wall clock, to determine the age of key files */
	const struct clock *steady; /* clock for all other times; NULL means clock_monotonic */
	const struct log *log;
	struct fetch fetch; /* jwks_cache_start() takes ownership, even if it fails */
	const char *key_dir; /* directory of the key files; created if it does not exist */
	int64_t refresh_interval_ms;
	int64_t forced_refresh_interval_ms;
	int64_t stale_limit_ms;
};

enum jwks_cache_result {
	JWKS_FOUND,
	JWKS_UNKNOWN_KID, /* none of the endpoint's current keys has this id */
	JWKS_UNAVAILABLE, /* the keys cannot be fetched at present; try again later */
	JWKS_PENDING /* the keys are being fetched; the waiter will be woken */
};

/* A reference to a key. The key stays valid until jwks_cache_release() releases the reference. */
struct jwks_key_ref {
	const struct jwk *key;
	struct shared_jwk_set *set_ref; /* private; owns `key` */
};

/* Creates the cache and starts its thread. If the thread cannot be started, frees options->fetch,
 * sets errno and returns NULL. The pointers in `options` must outlive the cache. */
struct jwks_cache *jwks_cache_start(const struct jwks_cache_options *options);

/* Stops the thread, wakes all waiters and frees the cache. The caller must release every key first.
 * `cache` may be NULL. */
void jwks_cache_stop(struct jwks_cache *cache);

/* Finds the endpoint's key with this id. The key may have a flaw. The caller must also check the
 * key with issuer_judge_key(). If `waiter` is NULL, the function uses only the keys in the cache.
 * Otherwise, it may start a fetch and return JWKS_PENDING. Call the function again when the waiter
 * is woken. endpoint->issuer must outlive the cache. */
enum jwks_cache_result jwks_cache_find(struct jwks_cache *cache,
	const struct jwks_endpoint *endpoint, struct text kid, struct jwks_waiter *waiter,
	struct jwks_key_ref *ret_key);

/* Releases the reference and clears *key. Call this function once after each JWKS_FOUND. */
void jwks_cache_release(struct jwks_key_ref *key);

/* Returns true if the endpoint's key with this id is in the cache. The function never starts a
 * fetch, and the cache does not count the call as a use of the endpoint. */
bool jwks_cache_contains(
	struct jwks_cache *cache, const struct jwks_endpoint *endpoint, struct text kid);

/* Returns the generation of the keys, a number that is never 0. The generation changes whenever a
 * fetch changes the keys of an endpoint, or the keys of an endpoint expire. A caller must discard
 * the results that it cached under an earlier generation. */
int64_t jwks_cache_generation(struct jwks_cache *cache);

#endif
