/* Clients that send the head too slowly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/slow_fixture.h"
#include "support/wait.h"

static void a_head_has_to_end(void **state)
{
	static const char *const pieces[] = {"", "a"};
	struct server_fixture *f = *state;

	for (size_t i = 0; i < 2; i++) {
		struct wire wire = server_fixture_connect(f);

		assert_true(wire_send(&wire, TEXT("GET / HTTP/1.1\r\n" SLOW_FIXTURE_HOST "X-A")));
		assert_true(slow_fixture_drip(&wire, pieces[i]) >= 350);
		wire_close(&wire);
		wire = server_fixture_connect(f);
		slow_fixture_drip(&wire, pieces[i]);
		wire_close(&wire);
	}
	assert_int_equal(atomic_load(&f->begun), 0);
}

static void the_next_head_has_to_end_as_well(void **state)
{
	struct server_fixture *f = *state;
	struct wire dripping = server_fixture_connect(f), idle = server_fixture_connect(f);

	slow_fixture_expect_answer(&dripping);
	slow_fixture_expect_answer(&idle);
	/* Longer than a head may take. */
	wait_ms(1500);
	slow_fixture_expect_answer(&dripping);
	slow_fixture_drip(&dripping, "a");
	slow_fixture_expect_answer(&idle);
	wire_close(&dripping);
	wire_close(&idle);
}

/* The application is given all the time it takes. */
static void a_request_at_work_is_left_alone(void **state)
{
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);

	assert_true(wire_send(&wire, TEXT("GET /hold HTTP/1.1\r\n" SLOW_FIXTURE_HOST "\r\n")));
	wait_ms(2500);
	atomic_store(&f->released, true);
	assert_int_equal(wire_read(&wire).status, 200);
	wire_close(&wire);
}

#define TEST(name_) cmocka_unit_test_setup_teardown((name_), slow_fixture_start, server_fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_head_has_to_end),
		TEST(the_next_head_has_to_end_as_well),
		TEST(a_request_at_work_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
