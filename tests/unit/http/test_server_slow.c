/* Clients that are slow, or many. */
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "support/expect.h"
#include "support/server_fixture.h"
#include "support/wait.h"

#define HOST "Host: a\r\n"
#define GET "GET /a HTTP/1.1\r\n" HOST "\r\n"
#define DRIP_MS 50
#define WITHIN_MS 8000
#define MIB ((size_t)1024 * 1024)

/* The server anew, with other options. */
static void restart(struct server_fixture *f)
{
	server_fixture_stop(f);
	f->server = server_start(&f->options, &f->app, &f->scratch->fault);
	assert_non_null(f->server);
}

static int start_impatient(void **state)
{
	struct server_fixture *f;

	if (server_fixture_start(state) != 0)
		return -1;
	f = *state;
	f->options.head_timeout_ms = 400;
	f->options.body_window_ms = 500;
	f->options.send_window_ms = 500;
	restart(f);
	return 0;
}

/* From another loopback address. */
static struct wire connect_from(struct server_fixture *f, const char *address)
{
	struct sockaddr_in from = {.sin_family = AF_INET}, to = from;
	static const struct timeval wait = {.tv_sec = 10};
	struct wire wire = {.arena = f->arena,
		.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
		.received = buffer_make(f->arena, MIB)};

	assert_int_equal(inet_pton(AF_INET, address, &from.sin_addr), 1);
	assert_int_equal(inet_pton(AF_INET, "127.0.0.1", &to.sin_addr), 1);
	to.sin_port = htons(server_port(f->server));
	setsockopt(wire.socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	assert_int_equal(bind(wire.socket, (struct sockaddr *)&from, sizeof(from)), 0);
	assert_int_equal(connect(wire.socket, (struct sockaddr *)&to, sizeof(to)), 0);
	return wire;
}

/* Whether the server has closed the connection by now; reads what it sent before. */
static bool has_ended(struct wire *wire)
{
	char bytes[4096];
	ssize_t count;

	do
		count = recv(wire->socket, bytes, sizeof(bytes), MSG_DONTWAIT);
	while (count > 0);
	return count == 0 || (errno != EAGAIN && errno != EINTR);
}

/* Sends the piece again and again, until the connection ends; says after how many ms it did. */
static int64_t drip(struct wire *wire, const char *piece)
{
	int64_t begin_ms = clock_monotonic_ms();

	while (!has_ended(wire)) {
		wire_send(wire, text_from(piece));
		wait_ms(DRIP_MS);
		assert_true(clock_monotonic_ms() - begin_ms < WITHIN_MS);
	}
	return clock_monotonic_ms() - begin_ms;
}

static void expect_answer(struct wire *wire)
{
	assert_int_equal(wire_ask(wire, GET).status, 200);
}

static void a_head_has_to_end(void **state)
{
	static const char *const pieces[] = {"", "a"};
	struct server_fixture *f = *state;

	for (size_t i = 0; i < 2; i++) {
		struct wire wire = server_fixture_connect(f);

		assert_true(wire_send(&wire, TEXT("GET / HTTP/1.1\r\n" HOST "X-A")));
		assert_true(drip(&wire, pieces[i]) >= 350);
		wire_close(&wire);
		wire = server_fixture_connect(f);
		drip(&wire, pieces[i]);
		wire_close(&wire);
	}
	assert_int_equal(atomic_load(&f->begun), 0);
}

static void the_next_head_has_to_end_as_well(void **state)
{
	struct server_fixture *f = *state;
	struct wire dripping = server_fixture_connect(f), idle = server_fixture_connect(f);

	expect_answer(&dripping);
	expect_answer(&idle);
	/* Longer than a head may take. */
	wait_ms(1500);
	expect_answer(&dripping);
	drip(&dripping, "a");
	expect_answer(&idle);
	wire_close(&dripping);
	wire_close(&idle);
}

static void a_body_has_to_keep_pace(void **state)
{
	struct server_fixture *f = *state;
	struct wire slow = server_fixture_connect(f), steady;
	struct text piece = scratch_noise(f->scratch, 1, 500);

	assert_true(
		wire_send(&slow, TEXT("PUT /a HTTP/1.1\r\n" HOST "Content-Length: 10000\r\n\r\n")));
	drip(&slow, "a");
	steady = server_fixture_connect(f);
	assert_true(wire_send(
		&steady, TEXT("PUT /a HTTP/1.1\r\n" HOST "Content-Length: 40000\r\n\r\n")));
	/* Over eight windows. */
	for (int i = 0; i < 80; i++) {
		assert_true(wire_send(&steady, piece));
		wait_ms(DRIP_MS);
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

	assert_true(wire_send(
		&wire, TEXT("PUT /refuse HTTP/1.1\r\n" HOST "Content-Length: 60000\r\n\r\n")));
	drip(&wire, "a");
	wire_close(&wire);
}

static void a_reader_that_never_reads_is_left(void **state)
{
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);

	/* More than the kernel keeps for it. */
	assert_true(wire_send(&wire,
		arena_printf(f->arena, "PUT /a HTTP/1.1\r\n" HOST "Content-Length: %zu\r\n\r\n",
			15 * MIB)));
	assert_true(wire_send(&wire, scratch_noise(f->scratch, 1, 15 * MIB)));
	server_fixture_await_ends(f, 1);
	assert_int_equal(atomic_load(&f->served), 1);
	wire_close(&wire);
}

/* The application is given all the time it takes. */
static void a_request_at_work_is_left_alone(void **state)
{
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);

	assert_true(wire_send(&wire, TEXT("GET /hold HTTP/1.1\r\n" HOST "\r\n")));
	wait_ms(2500);
	atomic_store(&f->released, true);
	assert_int_equal(wire_read(&wire).status, 200);
	wire_close(&wire);
}

static void a_new_client_gets_in_when_all_places_are_taken(void **state)
{
	struct server_fixture *f = *state;
	struct wire idle, silent[9], late;

	f->options.connections = 10;
	f->options.connections_per_address = 100;
	restart(f);
	idle = server_fixture_connect(f);
	expect_answer(&idle);
	wait_ms(600);
	for (int i = 0; i < 9; i++) {
		silent[i] = server_fixture_connect(f);
		assert_true(wire_send(&silent[i], TEXT("GET / HTTP/1.1\r\nX-")));
		wait_ms(300);
	}
	/* The one whose head has been unfinished for longest goes, although another is idle. */
	late = server_fixture_connect(f);
	expect_answer(&late);
	assert_true(wire_is_closed(&silent[0]));
	assert_false(has_ended(&silent[8]));
	expect_answer(&idle);
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
	restart(f);
	for (int i = 0; i < 5; i++) {
		idle[i] = server_fixture_connect(f);
		expect_answer(&idle[i]);
		wait_ms(600);
	}
	late = server_fixture_connect(f);
	expect_answer(&late);
	assert_true(wire_is_closed(&idle[0]));
	for (int i = 1; i < 5; i++) {
		assert_false(has_ended(&idle[i]));
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
	restart(f);
	for (int i = 0; i < 3; i++) {
		held[i] = server_fixture_connect(f);
		assert_true(wire_send(&held[i], TEXT("GET /hold HTTP/1.1\r\n" HOST "\r\n")));
	}
	assert_true(wait_for_count(&f->begun, 3));
	late = server_fixture_connect(f);
	assert_true(wire_send(&late, text_from(GET)));
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
	restart(f);
	other = server_fixture_connect(f);
	expect_answer(&other);
	for (int i = 0; i < 6; i++) {
		many[i] = connect_from(f, "127.0.0.9");
		expect_answer(&many[i]);
		wait_ms(600);
	}
	assert_true(has_ended(&many[0]));
	assert_true(has_ended(&many[1]));
	for (int i = 2; i < 6; i++)
		expect_answer(&many[i]);
	expect_answer(&other);
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
	restart(f);
	for (int i = 0; i < 2; i++) {
		held[i] = connect_from(f, "127.0.0.9");
		assert_true(wire_send(&held[i], TEXT("GET /hold HTTP/1.1\r\n" HOST "\r\n")));
	}
	assert_true(wait_for_count(&f->begun, 2));
	refused = connect_from(f, "127.0.0.9");
	assert_true(wire_is_closed(&refused));
	other = server_fixture_connect(f);
	expect_answer(&other);
	atomic_store(&f->released, true);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(wire_read(&held[i]).status, 200);
		wire_close(&held[i]);
	}
	wire_close(&refused);
	wire_close(&other);
}

#define TEST(name_) cmocka_unit_test_setup_teardown((name_), start_impatient, server_fixture_end)
#define TEST_PATIENT(name_)                                                                        \
	cmocka_unit_test_setup_teardown((name_), server_fixture_start, server_fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_head_has_to_end),
		TEST(the_next_head_has_to_end_as_well),
		TEST(a_body_has_to_keep_pace),
		TEST(a_refused_body_has_to_end),
		TEST(a_reader_that_never_reads_is_left),
		TEST(a_request_at_work_is_left_alone),
		TEST_PATIENT(a_new_client_gets_in_when_all_places_are_taken),
		TEST_PATIENT(who_has_been_idle_for_longest_goes_last),
		TEST_PATIENT(a_new_client_waits_where_all_are_at_work),
		TEST_PATIENT(an_address_has_a_bound_of_its_own),
		TEST_PATIENT(an_address_at_its_bound_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
