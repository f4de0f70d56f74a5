#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "support/expect.h"
#include "support/server_fixture.h"
#include "support/wait.h"

#define HOST "Host: a\r\n"
#define GET(target_) "GET " target_ " HTTP/1.1\r\n" HOST "\r\n"

static void expect_ok(const struct wire_reply *reply, const char *method, const char *path)
{
	assert_int_equal(reply->status, 200);
	expect_text(wire_header(reply, "X-Method"), method);
	expect_text(wire_header(reply, "X-Path"), path);
}

/* The connection still serves. */
static void expect_open(struct wire *wire)
{
	struct wire_reply reply = wire_ask(wire, GET("/again"));

	expect_ok(&reply, "GET", "/again");
}

static void a_request_is_seen_as_sent(void **state)
{
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);
	struct wire_reply reply = wire_ask(&wire, GET("/a%%2Fb/c%%20d?x=%%2F&y=1+2"));

	expect_ok(&reply, "GET", "/a%2Fb/c%20d");
	expect_text(wire_header(&reply, "X-Query"), "<x=%2F&y=1+2>");
	expect_text(wire_header(&reply, "X-Client"), "127.0.0.1");
	expect_text(wire_header(&reply, "X-Authorization"), NULL);
	expect_text(reply.body, "");
	reply = wire_ask(&wire, GET("/?"));
	expect_text(wire_header(&reply, "X-Query"), "<>");
	reply = wire_ask(&wire, "BREW / HTTP/1.1\r\n" HOST "\r\n");
	expect_ok(&reply, "OTHER", "/");
	expect_text(wire_header(&reply, "X-Query"), NULL);
	wire_close(&wire);
	server_fixture_await_ends(f, 3);
}

static void two_authorization_headers_are_both_seen(void **state)
{
	struct wire wire = server_fixture_connect(*state);
	struct wire_reply reply = wire_ask(&wire,
		"GET / HTTP/1.1\r\n" HOST
		"Authorization: Bearer one\r\nauthorization: Bearer two\r\n\r\n");

	expect_ok(&reply, "GET", "/");
	expect_text(wire_header(&reply, "X-Authorization"), "<Bearer one><Bearer two>");
	wire_close(&wire);
}

static void head_has_no_body(void **state)
{
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);
	struct wire_reply reply;

	assert_true(wire_send(&wire, TEXT("HEAD /refuse HTTP/1.1\r\n" HOST "\r\n")));
	reply = wire_read_head(&wire);
	assert_int_equal(reply.status, 401);
	expect_text(wire_header(&reply, "Content-Length"), "7");
	expect_open(&wire);
	assert_true(wire_send(&wire, TEXT("HEAD /file HTTP/1.1\r\n" HOST "\r\n")));
	reply = wire_read_head(&wire);
	assert_int_equal(reply.status, 206);
	expect_text(wire_header(&reply, "Content-Length"), "5000");
	expect_open(&wire);
	wire_close(&wire);
}

static void a_refusal_keeps_the_connection(void **state)
{
	static const char *const requests[] = {GET("/refuse"),
		"DELETE /refuse HTTP/1.1\r\n" HOST "\r\n",
		"POST /refuse HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n",
		"POST /refuse HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n12345",
		"PUT /begin-refuse HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n12345",
		GET("/begin-refuse")};
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);

	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		struct wire_reply reply = wire_ask(&wire, "%s", requests[i]);

		assert_int_equal(reply.status, 401);
		expect_text(reply.body, "refused");
		expect_open(&wire);
	}
	wire_close(&wire);
	server_fixture_await_ends(f, 12);
	assert_int_equal(atomic_load(&f->served), 6);
}

static void a_refused_body_of_64_kib_is_dropped(void **state)
{
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);
	struct text noise = scratch_noise(f->scratch, 3, 65536);
	struct wire_reply reply;

	assert_true(wire_send(
		&wire, TEXT("POST /refuse HTTP/1.1\r\n" HOST "Content-Length: 65536\r\n\r\n")));
	assert_true(wire_send(&wire, noise));
	reply = wire_read(&wire);
	assert_int_equal(reply.status, 401);
	expect_open(&wire);
	wire_close(&wire);
}

/* Answered while not one byte of the body has been sent. */
static void a_large_body_is_refused_unread(void **state)
{
	static const char *const framings[] = {"Content-Length: 65537\r\n",
		"Content-Length: 10000000000\r\n", "Transfer-Encoding: chunked\r\n",
		"Content-Length: 5\r\nExpect: 100-continue\r\n"};
	struct server_fixture *f = *state;

	for (size_t i = 0; i < sizeof(framings) / sizeof(framings[0]); i++) {
		struct wire wire = server_fixture_connect(f);
		struct wire_reply reply =
			wire_ask(&wire, "POST /refuse HTTP/1.1\r\n" HOST "%s\r\n", framings[i]);

		assert_int_equal(reply.status, 401);
		expect_text(reply.body, "refused");
		assert_true(wire_is_closed(&wire));
		wire_close(&wire);
	}
	server_fixture_await_ends(f, 4);
	assert_int_equal(atomic_load(&f->served), 0);
}

static void waiting_in_begin_and_serve(void **state)
{
	static const char *const paths[] = {
		"/begin-wait", "/begin-now", "/serve-wait", "/serve-now", "/both-wait"};
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);

	for (size_t i = 0; i < 5; i++) {
		struct wire_reply reply =
			wire_ask(&wire, "GET %s HTTP/1.1\r\n" HOST "\r\n", paths[i]);

		expect_ok(&reply, "GET", paths[i]);
		reply = wire_ask(&wire, "PUT %s HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n12345",
			paths[i]);
		expect_ok(&reply, "PUT", paths[i]);
		expect_text(reply.body, "12345");
	}
	wire_close(&wire);
	assert_int_equal(atomic_load(&f->resumed), 8);
	assert_int_equal(atomic_load(&f->served), 10);
	server_fixture_await_ends(f, 10);
}

static void many_connections_wait_at_once(void **state)
{
	struct server_fixture *f = *state;
	struct wire wires[50];

	for (int i = 0; i < 50; i++) {
		wires[i] = server_fixture_connect(f);
		assert_true(wire_send(&wires[i],
			i % 2 == 0 ? TEXT(GET("/begin-wait") GET("/serve-now"))
				   : TEXT(GET("/serve-wait") GET("/begin-now"))));
	}
	for (int i = 0; i < 50; i++) {
		struct wire_reply reply = wire_read(&wires[i]);

		expect_ok(&reply, "GET", i % 2 == 0 ? "/begin-wait" : "/serve-wait");
		reply = wire_read(&wires[i]);
		expect_ok(&reply, "GET", i % 2 == 0 ? "/serve-now" : "/begin-now");
		wire_close(&wires[i]);
	}
	assert_int_equal(atomic_load(&f->resumed), 50);
}

static void a_file_is_sent_from_its_offset(void **state)
{
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);
	struct text file = file_read(f->arena, f->file, 10000, NULL);

	for (int i = 0; i < 3; i++) {
		struct wire_reply reply = wire_ask(&wire, GET("/file"));

		assert_int_equal(reply.status, 206);
		expect_bytes(reply.body, text_slice(file, 100, 5000));
	}
	wire_close(&wire);
}

static void requests_that_are_not_http_begin_nothing(void **state)
{
	static const struct {
		const char *request;
		int status; /* 0: closed without an answer */
	} cases[] = {
		{"nonsense\r\n\r\n", 0},
		{"POST / HTTP/1.1\r\n" HOST "Content-Length: x\r\n\r\n", 400},
		{"POST / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n", 400},
	};
	struct server_fixture *f = *state;
	struct wire half = server_fixture_connect(f);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wire wire = server_fixture_connect(f);

		assert_true(wire_send(&wire, text_from(cases[i].request)));
		assert_int_equal(wire_read_head(&wire).status, cases[i].status);
		wire_close(&wire);
	}
	assert_true(wire_send(&half, TEXT("GET /half HTTP/1.1\r\n")));
	wire_close(&half);
	server_fixture_stop(f);
	assert_int_equal(atomic_load(&f->begun), 0);
}

/* begin() has been called, so end() is, although there is nothing to send. */
static void a_client_that_leaves_ends_its_exchange(void **state)
{
	struct server_fixture *f = *state;
	struct wire wire = server_fixture_connect(f);

	assert_true(wire_send(
		&wire, TEXT("POST /a HTTP/1.1\r\n" HOST "Content-Length: 100\r\n\r\n12345")));
	assert_true(wait_for_count(&f->begun, 1));
	wire_close(&wire);
	server_fixture_await_ends(f, 1);
	assert_int_equal(atomic_load(&f->served), 0);
}

static void quiescing_keeps_open_connections(void **state)
{
	struct server_fixture *f = *state;
	uint16_t port = server_port(f->server);
	struct wire wire = server_fixture_connect(f), late;

	expect_open(&wire);
	server_quiesce(f->server);
	assert_false(wire_open(&late, f->arena, "127.0.0.1", port));
	expect_open(&wire);
	server_fixture_stop(f);
	assert_true(wire_is_closed(&wire));
	wire_close(&wire);
}

static void stopping_closes_connections(void **state)
{
	struct server_fixture *f = *state;
	uint16_t port = server_port(f->server);
	struct wire idle = server_fixture_connect(f), half = server_fixture_connect(f), late;

	expect_open(&idle);
	assert_true(wire_send(
		&half, TEXT("POST /a HTTP/1.1\r\n" HOST "Content-Length: 9\r\n\r\n12345")));
	assert_true(wait_for_count(&f->begun, 2));
	server_fixture_stop(f);
	assert_true(wire_is_closed(&idle));
	assert_true(wire_is_closed(&half));
	assert_false(wire_open(&late, f->arena, "127.0.0.1", port));
	assert_int_equal(atomic_load(&f->ended), 2);
	wire_close(&idle);
	wire_close(&half);
}

static void a_thread_a_connection(void **state)
{
	struct server_fixture *f = *state;
	struct wire wires[20];

	for (int i = 0; i < 20; i++)
		wires[i] = server_fixture_connect(f);
	for (int i = 19; i >= 0; i--) {
		struct wire_reply reply = wire_ask(
			&wires[i], "PUT /a HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n12345");

		expect_ok(&reply, "PUT", "/a");
		expect_text(reply.body, "12345");
		assert_int_equal(wire_ask(&wires[i], GET("/refuse")).status, 401);
		expect_open(&wires[i]);
		wire_close(&wires[i]);
	}
	server_fixture_await_ends(f, 60);
}

static void addresses_that_cannot_be_listened_on(void **state)
{
	struct server_fixture *f = *state;
	struct fault *fault = &f->scratch->fault;
	struct server_options options = f->options;

	options.port = server_port(f->server);
	assert_null(server_start(&options, &f->app, fault));
	expect_fault(fault, STATUS_UNAVAILABLE, "CannotListen");
	expect_text(fault->detail,
		arena_printf(f->arena,
			"Cannot listen on 127.0.0.1 port %u: Address already in use.", options.port)
			.data);
	options.address = "localhost";
	assert_null(server_start(&options, &f->app, fault));
	expect_contains(fault->detail, "Cannot assign requested address");
	server_stop(NULL);
}

static void ipv6(void **state)
{
	struct server_fixture *f = *state;
	struct server_options options = f->options;
	struct sockaddr_in6 any = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	int probe = socket(AF_INET6, SOCK_STREAM, 0);
	bool possible = probe >= 0 && bind(probe, (struct sockaddr *)&any, sizeof(any)) == 0;
	struct wire wire;
	struct wire_reply reply;

	close(probe);
	if (!possible)
		skip();
	server_fixture_stop(f);
	options.address = "::1";
	f->server = server_start(&options, &f->app, &f->scratch->fault);
	assert_non_null(f->server);
	assert_true(wire_open(&wire, f->arena, "::1", server_port(f->server)));
	reply = wire_ask(&wire, GET("/six"));
	expect_ok(&reply, "GET", "/six");
	expect_text(wire_header(&reply, "X-Client"), "::1");
	wire_close(&wire);
}

#define TEST(name_)                                                                                \
	cmocka_unit_test_setup_teardown((name_), server_fixture_start, server_fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_request_is_seen_as_sent),
		TEST(two_authorization_headers_are_both_seen),
		TEST(head_has_no_body),
		TEST(a_refusal_keeps_the_connection),
		TEST(a_refused_body_of_64_kib_is_dropped),
		TEST(a_large_body_is_refused_unread),
		TEST(waiting_in_begin_and_serve),
		TEST(many_connections_wait_at_once),
		TEST(a_file_is_sent_from_its_offset),
		TEST(requests_that_are_not_http_begin_nothing),
		TEST(a_client_that_leaves_ends_its_exchange),
		TEST(quiescing_keeps_open_connections),
		TEST(stopping_closes_connections),
		cmocka_unit_test_setup_teardown(
			a_thread_a_connection, server_fixture_start_threads, server_fixture_end),
		TEST(addresses_that_cannot_be_listened_on),
		TEST(ipv6),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
