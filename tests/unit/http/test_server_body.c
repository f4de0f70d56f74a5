#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "support/expect.h"
#include "support/server_fixture.h"
#include "support/wait.h"

#define MIB ((size_t)1024 * 1024)

/* Sends a body in one piece with its length, or in chunks of `chunk` bytes; false when the server
 * has gone. */
static bool send_body(struct wire *wire, const char *path, struct text body, size_t chunk)
{
	struct arena *arena = wire->arena;

	if (chunk == 0)
		return wire_send(wire,
			       arena_printf(arena,
				       "PUT %s HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n",
				       path, body.length)) &&
			wire_send(wire, body);
	wire_send(wire, arena_printf(arena, "PUT %s HTTP/1.1\r\nHost: a\r\n", path));
	wire_send(wire, TEXT("Transfer-Encoding: chunked\r\n\r\n"));
	for (size_t at = 0; at < body.length; at += chunk) {
		struct text piece = text_slice(body, at, chunk);

		if (!wire_send(wire, arena_printf(arena, "%zx\r\n", piece.length)) ||
			!wire_send(wire, piece) || !wire_send(wire, TEXT("\r\n")))
			return false;
	}
	return wire_send(wire, TEXT("0\r\n\r\n"));
}

/* The files in the scratch folder besides the fixture's own. */
static int count_temporary_files(struct server_fixture *f)
{
	DIR *folder = opendir(f->scratch->folder);
	int count = -3;

	assert_non_null(folder);
	while (readdir(folder) != NULL)
		count++;
	closedir(folder);
	return count;
}

/* Sends it on the connection, and on a new one the next: the answer to a chunked body ends it. */
static struct wire_reply exchange_body(
	struct server_fixture *f, struct wire *wire, struct text body, size_t chunk)
{
	struct wire_reply reply;

	assert_true(send_body(wire, "/echo", body, chunk));
	reply = wire_read(wire);
	if (chunk > 0) {
		assert_true(wire_is_closed(wire));
		wire_close(wire);
		*wire = server_fixture_connect(f);
	}
	return reply;
}

static void bodies_of_every_size_come_whole(void **state)
{
	static const size_t sizes[] = {0, 1, 1000, 40000, MIB - 1, MIB, MIB + 1, 3 * MIB + 12345};
	static const size_t chunks[] = {0, 7777, MIB};
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct text noise = scratch_noise(f->scratch, (uint32_t)i, sizes[i]);

		for (size_t j = 0; j < sizeof(chunks) / sizeof(chunks[0]); j++) {
			struct wire_reply reply = exchange_body(f, &wire, noise, chunks[j]);

			assert_int_equal(reply.status, 200);
			expect_bytes(reply.body, noise);
		}
	}
	assert_int_equal(count_temporary_files(f), 0);
	wire_close(&wire);
	server_fixture_await_ends(f, 24);
}

static void small_chunks(void **state)
{
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);
	struct text noise = scratch_noise(f->scratch, 9, 3000);
	struct wire_reply reply;

	assert_true(send_body(&wire, "/echo", noise, 1));
	reply = wire_read(&wire);
	assert_int_equal(reply.status, 200);
	expect_bytes(reply.body, noise);
	wire_close(&wire);
}

/* A mapped body stays readable for the thread that resumes. */
static void a_large_body_waits_with_its_exchange(void **state)
{
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);
	struct text noise = scratch_noise(f->scratch, 4, 2 * MIB);

	for (int i = 0; i < 3; i++) {
		struct wire_reply reply;

		assert_true(send_body(&wire,
			i == 0		 ? "/serve-wait"
				: i == 1 ? "/begin-wait"
					 : "/serve-now",
			noise, 0));
		reply = wire_read(&wire);
		assert_int_equal(reply.status, 200);
		expect_bytes(reply.body, noise);
	}
	wire_close(&wire);
}

/* The limit is the last size that fits, in memory and in the file. */
static void bodies_past_the_limit(void **state)
{
	static const struct {
		size_t limit, size;
		int status;
	} cases[] = {
		{0, 0, 200},
		{0, 1, 413},
		{1000, 1000, 200},
		{1000, 1001, 413},
		{1000, MIB, 413},
		{2 * MIB, 2 * MIB, 200},
		{2 * MIB, 2 * MIB + 1, 413},
	};
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);

	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		size_t at = i / 2;
		struct text noise = scratch_noise(f->scratch, 5, cases[at].size);
		struct wire_reply reply;

		f->body_limit = cases[at].limit;
		reply = exchange_body(f, &wire, noise, i % 2 == 0 ? 0 : 5000);
		assert_int_equal(reply.status, cases[at].status);
		expect_bytes(reply.body, cases[at].status == 200 ? noise : TEXT("too large"));
	}
	wire_close(&wire);
	server_fixture_await_ends(f, 14);
}

/* Nobody reads an endless body to its end: the connection closes. */
static void a_body_far_past_the_limit_is_cut_off(void **state)
{
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);

	f->body_limit = 1000;
	send_body(&wire, "/echo", scratch_noise(f->scratch, 5, 8 * MIB), 5000);
	assert_int_equal(wire_read(&wire).status, 0);
	wire_close(&wire);
	server_fixture_await_ends(f, 1);
}

static void continue_is_said_to_who_waits_for_it(void **state)
{
	struct wire wire = server_fixture_connect(*state);
	struct wire_reply reply = wire_ask(&wire,
		"PUT /begin-wait HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
		"Expect: 100-continue\r\n\r\n");

	assert_int_equal(reply.status, 100);
	reply = wire_ask(&wire, "12345");
	assert_int_equal(reply.status, 200);
	expect_text(reply.body, "12345");
	wire_close(&wire);
}

static void requests_in_one_packet(void **state)
{
	struct wire wire = server_fixture_connect(*state);

	assert_true(wire_send(&wire,
		TEXT("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
		     "PUT /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ndef"
		     "PUT /begin-now HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nghi")));
	expect_text(wire_read(&wire).body, "abc");
	expect_text(wire_read(&wire).body, "refused");
	expect_text(wire_read(&wire).body, "ghi");
	wire_close(&wire);
}

/* A body with a hole is not served, also where the folder for the temporary file comes back after a
 * part could not be kept; and the client, which sends on, can read why. */
static void a_body_that_cannot_be_kept_is_refused(void **state)
{
	struct server_fixture *f = *state;
	const char *folder = scratch_path(f->scratch, "later");
	struct server_options options = f->options;
	struct wire wire;
	struct wire_reply reply;
	struct text noise = scratch_noise(f->scratch, 6, 3 * MIB);

	server_fixture_stop(f);
	options.temporary_dir = folder;
	f->server = server_start(&options, &f->app, &f->scratch->fault);
	assert_non_null(f->server);
	wire = server_fixture_connect(f);
	assert_true(wire_send(&wire,
		arena_printf(f->arena,
			"PUT / HTTP/1.1\r\nHost: a\r\n"
			"Content-Length: %zu\r\n\r\n",
			noise.length)));
	assert_true(wire_send(&wire, text_slice(noise, 0, 2 * MIB)));
	wait_ms(200);
	assert_true(file_make_dir(folder));
	assert_true(wire_send(&wire, text_slice(noise, 2 * MIB, MIB)));
	reply = wire_read(&wire);
	assert_int_equal(reply.status, 503);
	expect_text(reply.body, "lost");
	wire_close(&wire);
	server_fixture_await_ends(f, 1);
}

static void two_clients_with_large_bodies(void **state)
{
	struct server_fixture *f = *state;
	struct wire wires[2] = {server_fixture_connect(f), server_fixture_connect(f)};
	struct text noise[2] = {
		scratch_noise(f->scratch, 7, 2 * MIB), scratch_noise(f->scratch, 8, 2 * MIB)};

	for (int i = 0; i < 2; i++)
		assert_true(wire_send(&wires[i],
			TEXT("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2097152\r\n\r\n")));
	for (size_t at = 0; at < 2 * MIB; at += 65536) {
		for (int i = 0; i < 2; i++)
			assert_true(wire_send(&wires[i], text_slice(noise[i], at, 65536)));
	}
	for (int i = 0; i < 2; i++) {
		expect_bytes(wire_read(&wires[i]).body, noise[i]);
		wire_close(&wires[i]);
	}
}

#define TEST(name_)                                                                                \
	cmocka_unit_test_setup_teardown((name_), server_fixture_start, server_fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bodies_of_every_size_come_whole),
		TEST(small_chunks),
		TEST(a_large_body_waits_with_its_exchange),
		TEST(bodies_past_the_limit),
		TEST(a_body_far_past_the_limit_is_cut_off),
		TEST(continue_is_said_to_who_waits_for_it),
		TEST(requests_in_one_packet),
		TEST(a_body_that_cannot_be_kept_is_refused),
		TEST(two_clients_with_large_bodies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
