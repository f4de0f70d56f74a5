#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/forwarded.h"
#include "support/arena_fixture.h"
#include "support/expect.h"

#define TRUSTED "10.0.0.0/8 2001:db8::/32"
#define PROXY "10.0.0.1"
#define HEADERS_MAX 8

/* Of headers "Name: value", a line each. */
static struct request make_request(struct arena *arena, const char *lines)
{
	struct message_header *headers = arena_array(arena, HEADERS_MAX, sizeof(*headers));
	struct request request = {
		.arena = arena, .client_address = TEXT(PROXY), .headers = headers};
	struct text rest = text_from(lines), line;

	while (text_split_next(&rest, '\n', &line)) {
		size_t colon = text_find(line, ':');

		if (line.length == 0)
			continue;
		headers[request.header_count++] =
			(struct message_header){text_slice(line, 0, colon),
				text_trim(text_slice(line, colon + 1, line.length))};
	}
	return request;
}

static const char *read_lines(struct request *request)
{
	struct proxy_list trusted;
	struct text wrong;

	assert_true(proxy_list_read(TEXT(TRUSTED), &trusted, &wrong));
	return forwarded_read(&trusted, request);
}

struct good {
	const char *lines, *client, *scheme, *host;
};

static const struct good good[] = {
	{"", PROXY, NULL, NULL},
	{"X-Forwarded-For:", PROXY, NULL, NULL},
	{"X-Forwarded-For: 192.0.2.1", "192.0.2.1", NULL, NULL},
	{"x-forwarded-for: 192.0.2.1:4711", "192.0.2.1", NULL, NULL},
	{"X-Forwarded-For: 2001:DB9:0::1", "2001:db9::1", NULL, NULL},
	{"X-Forwarded-For: [2001:db9::1]", "2001:db9::1", NULL, NULL},
	{"X-Forwarded-For: [2001:db9::1]:80", "2001:db9::1", NULL, NULL},
	{"X-Forwarded-For: ::ffff:192.0.2.1", "192.0.2.1", NULL, NULL},
	/* What a client sent stands before what proxies wrote. */
	{"X-Forwarded-For: 198.51.100.9, 192.0.2.1", "192.0.2.1", NULL, NULL},
	{"X-Forwarded-For: 198.51.100.9,192.0.2.1, 10.0.0.2, 2001:db8::5", "192.0.2.1", NULL, NULL},
	{"X-Forwarded-For: 10.0.0.9, 192.0.2.1", "192.0.2.1", NULL, NULL},
	{"X-Forwarded-For: 198.51.100.9\nX-Forwarded-For: 192.0.2.1", "192.0.2.1", NULL, NULL},
	{"X-Forwarded-For: 192.0.2.1\nX-Forwarded-For: 10.0.0.2", "192.0.2.1", NULL, NULL},
	{"X-Forwarded-For: rubbish, \"x, 192.0.2.1", "192.0.2.1", NULL, NULL},
	{"X-Forwarded-For: unknown, 192.0.2.1", "192.0.2.1", NULL, NULL},
	/* Nobody but proxies. */
	{"X-Forwarded-For: 10.0.0.3, 10.0.0.2", "10.0.0.3", NULL, NULL},
	{"X-Forwarded-For: 192.0.2.1, unknown, 10.0.0.2", "10.0.0.2", NULL, NULL},
	{"X-Forwarded-For: 192.0.2.1, unknown", PROXY, NULL, NULL},
	{"X-Forwarded-For: 192.0.2.1\nX-Forwarded-Proto: https\nX-Forwarded-Host: a.example",
		"192.0.2.1", "https", "a.example"},
	{"X-Forwarded-Proto: HTTP\nX-Forwarded-Host: a.example:8443", PROXY, "http",
		"a.example:8443"},
	/* Lists, as by proxies that add to what there is. */
	{"X-Forwarded-For: 192.0.2.1\nX-Forwarded-Host: evil.example, a.example", "192.0.2.1", NULL,
		"a.example"},
	{"X-Forwarded-For: 192.0.2.1, 10.0.0.2\nX-Forwarded-Host: evil.example, a.example, inner",
		"192.0.2.1", NULL, "a.example"},
	{"X-Forwarded-For: 192.0.2.1, 10.0.0.2\nX-Forwarded-Host: a.example", "192.0.2.1", NULL,
		"a.example"},
	{"Forwarded: for=192.0.2.1", "192.0.2.1", NULL, NULL},
	{"Forwarded: for=\"192.0.2.1:80\";by=10.0.0.1;proto=https;host=a.example", "192.0.2.1",
		"https", "a.example"},
	{"Forwarded: For=\"[2001:db9::1]:80\" ; Host=\"a.example:80\"", "2001:db9::1", NULL,
		"a.example:80"},
	{"Forwarded: for=198.51.100.9;host=evil.example, for=192.0.2.1;host=a.example", "192.0.2.1",
		NULL, "a.example"},
	{"Forwarded: for=192.0.2.1;proto=https\nForwarded: for=10.0.0.2;proto=http", "192.0.2.1",
		"https", NULL},
	{"Forwarded: for=192.0.2.1;x=\"a, for=198.51.100.9\"", "192.0.2.1", NULL, NULL},
	{"Forwarded: for=unknown;proto=https", PROXY, "https", NULL},
	{"Forwarded: for=_hidden", PROXY, NULL, NULL},
	{"Forwarded: proto=https", PROXY, "https", NULL},
	{"Forwarded: for=192.0.2.1, for=_hidden, for=10.0.0.2", "10.0.0.2", NULL, NULL},
	/* Both. */
	{"Forwarded: for=192.0.2.1;host=A.example\nX-Forwarded-For: 192.0.2.1\n"
	 "X-Forwarded-Host: a.example",
		"192.0.2.1", NULL, "A.example"},
	{"Forwarded: for=192.0.2.1\nX-Forwarded-Proto: https", "192.0.2.1", "https", NULL},
};

static void the_hop_before_the_trusted_ones_is_the_client(void **state)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct request request = make_request(*state, good[i].lines);
		const char *flaw = read_lines(&request);

		if (flaw != NULL)
			fail_msg("%s: %s", good[i].lines, flaw);
		expect_text(request.client_address, good[i].client);
		expect_text(request.scheme, good[i].scheme);
		expect_text(request.host, good[i].host);
	}
}

static const char *const bad[] = {
	"X-Forwarded-For: proxy.example",
	"X-Forwarded-For: 192.0.2.1, proxy.example",
	"X-Forwarded-For: 192.0.2.1, rubbish, 10.0.0.2",
	"X-Forwarded-For: 192.0.2.256",
	"X-Forwarded-For: 192.0.2.1:x",
	"X-Forwarded-For: [192.0.2.1",
	"X-Forwarded-For: [::1]x",
	"X-Forwarded-For: \"192.0.2.1\"",
	"X-Forwarded-For: 192.0.2.1 10.0.0.2",
	"X-Forwarded-Proto: gopher",
	"X-Forwarded-Host: a/b",
	"X-Forwarded-Host: u@a",
	"Forwarded: 192.0.2.1",
	"Forwarded: for=",
	"Forwarded: for=\"\"",
	"Forwarded: =192.0.2.1",
	"Forwarded: for=\"192.0.2.1",
	"Forwarded: for=192.0.2.1\"",
	"Forwarded: for=192.0.2.1;for=192.0.2.2",
	"Forwarded: for=\"192.0.2.1\\\"\"",
	/* A client's quote must not swallow what a proxy adds. */
	"Forwarded: for=\"x, for=192.0.2.1",
	"Forwarded: for=\"198.51.100.9\nForwarded: for=192.0.2.1",
	"Forwarded: for=192.0.2.1;proto=ftp",
	/* A proxy writes the one, a client the other. */
	"Forwarded: for=198.51.100.9\nX-Forwarded-For: 192.0.2.1",
	"Forwarded: for=unknown\nX-Forwarded-For: 192.0.2.1",
	"Forwarded: for=192.0.2.1;host=a\nX-Forwarded-For: 192.0.2.1\nX-Forwarded-Host: b",
	"Forwarded: for=192.0.2.1;proto=http\nX-Forwarded-Proto: https",
};

static void what_is_malformed_is_no_clients_address(void **state)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct request request = make_request(*state, bad[i]);

		if (read_lines(&request) == NULL)
			fail_msg("%s: read as %s", bad[i], request.client_address.data);
	}
}

/* The last 32 are looked at, however many there are. */
static void hops_have_a_bound(void **state)
{
	struct text lines = TEXT("X-Forwarded-For: 192.0.2.1");
	struct request request;

	for (int i = 0; i < FORWARDED_HOPS_MAX - 1; i++)
		lines = arena_printf(*state, "%s, 10.0.0.2", lines.data);
	request = make_request(*state, lines.data);
	assert_null(read_lines(&request));
	expect_text(request.client_address, "192.0.2.1");
	lines = arena_printf(*state, "%s, 10.0.0.2", lines.data);
	request = make_request(*state, lines.data);
	assert_non_null(read_lines(&request));
	lines = arena_printf(*state, "%s, 192.0.2.7", lines.data);
	request = make_request(*state, lines.data);
	assert_null(read_lines(&request));
	expect_text(request.client_address, "192.0.2.7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(the_hop_before_the_trusted_ones_is_the_client),
		ARENA_FIXTURE_TEST(what_is_malformed_is_no_clients_address),
		ARENA_FIXTURE_TEST(hops_have_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
