/*
 * guard_fixture: a guard with a registry, a jwks_cache and a dev issuer, at a time that tests set.
 *
 * The registry is empty at first. GUARD_FIXTURE_FORM requests an ordinary token from the issuer.
 */
#ifndef SUPPORT_GUARD_FIXTURE_H
#define SUPPORT_GUARD_FIXTURE_H

#include "auth/guard.h"
#include "support/key_fixture.h"
#include "support/registry_fixture.h"

#define GUARD_FIXTURE_API "bbbbbbbb-9999-4999-8999-cccccccccccc"
#define GUARD_FIXTURE_AUDIENCES GUARD_FIXTURE_API ", api://" GUARD_FIXTURE_API " api://reviews"
#define GUARD_FIXTURE_FORM                                                                         \
	"grant_type=client_credentials&client_id=" REGISTRY_FIXTURE_CLIENT                         \
	"&client_secret=s&scope=api://" GUARD_FIXTURE_API "/.default"

struct guard_fixture {
	struct key_fixture keys;
	struct registry_fixture registry;
	struct app_list_source *apps;
	struct issuer_list issuers;
	struct guard_options options; /* of guard_fixture_restart() */
	struct guard *guard;
	bool for_admin; /* of the asks to come; they have no list of registrations then */
	struct auth_request auth; /* of the last ask */
};

/* cmocka's functions, for a group of tests and for one; *state is a struct guard_fixture. */
int guard_fixture_make(void **state);
int guard_fixture_free(void **state);
int guard_fixture_start(void **state);
int guard_fixture_end(void **state);

/* A new guard with f->options, as after a restart of the process. */
void guard_fixture_restart(struct guard_fixture *f);

/* The ordinary v2.0 token; `more` is added to the form, e.g. "&dev_acr=0". */
struct text guard_fixture_token(struct guard_fixture *f, const char *more);

/* One ask, with or without a waiter. */
enum auth_result guard_fixture_ask_once(struct guard_fixture *f, struct text token,
	struct jwks_waiter *waiter, enum refusal *ret_refusal);

/* Asks as a request does: waits once, if told to. */
enum refusal guard_fixture_ask(struct guard_fixture *f, struct text token);

/* The same, and fails the test unless the answer is `expected`. */
void guard_fixture_expect(struct guard_fixture *f, struct text token, enum refusal expected);

#endif
