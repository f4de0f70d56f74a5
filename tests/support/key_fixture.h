/*
 * key_fixture: a jwks_cache that fetches keys from a dev issuer through a fake fetch, with a clock
 * that tests set, and waiters that block.
 *
 * Fails the running cmocka test when a helper cannot do what its name says.
 */
#ifndef SUPPORT_KEY_FIXTURE_H
#define SUPPORT_KEY_FIXTURE_H

#include <semaphore.h>
#include <stdatomic.h>

#include "auth/jwks_cache.h"
#include "support/entra.h"
#include "support/fake_fetch.h"
#include "support/set_clock.h"

#define KEY_FIXTURE_HOUR_MS (INT64_C(3600) * 1000)

struct key_fixture {
	struct entra *entra;
	struct set_clock time; /* ENTRA_NOW_S at first; the steady clock as well */
	struct cloud cloud; /* the dev issuer's */
	struct issuer issuer; /* what the service knows of it */
	struct log log; /* drops every line */
	const char *dir; /* of this test */
	struct fake_fetch *fetch;
	struct jwks_cache_options options; /* of key_fixture_restart() */
	struct jwks_cache *jwks_cache;
};

/* Someone who sleeps until woken. */
struct key_wait {
	struct jwks_waiter waiter;
	sem_t woken;
	atomic_int times; /* how often wake() was called */
};

/* The issuer, for a group of tests; the rest, for one test. For embedding, and as cmocka's
 * functions, where *state is a struct key_fixture. */
void key_fixture_init(struct key_fixture *f);
void key_fixture_destroy(struct key_fixture *f);
void key_fixture_open(struct key_fixture *f);
void key_fixture_close(struct key_fixture *f);
int key_fixture_make(void **state);
int key_fixture_free(void **state);
int key_fixture_start(void **state);
int key_fixture_end(void **state);

/* A new jwks_cache with f->options, as after a restart of the process. */
void key_fixture_restart(struct key_fixture *f);

/* Moves the clock, and waits until the jwks_cache's thread has done what it does then. */
void key_fixture_pass(struct key_fixture *f, int64_t duration_ms);

struct key_wait *key_fixture_wait(struct key_fixture *f, int64_t max_wait_ms);
void key_fixture_block(struct key_wait *sleeper);

/* Where the keys of that directory and version come from, by f->issuer. */
struct jwks_endpoint key_fixture_endpoint(
	struct key_fixture *f, const char *directory, enum token_version version);

/* One ask for a v2.0 key, with or without a waiter; the key, if any, is given back at once. */
enum jwks_cache_result key_fixture_find(
	struct key_fixture *f, const char *directory, struct text kid, struct key_wait *sleeper);

/* Asks as a request does: waits once where it is told to, then takes what is known. The key, if
 * any, is given back at once. */
enum jwks_cache_result key_fixture_ask(
	struct key_fixture *f, const char *directory, enum token_version version, struct text kid);

/* The id of the issuer's signing key; after making it sign with a new one. */
struct text key_fixture_kid(struct key_fixture *f);
void key_fixture_rotate(struct key_fixture *f, bool retire);

/* POST to one of the issuer's /control paths. */
void key_fixture_control(struct key_fixture *f, const char *path, const char *form);

#endif
