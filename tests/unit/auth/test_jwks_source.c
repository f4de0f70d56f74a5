#include "auth/jwks_source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/key_fixture.h"
#include "support/move_record.h"

#define TID ENTRA_TID
#define OTHER_TID "22222222-aaaa-2222-3333-444444444444"

static void every_move_is_made(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	move_record_start();
	assert_int_equal(key_fixture_ask(f, TID, TOKEN_V2, kid), JWKS_FOUND);
	/* Metadata is known, so that the keys alone are fetched. */
	assert_int_equal(key_fixture_ask(f, TID, TOKEN_V2, TEXT("unknown")), JWKS_UNKNOWN_KID);
	fake_fetch_set_dead(f->fetch, true);
	assert_int_equal(key_fixture_ask(f, OTHER_TID, TOKEN_V2, kid), JWKS_UNAVAILABLE);
	key_fixture_pass(f, 0);
	move_record_stop();
	move_record_expect_all(&jwks_source_machine);
}

static void other_moves_end_the_process(void **state)
{
	struct key_fixture *f = *state;
	struct jwks_endpoint endpoint = key_fixture_endpoint(f, TID, TOKEN_V2);
	struct jwks_source *source = jwks_source_new(&endpoint);

	move_record_expect_refusals(&jwks_source_machine, source);
	jwks_source_free(source);
}

static void expect_broken(
	const struct jwks_source *source, enum jwks_source_state from, enum jwks_source_state to)
{
	move_record_expect_abort(
		&jwks_source_machine, source, from, to, "key source: the invariant of");
}

static void broken_invariants_end_the_process(void **state)
{
	struct shared_jwk_set no_set = {.users = 1};
	char url[] = "https://login.example/keys";
	struct jwks_source source = {.set_ref = NULL};

	(void)state;
	if (!state_machine_observe(NULL))
		skip();
	expect_broken(&source, JWKS_SOURCE_REQUESTED, JWKS_SOURCE_FETCHING_KEYS);
	source.keys_url = url;
	expect_broken(&source, JWKS_SOURCE_REQUESTED, JWKS_SOURCE_FETCHING_METADATA);
	source.is_stale = true;
	expect_broken(&source, JWKS_SOURCE_FETCHING_KEYS, JWKS_SOURCE_IDLE);
	source.is_stale = false;
	source.set_ref = &no_set;
	expect_broken(&source, JWKS_SOURCE_IDLE, JWKS_SOURCE_REQUESTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			every_move_is_made, key_fixture_start, key_fixture_end),
		cmocka_unit_test_setup_teardown(
			other_moves_end_the_process, key_fixture_start, key_fixture_end),
		cmocka_unit_test(broken_invariants_end_the_process),
	};

	return cmocka_run_group_tests(tests, key_fixture_make, key_fixture_free);
}
