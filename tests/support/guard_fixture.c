#include "support/guard_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define PATIENCE_MS 5000
#define CACHE_BYTES (1024 * 1024)
#define DAY_S 86400

int guard_fixture_make(void **state)
{
	struct guard_fixture *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return -1;
	key_fixture_init(&f->keys);
	*state = f;
	return 0;
}

int guard_fixture_free(void **state)
{
	struct guard_fixture *f = *state;

	key_fixture_destroy(&f->keys);
	free(f);
	return 0;
}

int guard_fixture_start(void **state)
{
	struct guard_fixture *f = *state;

	key_fixture_open(&f->keys);
	registry_fixture_open(&f->registry);
	f->apps = app_list_source_new();
	f->issuers = (struct issuer_list){.entra = &f->keys.issuer};
	f->options = (struct guard_options){.issuers = &f->issuers,
		.jwks_cache = f->keys.jwks_cache,
		.audiences = GUARD_FIXTURE_AUDIENCES,
		.clock_skew_s = 300,
		.max_lifetime_s = DAY_S + 600,
		.read_roles = "",
		.submit_roles = "",
		.export_roles = "",
		.read_scopes = "",
		.submit_scopes = "",
		.export_scopes = "",
		.token_cache_bytes = CACHE_BYTES,
		.token_cache_age_ms = KEY_FIXTURE_HOUR_MS};
	f->guard = guard_new(&f->options);
	f->for_admin = false;
	return 0;
}

void guard_fixture_restart(struct guard_fixture *f)
{
	guard_free(f->guard);
	f->guard = guard_new(&f->options);
}

int guard_fixture_end(void **state)
{
	struct guard_fixture *f = *state;

	guard_free(f->guard);
	app_list_source_free(f->apps);
	registry_fixture_close(&f->registry);
	key_fixture_close(&f->keys);
	return 0;
}

struct text guard_fixture_token(struct guard_fixture *f, const char *more)
{
	struct entra *entra = f->keys.entra;

	return entra_issue(entra, ENTRA_V2_TOKEN,
		arena_printf(entra->arena, "%s%s", GUARD_FIXTURE_FORM, more).data)
		.text;
}

enum auth_result guard_fixture_ask_once(struct guard_fixture *f, struct text token,
	struct jwks_waiter *waiter, enum refusal *ret_refusal)
{
	struct app_list *apps = app_list_ref(f->apps, f->registry.pool, &f->registry.fault);
	enum auth_result answer;

	assert_non_null(apps);
	f->auth = (struct auth_request){.arena = f->keys.entra->arena,
		.token = token,
		.for_admin = f->for_admin,
		.apps = f->for_admin ? NULL : apps,
		.now_ms = clock_now_ms(&f->keys.time.clock),
		.waiter = waiter};
	answer = guard_authenticate(f->guard, &f->auth, ret_refusal);
	f->auth.apps = NULL;
	app_list_unref(apps);
	return answer;
}

enum refusal guard_fixture_ask(struct guard_fixture *f, struct text token)
{
	struct key_wait *sleeper = key_fixture_wait(&f->keys, PATIENCE_MS);
	enum refusal refusal = REFUSAL_NONE;
	enum auth_result answer = guard_fixture_ask_once(f, token, &sleeper->waiter, &refusal);

	if (answer == AUTH_PENDING) {
		key_fixture_block(sleeper);
		answer = guard_fixture_ask_once(f, token, NULL, &refusal);
	}
	assert_int_not_equal(answer, AUTH_PENDING);
	assert_true((answer == AUTH_OK) == (refusal == REFUSAL_NONE));
	return refusal;
}

void guard_fixture_expect(struct guard_fixture *f, struct text token, enum refusal expected)
{
	enum refusal refusal = guard_fixture_ask(f, token);

	if (refusal == expected)
		return;
	fail_msg("the answer is %s, not %s",
		refusal == REFUSAL_NONE ? "pass" : refusal_row(refusal)->code,
		expected == REFUSAL_NONE ? "pass" : refusal_row(expected)->code);
}
