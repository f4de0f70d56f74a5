/*
 * jwks_cache: the signing keys of every place that is asked for, fetched in the background.
 *
 * Promises: callers never wait inside; they get the key, an answer that says why not, or are told
 * to wait and are woken. One thread fetches, each place at most once at a time. An unknown key id
 * causes a fetch at most every forced_refresh_interval a place, counted from the attempt; behind a
 * fetch that brought nothing the place is left alone for 5 s, doubled with each further failure up
 * to 60 s. A document that is no key set, or has no key that can be used, never replaces good keys.
 * The last good keys serve until the stale limit, also after a restart (key files). A key that is
 * no longer published stops working at the next refresh. A slow or broken place delays no other.
 *
 * Keys are refreshed for who uses them: a place that nobody has asked for since its last fetch is
 * left alone, so that a registration that is gone causes no traffic. When it is asked for again
 * after the refresh interval, its keys are fetched before they count. So who remembers verdicts
 * must forget them after the refresh interval at the latest: only asking tells that a place is in
 * use. Thread-safe.
 */
#ifndef AUTH_JWKS_CACHE_H
#define AUTH_JWKS_CACHE_H

#include "auth/fetch.h"
#include "auth/issuer.h"
#include "auth/jwks_waiter.h"
#include "base/clock.h"
#include "base/log.h"

/* Places held at a time. Beyond them the one that was not asked for longest goes. */
#define JWKS_CACHE_ENDPOINTS_MAX 4096

struct jwks_cache;

struct jwks_cache_options {
	const struct clock *clock; /* dates key files */
	const struct clock *steady; /* counts ages and pauses; NULL: clock_monotonic */
	const struct log *log;
	struct fetch fetch; /* owned from jwks_cache_start() on */
	const char *key_dir; /* folder of the key files */
	int64_t refresh_interval_ms;
	int64_t forced_refresh_interval_ms;
	int64_t stale_limit_ms;
};

enum jwks_cache_result {
	JWKS_FOUND,
	JWKS_UNKNOWN_KID, /* the place's keys are fresh, and this one is not among them */
	JWKS_UNAVAILABLE, /* nothing can be said now: the keys could not be fetched */
	JWKS_PENDING /* the waiter will be woken */
};

/* A key on loan: give it back with jwks_cache_release(). */
struct jwks_key_ref {
	const struct jwk *key;
	struct shared_jwk_set *set_ref;
};

/* NULL, with errno set and the fetch freed, when there is no thread for it. */
struct jwks_cache *jwks_cache_start(const struct jwks_cache_options *options);

/* Wakes every waiter, ends the thread. No key may be on loan. */
void jwks_cache_stop(struct jwks_cache *cache);

/* The place's key of that id, for issuer_judge_key() to judge and with the flaw it may have. With a
 * waiter a fetch may be started and JWKS_PENDING answered; without one (NULL) the answer is final.
 * The place's issuer must outlive the cache. */
enum jwks_cache_result jwks_cache_find(struct jwks_cache *cache,
	const struct jwks_endpoint *endpoint, struct text kid, struct jwks_waiter *waiter,
	struct jwks_key_ref *ret_key);
void jwks_cache_release(struct jwks_key_ref *key);

/* Whether that key is in hand now. Causes nothing, and does not count as asking. */
bool jwks_cache_contains(
	struct jwks_cache *cache, const struct jwks_endpoint *endpoint, struct text kid);

/* Moves whenever any place's keys change or grow stale: verdicts of an older generation are void.
 * Never 0. */
int64_t jwks_cache_generation(struct jwks_cache *cache);

#endif
