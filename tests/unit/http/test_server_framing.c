/*
 * Ambiguous heads (RFC 9112), sent as raw bytes. Each is followed by another request, which must
 * not be processed.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/server_fixture.h"

#define INNER "GET /inner HTTP/1.1\r\nHost: a\r\n\r\n"
#define INNER_BYTES "32"
#define LINE "POST /outer HTTP/1.1\r\n"
#define HOST "Host: a\r\n"
#define HEAD LINE HOST
#define CHUNKED "Transfer-Encoding: chunked\r\n"
#define LENGTH "Content-Length: " INNER_BYTES "\r\n"

struct raw {
	const char *name;
	struct text bytes;
};

/* Refused with one of 400, 413, 414, 431, 501 and 505, or by closing the connection. */
static const struct raw refused[] = {
	{"two lengths", TEXT_INIT(HEAD "Content-Length: 0\r\n" LENGTH "\r\n" INNER)},
	{"the same length twice", TEXT_INIT(HEAD LENGTH LENGTH "\r\n" INNER)},
	{"a list of lengths", TEXT_INIT(HEAD "Content-Length: 0, 32\r\n\r\n" INNER)},
	{"a list of one length", TEXT_INIT(HEAD "Content-Length: 32, 32\r\n\r\n" INNER)},
	{"a plus", TEXT_INIT(HEAD "Content-Length: +32\r\n\r\n" INNER)},
	{"a minus", TEXT_INIT(HEAD "Content-Length: -32\r\n\r\n" INNER)},
	{"letters after a length", TEXT_INIT(HEAD "Content-Length: 32x\r\n\r\n" INNER)},
	{"a hexadecimal length", TEXT_INIT(HEAD "Content-Length: 0x20\r\n\r\n" INNER)},
	{"a length in two parts", TEXT_INIT(HEAD "Content-Length: 3 2\r\n\r\n" INNER)},
	{"no digits", TEXT_INIT(HEAD "Content-Length:\r\n\r\n" INNER)},
	{"a huge length", TEXT_INIT(HEAD "Content-Length: 18446744073709551648\r\n\r\n" INNER)},
	{"a blank before the colon", TEXT_INIT(HEAD "Content-Length : 32\r\n\r\n" INNER)},
	{"a TAB before the colon", TEXT_INIT(HEAD "Content-Length\t: 32\r\n\r\n" INNER)},
	{"a blank before the coding's colon",
		TEXT_INIT(HEAD "Transfer-Encoding : chunked\r\n" LENGTH "\r\n0\r\n\r\n" INNER)},
	{"a folded length", TEXT_INIT(HEAD "Content-Length:\r\n 32\r\n\r\n" INNER)},
	{"a folded length by TAB", TEXT_INIT(HEAD "Content-Length:\r\n\t32\r\n\r\n" INNER)},
	{"a folded coding",
		TEXT_INIT(HEAD "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" INNER)},
	{"a folded header", TEXT_INIT(HEAD "X-A: a\r\n b\r\n" LENGTH "\r\n" INNER)},
	{"a folded first header", TEXT_INIT(LINE " X: a\r\n" HOST LENGTH "\r\n" INNER)},
	{"coding and length", TEXT_INIT(HEAD CHUNKED LENGTH "\r\n0\r\n\r\n" INNER)},
	{"length and coding", TEXT_INIT(HEAD LENGTH CHUNKED "\r\n0\r\n\r\n" INNER)},
	{"two codings", TEXT_INIT(HEAD CHUNKED CHUNKED "\r\n0\r\n\r\n" INNER)},
	{"an unknown coding", TEXT_INIT(HEAD "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" INNER)},
	{"a list of codings",
		TEXT_INIT(HEAD "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" INNER)},
	{"no coding", TEXT_INIT(HEAD "Transfer-Encoding:\r\n\r\n0\r\n\r\n" INNER)},
	{"identity", TEXT_INIT(HEAD "Transfer-Encoding: identity\r\n" LENGTH "\r\n" INNER)},
	{"a VT before the coding",
		TEXT_INIT(HEAD "Transfer-Encoding: \x0b"
			       "chunked\r\n\r\n0\r\n\r\n" INNER)},
	{"a quoted coding",
		TEXT_INIT(HEAD "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n" INNER)},
	{"a coding in HTTP/1.0",
		TEXT_INIT("POST / HTTP/1.0\r\n" HOST CHUNKED "\r\n0\r\n\r\n" INNER)},
	{"two hosts", TEXT_INIT("GET / HTTP/1.1\r\n" HOST "Host: b\r\n\r\n" INNER)},
	{"two equal hosts", TEXT_INIT("GET / HTTP/1.1\r\n" HOST HOST "\r\n" INNER)},
	{"two hosts in HTTP/1.0", TEXT_INIT("GET / HTTP/1.0\r\n" HOST HOST "\r\n" INNER)},
	{"no host", TEXT_INIT("GET / HTTP/1.1\r\n\r\n" INNER)},
	{"a host with a path", TEXT_INIT("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n" INNER)},
	{"a host with a user", TEXT_INIT("GET / HTTP/1.1\r\nHost: u@a\r\n\r\n" INNER)},
	{"a host with a blank", TEXT_INIT("GET / HTTP/1.1\r\nHost: a b\r\n\r\n" INNER)},
	{"a list of hosts", TEXT_INIT("GET / HTTP/1.1\r\nHost: a, b\r\n\r\n" INNER)},
	{"a port of letters", TEXT_INIT("GET / HTTP/1.1\r\nHost: a:b\r\n\r\n" INNER)},
	{"half a literal", TEXT_INIT("GET / HTTP/1.1\r\nHost: [::1\r\n\r\n" INNER)},
	{"bytes after a literal", TEXT_INIT("GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n" INNER)},
	{"a CR in a header", TEXT_INIT(HEAD "X-A: a\rb\r\n\r\n" INNER)},
	{"a CR that hides a header", TEXT_INIT(HEAD "X-A: a\rContent-Length: 0\r\n\r\n" INNER)},
	{"a CR for the empty line", TEXT_INIT(HEAD "\rX: y\r\n\r\n" INNER)},
	{"a CR too many", TEXT_INIT(HEAD "X-A: a\r\r\n\r\n" INNER)},
	{"a CR in the request line", TEXT_INIT("GET /\rb HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"a CR after the version", TEXT_INIT("GET / HTTP/1.1\r\r\n" HOST "\r\n" INNER)},
	{"LF after the request line", TEXT_INIT("GET / HTTP/1.1\n" HOST "\r\n" INNER)},
	{"LF after a header", TEXT_INIT("GET / HTTP/1.1\r\nHost: a\n\r\n" INNER)},
	{"LF between headers", TEXT_INIT(HEAD "X-A: a\n" LENGTH "\r\n" INNER)},
	{"LF for the empty line", TEXT_INIT("GET / HTTP/1.1\r\n" HOST "\n" INNER)},
	{"NUL in a header", TEXT_INIT("GET / HTTP/1.1\r\n" HOST "X-A: a\0b\r\n\r\n" INNER)},
	{"NUL at a header's end", TEXT_INIT("GET / HTTP/1.1\r\n" HOST "X-A: a\0\r\n\r\n" INNER)},
	{"NUL in the coding",
		TEXT_INIT(HEAD "Transfer-Encoding: chunked\0x\r\n\r\n0\r\n\r\n" INNER)},
	{"NUL in a length", TEXT_INIT(HEAD "Content-Length: 32\0 0\r\n\r\n" INNER)},
	{"NUL in a name", TEXT_INIT("GET / HTTP/1.1\r\n" HOST "X\0A: a\r\n\r\n" INNER)},
	{"NUL after a name", TEXT_INIT(HEAD "Content-Length\0: 32\r\n\r\n" INNER)},
	{"NUL before a name", TEXT_INIT("GET / HTTP/1.1\r\n" HOST "\0X: a\r\n\r\n" INNER)},
	{"NUL in the path", TEXT_INIT("GET /a\0b HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"NUL at the path's end", TEXT_INIT("GET /a\0 HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"NUL in the query", TEXT_INIT("GET /a?b=\0c HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"NUL in the method", TEXT_INIT("GE\0T /a HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"NUL escaped in the path", TEXT_INIT("GET /a%00b HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"BEL in a header", TEXT_INIT("GET / HTTP/1.1\r\n" HOST "X-A: a\ab\r\n\r\n" INNER)},
	{"DEL in a header", TEXT_INIT("GET / HTTP/1.1\r\n" HOST "X-A: a\x7f\r\n\r\n" INNER)},
	{"ESC in the path", TEXT_INIT("GET /\x1b HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"DEL in the query", TEXT_INIT("GET /?\x7f HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"no name", TEXT_INIT("GET / HTTP/1.1\r\n" HOST ": a\r\n\r\n" INNER)},
	{"a name with a bracket", TEXT_INIT("GET / HTTP/1.1\r\n" HOST "X(A: a\r\n\r\n" INNER)},
	{"a name with a blank", TEXT_INIT("GET / HTTP/1.1\r\n" HOST "X A: a\r\n\r\n" INNER)},
	{"a name not in ASCII", TEXT_INIT("GET / HTTP/1.1\r\n" HOST "X\xc3\xa4: a\r\n\r\n" INNER)},
	{"a header without a colon", TEXT_INIT("GET / HTTP/1.1\r\n" HOST "X-A\r\n\r\n" INNER)},
	{"two blanks before the path", TEXT_INIT("GET  / HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"two blanks after the path", TEXT_INIT("GET /  HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"a blank in the path", TEXT_INIT("GET /a b HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"a blank after the version", TEXT_INIT("GET / HTTP/1.1 \r\n" HOST "\r\n" INNER)},
	{"a blank before the method", TEXT_INIT(" GET / HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"TABs in the request line", TEXT_INIT("GET\t/\tHTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"no version", TEXT_INIT("GET /\r\n" HOST "\r\n" INNER)},
	{"no path", TEXT_INIT("GET HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"a method that is none", TEXT_INIT("G(T / HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"HTTP/2.0", TEXT_INIT("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" INNER)},
	{"HTTP/0.9", TEXT_INIT("GET / HTTP/0.9\r\n" HOST "\r\n" INNER)},
	{"HTTP/1.1 in small letters", TEXT_INIT("GET / http/1.1\r\n" HOST "\r\n" INNER)},
	{"HTTP/1.10", TEXT_INIT("GET / HTTP/1.10\r\n" HOST "\r\n" INNER)},
	{"HTTP/01.1", TEXT_INIT("GET / HTTP/01.1\r\n" HOST "\r\n" INNER)},
	{"a relative path", TEXT_INIT("GET a HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"a URL of another host", TEXT_INIT("GET http://b/ HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"a URL of no host", TEXT_INIT("GET http:///x HTTP/1.1\r\nHost:\r\n\r\n" INNER)},
	{"a URL with a user", TEXT_INIT("GET http://u@a/ HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"a URL of another scheme", TEXT_INIT("GET ftp://a/ HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"an asterisk", TEXT_INIT("GET * HTTP/1.1\r\n" HOST "\r\n" INNER)},
	{"an authority", TEXT_INIT("CONNECT a:80 HTTP/1.1\r\n" HOST "\r\n" INNER)},
	/* Of the body. */
	{"no chunk size", TEXT_INIT(HEAD CHUNKED "\r\n\r\n0\r\n\r\n" INNER)},
	{"a chunk size of letters", TEXT_INIT(HEAD CHUNKED "\r\nx\r\n0\r\n\r\n" INNER)},
	{"0x before a chunk size", TEXT_INIT(HEAD CHUNKED "\r\n0x1\r\na\r\n0\r\n\r\n" INNER)},
	{"a plus before a chunk size", TEXT_INIT(HEAD CHUNKED "\r\n+1\r\na\r\n0\r\n\r\n" INNER)},
	{"a blank before a chunk size", TEXT_INIT(HEAD CHUNKED "\r\n 1\r\na\r\n0\r\n\r\n" INNER)},
	{"a blank after a chunk size", TEXT_INIT(HEAD CHUNKED "\r\n1 \r\na\r\n0\r\n\r\n" INNER)},
	{"a huge chunk", TEXT_INIT(HEAD CHUNKED "\r\n10000000000000001\r\na\r\n0\r\n\r\n" INNER)},
	{"a chunk that goes on", TEXT_INIT(HEAD CHUNKED "\r\n1\r\nab\r\n0\r\n\r\n" INNER)},
	{"a trailer without a colon", TEXT_INIT(HEAD CHUNKED "\r\n0\r\nX\r\n\r\n" INNER)},
};

/* Whether the connection ends without another answer. libmicrohttpd 0.9 sends the head of its own
 * answer to a bad Content-Length twice. */
static bool ends(struct wire *wire)
{
	struct buffer rest = buffer_make(wire->arena, 65536);
	char bytes[4096];
	ssize_t count;

	buffer_add(&rest, buffer_text(&wire->received));
	while ((count = recv(wire->socket, bytes, sizeof(bytes), 0)) > 0)
		buffer_add(&rest, (struct text){bytes, (size_t)count});
	return (count == 0 || errno == ECONNRESET) &&
		!expect_has(buffer_text(&rest), TEXT("HTTP/1.1 2"));
}

static bool is_refusal(int status)
{
	return status == 0 || status == 400 || status == 413 || status == 414 || status == 431 ||
		status == 501 || status == 505;
}

static void heads_that_others_could_read_otherwise_are_refused(void **state)
{
	struct server_fixture *f = *state;

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct wire wire = server_fixture_connect(f);
		struct wire_reply reply;

		assert_true(wire_send(&wire, refused[i].bytes));
		reply = wire_read(&wire);
		if (!is_refusal(reply.status))
			fail_msg("%s: status %d", refused[i].name, reply.status);
		if (!ends(&wire))
			fail_msg("%s: the connection goes on", refused[i].name);
		wire_close(&wire);
	}
	server_fixture_stop(f);
	assert_int_equal(atomic_load(&f->served), 0);
}

/* Both are read alike by nobody, or only where lines end in LF: served, and nothing after it. */
static const struct raw last[] = {
	{"a body in chunks", TEXT_INIT(HEAD CHUNKED "\r\n1\r\na\r\n0\r\n\r\n" INNER)},
	{"an extension", TEXT_INIT(HEAD CHUNKED "\r\n1;a=\"b\"\r\na\r\n0\r\n\r\n" INNER)},
	{"a trailer", TEXT_INIT(HEAD CHUNKED "\r\n1\r\na\r\n0\r\nX: y\r\n\r\n" INNER)},
	{"a trailer that is a length",
		TEXT_INIT(HEAD CHUNKED "\r\n1\r\na\r\n0\r\n" LENGTH "\r\n" INNER)},
	{"LF after a chunk size", TEXT_INIT(HEAD CHUNKED "\r\n1\na\r\n0\r\n\r\n" INNER)},
	{"LF after a chunk", TEXT_INIT(HEAD CHUNKED "\r\n1\r\na\n0\r\n\r\n" INNER)},
	{"LF after the last chunk", TEXT_INIT(HEAD CHUNKED "\r\n1\r\na\r\n0\n\r\n" INNER)},
	{"LF for the last line", TEXT_INIT(HEAD CHUNKED "\r\n1\r\na\r\n0\r\n\n" INNER)},
	{"a CR in an extension", TEXT_INIT(HEAD CHUNKED "\r\n1;a\rb\r\na\r\n0\r\n\r\n" INNER)},
	{"LF in an extension", TEXT_INIT(HEAD CHUNKED "\r\n1;a\nb\r\n0\r\n\r\n" INNER)},
	{"NUL in a trailer", TEXT_INIT(HEAD CHUNKED "\r\n1\r\na\r\n0\r\nX: \0\r\n\r\n" INNER)},
	{"NUL before a trailer", TEXT_INIT(HEAD CHUNKED "\r\n1\r\na\r\n0\r\n\0X: y\r\n" INNER)},
	{"a folded trailer", TEXT_INIT(HEAD CHUNKED "\r\n1\r\na\r\n0\r\nX: y\r\n z\r\n\r\n" INNER)},
};

static void a_body_in_chunks_is_the_last(void **state)
{
	struct server_fixture *f = *state;

	for (size_t i = 0; i < sizeof(last) / sizeof(last[0]); i++) {
		struct wire wire = server_fixture_connect(f);
		struct wire_reply reply;

		assert_true(wire_send(&wire, last[i].bytes));
		reply = wire_read(&wire);
		if (reply.status != 200 && !is_refusal(reply.status))
			fail_msg("%s: status %d", last[i].name, reply.status);
		if (reply.status == 200)
			expect_text(wire_header(&reply, "X-Path"), "/outer");
		if (!ends(&wire))
			fail_msg("%s: the connection goes on", last[i].name);
		wire_close(&wire);
	}
}

struct good {
	struct text bytes;
	const char *path, *query, *body;
};

/* All of them on one connection, and one byte at a time. */
static const struct good good[] = {
	{TEXT_INIT("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "/", NULL, ""},
	{TEXT_INIT("GET / HTTP/1.1\r\nHost:a\r\nX:\r\nY: \r\nZ:\t \tz z\t\r\n\r\n"), "/", NULL, ""},
	{TEXT_INIT("GET /a?b=c&d=e;f=?&g HTTP/1.1\r\nHost: a\r\n\r\n"), "/a", "<b=c&d=e;f=?&g>",
		""},
	{TEXT_INIT("GET /?%00 HTTP/1.1\r\nHost: a\r\n\r\n"), "/", "<%00>", ""},
	{TEXT_INIT("GET /%2500 HTTP/1.1\r\nHost: a\r\n\r\n"), "/%2500", NULL, ""},
	{TEXT_INIT("GET /\xc3\xa4 HTTP/1.1\r\nHost: a\r\n\r\n"), "/\xc3\xa4", NULL, ""},
	{TEXT_INIT("GET / HTTP/1.1\r\nhOST: A-b.c_d~e:8080\r\n\r\n"), "/", NULL, ""},
	{TEXT_INIT("GET / HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n"), "/", NULL, ""},
	{TEXT_INIT("GET / HTTP/1.1\r\nHost:\r\n\r\n"), "/", NULL, ""},
	{TEXT_INIT("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n"), "/", NULL, ""},
	{TEXT_INIT("GET HTTPS://A:443/b?c HTTP/1.1\r\nHost: a:443\r\n\r\n"), "/b", "<c>", ""},
	{TEXT_INIT("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), "*", NULL, ""},
	{TEXT_INIT("GET / HTTP/1.2\r\nHost: a\r\n\r\n"), "/", NULL, ""},
	{TEXT_INIT("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"), "/", NULL, ""},
	{TEXT_INIT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 003\r\n\r\nabc"), "/", NULL,
		"abc"},
	{TEXT_INIT("POST / HTTP/1.1\r\nHost: a\r\nCookie: a=b; c=\"d\"\r\nCookie: e\r\n"
		   "X-A: \xff\xc3\xa4\r\nContent-Length: 1\r\n\r\n\n"),
		"/", NULL, "\n"},
	{TEXT_INIT("GET / HTTP/1.0\r\n\r\n"), "/", NULL, ""},
};

static void expect_good(const struct wire_reply *reply, const struct good *case_)
{
	if (reply->status != 200)
		fail_msg("%.*s: status %d, %.*s", (int)case_->bytes.length, case_->bytes.data,
			reply->status, (int)reply->body.length, reply->body.data);
	expect_text(wire_header(reply, "X-Path"), case_->path);
	expect_text(wire_header(reply, "X-Query"), case_->query);
	expect_text(reply->body, case_->body);
}

static void heads_that_all_read_alike_are_served(void **state)
{
	struct server_fixture *f = *state;
	struct wire whole = server_fixture_connect(f), bytewise = server_fixture_connect(f);

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct wire_reply reply;

		assert_true(wire_send(&whole, good[i].bytes));
		reply = wire_read(&whole);
		expect_good(&reply, &good[i]);
		for (size_t at = 0; at < good[i].bytes.length; at++)
			assert_true(wire_send(&bytewise, text_slice(good[i].bytes, at, 1)));
		reply = wire_read(&bytewise);
		expect_good(&reply, &good[i]);
	}
	wire_close(&whole);
	wire_close(&bytewise);
}

/* Heads of all sizes, sent in pieces, so that the connection's memory grows under them. */
static void large_heads_are_served(void **state)
{
	struct server_fixture *f = *state;

	for (int count = 1; count <= 200; count += 11) {
		struct wire wire = server_fixture_connect(f);
		struct buffer head = buffer_make(f->arena, 65536);
		struct text rest, name, value = TEXT("0123456789012345678901234567890123456789");
		struct wire_reply reply;

		buffer_add(&head, TEXT("GET /large?a=b&c HTTP/1.1\r\nHost: a\r\n"));
		for (int i = 0; i < count; i++) {
			name = arena_printf(f->arena, "X-%d: %s\r\n", i, value.data);
			buffer_add(&head, name);
		}
		buffer_add(&head, TEXT("\r\n"));
		for (rest = buffer_text(&head); rest.length > 0;
			rest = text_slice(rest, 997, rest.length)) {
			assert_true(wire_send(&wire, text_slice(rest, 0, 997)));
			usleep(500);
		}
		reply = wire_read(&wire);
		assert_int_equal(reply.status, 200);
		expect_text(wire_header(&reply, "X-Path"), "/large");
		wire_close(&wire);
	}
}

static void expect_too_large(
	struct server_fixture *f, const char *begin, const char *end, int status)
{
	struct wire wire = server_fixture_connect(f);
	struct text noise = text_from("0123456789abcdef");
	struct wire_reply reply;

	wire_send(&wire, text_from(begin));
	for (int i = 0; i < 40960 / 16; i++)
		wire_send(&wire, noise);
	wire_send(&wire, text_from(end));
	reply = wire_read(&wire);
	assert_int_equal(reply.status, status);
	assert_true(wire_is_closed(&wire));
	wire_close(&wire);
}

static void heads_that_are_too_large_are_refused(void **state)
{
	struct server_fixture *f = *state;
	struct buffer many = buffer_make(f->arena, 65536);

	expect_too_large(f, "GET /", " HTTP/1.1\r\n" HOST "\r\n" INNER, 414);
	expect_too_large(f, "GET / HTTP/1.1\r\n" HOST "X-A: ", "\r\n\r\n" INNER, 431);
	for (int i = 0; i < 4000; i++)
		buffer_add(&many, TEXT("X-A: a\r\n"));
	expect_too_large(f,
		arena_printf(f->arena, "GET / HTTP/1.1\r\n" HOST "%.*sX-A: ",
			(int)buffer_text(&many).length, buffer_text(&many).data)
			.data,
		"\r\n\r\n" INNER, 431);
	server_fixture_stop(f);
	assert_int_equal(atomic_load(&f->served), 0);
}

#define SERVER_TEST(test_)                                                                         \
	cmocka_unit_test_setup_teardown((test_), server_fixture_start, server_fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVER_TEST(heads_that_others_could_read_otherwise_are_refused),
		SERVER_TEST(a_body_in_chunks_is_the_last),
		SERVER_TEST(heads_that_all_read_alike_are_served),
		SERVER_TEST(large_heads_are_served),
		SERVER_TEST(heads_that_are_too_large_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
