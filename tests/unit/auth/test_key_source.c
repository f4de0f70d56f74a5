#include "auth/key_source.h"

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
	assert_int_equal(key_fixture_ask(f, TID, TOKEN_V2, kid), KEYSET_FOUND);
	/* Metadata is known, so that the keys alone are fetched. */
	assert_int_equal(key_fixture_ask(f, TID, TOKEN_V2, TEXT("unknown")), KEYSET_UNKNOWN_KID);
	fake_fetch_set_dead(f->fetch, true);
	assert_int_equal(key_fixture_ask(f, OTHER_TID, TOKEN_V2, kid), KEYSET_UNAVAILABLE);
	key_fixture_pass(f, 0);
	move_record_stop();
	move_record_expect_all(&key_source_machine);
}

static void other_moves_end_the_process(void **state)
{
	struct key_fixture *f = *state;
	struct key_place place = key_fixture_place(f, TID, TOKEN_V2);
	struct key_source *source = key_source_new(&place);

	move_record_expect_refusals(&key_source_machine, source);
	key_source_free(source);
}

static void expect_broken(
	const struct key_source *source, enum key_source_stage from, enum key_source_stage to)
{
	move_record_expect_abort(
		&key_source_machine, source, from, to, "key source: the invariant of");
}

static void broken_invariants_end_the_process(void **state)
{
	struct keyset_loan no_set = {.users = 1};
	char url[] = "https://login.example/keys";
	struct key_source source = {.loan = NULL};

	(void)state;
	if (!state_machine_observe(NULL))
		skip();
	expect_broken(&source, KEY_SOURCE_WANTED, KEY_SOURCE_KEYS);
	source.keys_url = url;
	expect_broken(&source, KEY_SOURCE_WANTED, KEY_SOURCE_METADATA);
	source.rested = true;
	expect_broken(&source, KEY_SOURCE_KEYS, KEY_SOURCE_IDLE);
	source.rested = false;
	source.loan = &no_set;
	expect_broken(&source, KEY_SOURCE_IDLE, KEY_SOURCE_WANTED);
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
