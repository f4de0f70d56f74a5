#include "base/fault.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "support/arena_fixture.h"
#include "support/expect.h"

static void a_new_fault_is_ok(void **state)
{
	struct fault fault = fault_make(*state);

	assert_int_equal(fault.status, STATUS_OK);
	assert_null(fault.code);
	assert_false(text_is_set(fault.detail));
	assert_int_equal(fault.error_count, 0);
	assert_ptr_equal(fault.arena, *state);
}

static void setting_replaces_everything(void **state)
{
	struct fault fault = fault_make(*state);

	fault_add(&fault, TEXT("name"), "InvalidField", "wrong");
	assert_int_equal(fault_set(&fault, STATUS_GONE, "Gone", "%s is %d.", "x", 7), STATUS_GONE);
	expect_fault(&fault, STATUS_GONE, "Gone");
	expect_text(fault.detail, "x is 7.");
	assert_int_equal(fault.error_count, 0);
	fault_clear(&fault);
	assert_int_equal(fault.status, STATUS_OK);
	assert_null(fault.code);
	assert_ptr_equal(fault.arena, *state);
}

static void a_fault_is_propagated(void **state)
{
	struct arena *inner = arena_new();
	struct fault fault = fault_make(*state), from = fault_make(inner);

	fault_add(&fault, TEXT("name"), "InvalidField", "wrong");
	fault_set(&from, STATUS_GONE, "Gone", "%s is gone.", "x");
	assert_int_equal(fault_propagate(&fault, &from), STATUS_GONE);
	arena_free(inner);
	expect_fault(&fault, STATUS_GONE, "Gone");
	expect_text(fault.detail, "x is gone.");
	assert_int_equal(fault.error_count, 0);
	assert_ptr_equal(fault.arena, *state);
}

static void errors_are_collected_and_copied(void **state)
{
	struct fault fault = fault_make(*state);
	char target[] = "name";

	fault_add(&fault, (struct text){target, 4}, "MissingField", "%s!", "a");
	target[0] = 'x';
	fault_add(&fault, TEXT("notes"), "InvalidField", "%d", 2);
	expect_fault(&fault, STATUS_INVALID, "InvalidRequest");
	assert_int_equal(fault.error_count, 2);
	expect_error(&fault, 0, "name", "MissingField", "a!");
	expect_error(&fault, 1, "notes", "InvalidField", "2");
}

static void errors_beyond_the_limit_are_counted(void **state)
{
	struct fault fault = fault_make(*state);

	for (int i = 0; i < FAULT_ERRORS_MAX + 7; i++)
		fault_add(&fault, TEXT("field"), "InvalidField", "%d", i);
	assert_int_equal(fault.error_count, 100);
	assert_int_equal(fault.omitted_count, 7);
	for (size_t i = 0; i < 100; i++)
		expect_error(
			&fault, i, "field", "InvalidField", arena_printf(*state, "%zu", i).data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(a_new_fault_is_ok),
		ARENA_FIXTURE_TEST(setting_replaces_everything),
		ARENA_FIXTURE_TEST(a_fault_is_propagated),
		ARENA_FIXTURE_TEST(errors_are_collected_and_copied),
		ARENA_FIXTURE_TEST(errors_beyond_the_limit_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
