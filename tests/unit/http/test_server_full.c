/* More clients than connection slots. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/slow_fixture.h"
#include "support/wait.h"

static void a_new_client_gets_in_when_all_places_are_taken(void **state)
{
	struct server_fixture *f = *state;
	struct wire idle, silent[9], late;

	f->options.connections = 10;
	f->options.connections_per_address = 100;
	slow_fixture_restart(f);
	idle = server_fixture_connect(f);
	slow_fixture_expect_answer(&idle);
	wait_ms(600);
	for (int i = 0; i < 9; i++) {
		silent[i] = server_fixture_connect(f);
		assert_true(wire_send(&silent[i], TEXT("GET / HTTP/1.1\r\nX-")));
		wait_ms(300);
	}
	/* The one whose head has been unfinished for longest goes, although another is idle. */
	late = server_fixture_connect(f);
	slow_fixture_expect_answer(&late);
	assert_true(wire_is_closed(&silent[0]));
	assert_false(slow_fixture_has_ended(&silent[8]));
	slow_fixture_expect_answer(&idle);
	for (int i = 0; i < 9; i++)
		wire_close(&silent[i]);
	wire_close(&idle);
	wire_close(&late);
}

static void who_has_been_idle_for_longest_goes_last(void **state)
{
	struct server_fixture *f = *state;
	struct wire idle[5], late;

	f->options.connections = 5;
	f->options.connections_per_address = 100;
	slow_fixture_restart(f);
	for (int i = 0; i < 5; i++) {
		idle[i] = server_fixture_connect(f);
		slow_fixture_expect_answer(&idle[i]);
		wait_ms(600);
	}
	late = server_fixture_connect(f);
	slow_fixture_expect_answer(&late);
	assert_true(wire_is_closed(&idle[0]));
	for (int i = 1; i < 5; i++) {
		assert_false(slow_fixture_has_ended(&idle[i]));
		wire_close(&idle[i]);
	}
	wire_close(&idle[0]);
	wire_close(&late);
}

static void a_new_client_waits_where_all_are_at_work(void **state)
{
	struct server_fixture *f = *state;
	struct wire held[3], late;

	f->options.connections = 3;
	f->options.connections_per_address = 100;
	slow_fixture_restart(f);
	for (int i = 0; i < 3; i++) {
		held[i] = server_fixture_connect(f);
		assert_true(wire_send(
			&held[i], TEXT("GET /hold HTTP/1.1\r\n" SLOW_FIXTURE_HOST "\r\n")));
	}
	assert_true(wait_for_count(&f->begun, 3));
	late = server_fixture_connect(f);
	assert_true(wire_send(&late, text_from(SLOW_FIXTURE_GET)));
	wait_ms(1200);
	assert_int_equal(atomic_load(&f->begun), 3);
	atomic_store(&f->released, true);
	assert_int_equal(wire_read(&late).status, 200);
	for (int i = 0; i < 3; i++) {
		wire_read(&held[i]);
		wire_close(&held[i]);
	}
	wire_close(&late);
}

static void an_address_has_a_bound_of_its_own(void **state)
{
	struct server_fixture *f = *state;
	struct wire other, many[6];

	f->options.connections_per_address = 4;
	slow_fixture_restart(f);
	other = server_fixture_connect(f);
	slow_fixture_expect_answer(&other);
	for (int i = 0; i < 6; i++) {
		many[i] = slow_fixture_connect_from(f, "127.0.0.9");
		slow_fixture_expect_answer(&many[i]);
		wait_ms(600);
	}
	assert_true(slow_fixture_has_ended(&many[0]));
	assert_true(slow_fixture_has_ended(&many[1]));
	for (int i = 2; i < 6; i++)
		slow_fixture_expect_answer(&many[i]);
	slow_fixture_expect_answer(&other);
	for (int i = 0; i < 6; i++)
		wire_close(&many[i]);
	wire_close(&other);
}

/* Nothing of it is idle. */
static void an_address_at_its_bound_is_refused(void **state)
{
	struct server_fixture *f = *state;
	struct wire held[2], refused, other;

	f->options.connections_per_address = 2;
	slow_fixture_restart(f);
	for (int i = 0; i < 2; i++) {
		held[i] = slow_fixture_connect_from(f, "127.0.0.9");
		assert_true(wire_send(
			&held[i], TEXT("GET /hold HTTP/1.1\r\n" SLOW_FIXTURE_HOST "\r\n")));
	}
	assert_true(wait_for_count(&f->begun, 2));
	refused = slow_fixture_connect_from(f, "127.0.0.9");
	assert_true(wire_is_closed(&refused));
	other = server_fixture_connect(f);
	slow_fixture_expect_answer(&other);
	atomic_store(&f->released, true);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(wire_read(&held[i]).status, 200);
		wire_close(&held[i]);
	}
	wire_close(&refused);
	wire_close(&other);
}

#define TEST(name_)                                                                                \
	cmocka_unit_test_setup_teardown((name_), server_fixture_start, server_fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_new_client_gets_in_when_all_places_are_taken),
		TEST(who_has_been_idle_for_longest_goes_last),
		TEST(a_new_client_waits_where_all_are_at_work),
		TEST(an_address_has_a_bound_of_its_own),
		TEST(an_address_at_its_bound_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
