/* Clients that send a body, or read a response, too slowly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/slow_fixture.h"
#include "support/wait.h"

#define MIB ((size_t)1024 * 1024)

static void a_body_has_to_keep_pace(void **state)
{
	struct server_fixture *f = *state;
	struct wire slow = server_fixture_connect(f), steady;
	struct text piece = scratch_noise(f->scratch, 1, 500);

	assert_true(wire_send(&slow,
		TEXT("PUT /a HTTP/1.1\r\n" SLOW_FIXTURE_HOST "Content-Length: 10000\r\n\r\n")));
	slow_fixture_drip(&slow, "a");
	steady = server_fixture_connect(f);
	assert_true(wire_send(&steady,
		TEXT("PUT /a HTTP/1.1\r\n" SLOW_FIXTURE_HOST "Content-Length: 40000\r\n\r\n")));
	/* Over eight windows. */
	for (int i = 0; i < 80; i++) {
		assert_true(wire_send(&steady, piece));
		wait_ms(SLOW_FIXTURE_DRIP_MS);
	}
	assert_int_equal(wire_read(&steady).body.length, 40000);
	server_fixture_await_ends(f, 2);
	assert_int_equal(atomic_load(&f->served), 1);
	wire_close(&slow);
	wire_close(&steady);
}

/* What was refused before its body is read and dropped, but not for ever. */
static void a_refused_body_has_to_end(void **state)
{
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);

	assert_true(wire_send(&wire,
		TEXT("PUT /refuse HTTP/1.1\r\n" SLOW_FIXTURE_HOST
		     "Content-Length: 60000\r\n\r\n")));
	slow_fixture_drip(&wire, "a");
	wire_close(&wire);
}

static void a_reader_that_never_reads_is_left(void **state)
{
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);

	/* More than the kernel keeps for it. */
	assert_true(wire_send(&wire,
		arena_printf(f->arena,
			"PUT /a HTTP/1.1\r\n" SLOW_FIXTURE_HOST "Content-Length: %zu\r\n\r\n",
			15 * MIB)));
	assert_true(wire_send(&wire, scratch_noise(f->scratch, 1, 15 * MIB)));
	server_fixture_await_ends(f, 1);
	assert_int_equal(atomic_load(&f->served), 1);
	wire_close(&wire);
}

#define TEST(name_) cmocka_unit_test_setup_teardown((name_), slow_fixture_start, server_fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_body_has_to_keep_pace),
		TEST(a_refused_body_has_to_end),
		TEST(a_reader_that_never_reads_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
