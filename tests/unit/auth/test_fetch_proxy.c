#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "auth/fetch.h"
#include "base/clock.h"
#include "support/expect.h"

#define PATIENCE_MS 5000

static const char *const variables[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
	"ALL_PROXY", "no_proxy", "NO_PROXY"};

/* A proxy that listens and says nothing, and a port that nobody listens on. */
struct bench {
	struct arena *arena;
	int proxy, holder;
	const char *proxy_url;
	int nobody; /* port */
};

static int take_port(int *ret_port)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof(address);
	int holder = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(holder, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(getsockname(holder, (struct sockaddr *)&address, &length), 0);
	*ret_port = ntohs(address.sin_port);
	return holder;
}

static int start(void **state)
{
	struct arena *arena = arena_new();
	struct bench *b = arena_alloc(arena, sizeof(*b));
	int port;

	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		unsetenv(variables[i]);
	b->arena = arena;
	b->proxy = take_port(&port);
	b->holder = take_port(&b->nobody);
	b->proxy_url = arena_printf(arena, "http://127.0.0.1:%d", port).data;
	*state = b;
	return listen(b->proxy, 4);
}

static int end(void **state)
{
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		unsetenv(variables[i]);
	close(b->proxy);
	close(b->holder);
	arena_free(b->arena);
	return 0;
}

/* First line of what the connection brings. */
static struct text read_line(struct bench *b, const struct fetch *fetch, int connection)
{
	char *bytes = arena_alloc(b->arena, 4096);
	int64_t start_ms = clock_monotonic_ms();
	struct text all = {bytes, 0};

	while (text_find(all, '\r') == all.length) {
		ssize_t got = recv(connection, bytes + all.length, 4096 - all.length, MSG_DONTWAIT);

		if (got > 0)
			all.length += (size_t)got;
		fetch->wait(fetch->context, 10);
		if (clock_monotonic_ms() - start_ms > PATIENCE_MS)
			fail_msg("the proxy hears nothing");
	}
	return text_slice(all, 0, text_find(all, '\r'));
}

/* What a fetch of the URL says to the proxy first; absent: it does not come there. */
static struct text first_line(struct bench *b, const char *proxy, const char *url)
{
	struct fetch fetch = fetch_curl(&(struct fetch_options){.ca_file = "",
		.proxy = proxy,
		.timeout_ms = PATIENCE_MS,
		.allow_loopback_http = true});
	struct fetch_result result;
	struct text line = TEXT_NONE;
	int connection = -1;
	bool ended = false;

	fetch.start(fetch.context, url, NULL);
	while (connection < 0 && !ended) {
		fetch.wait(fetch.context, 10);
		connection = accept(b->proxy, NULL, NULL);
		ended = fetch.take(fetch.context, b->arena, &result);
	}
	if (connection >= 0) {
		line = read_line(b, &fetch, connection);
		close(connection);
	} else {
		assert_false(result.good);
	}
	fetch.free(fetch.context);
	return line;
}

static const char *to_nobody(struct bench *b, const char *scheme)
{
	return arena_printf(b->arena, "%s://127.0.0.1:%d/x", scheme, b->nobody).data;
}

static void as_configured(void **state)
{
	struct bench *b = *state;

	expect_text(first_line(b, b->proxy_url, "https://login.example.invalid/x"),
		"CONNECT login.example.invalid:443 HTTP/1.1");
	/* The configuration is stronger than the environment. */
	setenv("https_proxy", to_nobody(b, "http"), 1);
	expect_text(first_line(b, b->proxy_url, "https://login.example.invalid/x"),
		"CONNECT login.example.invalid:443 HTTP/1.1");
}

static void as_the_environment_says(void **state)
{
	struct bench *b = *state;

	assert_false(text_is_set(first_line(b, "", to_nobody(b, "https"))));
	setenv("http_proxy", b->proxy_url, 1);
	assert_false(text_is_set(first_line(b, "", to_nobody(b, "https"))));
	setenv("https_proxy", b->proxy_url, 1);
	expect_text(first_line(b, "", "https://login.example.invalid/x"),
		"CONNECT login.example.invalid:443 HTTP/1.1");
}

static void hosts_without_a_proxy(void **state)
{
	struct bench *b = *state;

	expect_text(first_line(b, b->proxy_url, to_nobody(b, "https")),
		arena_printf(b->arena, "CONNECT 127.0.0.1:%d HTTP/1.1", b->nobody).data);
	setenv("no_proxy", "example.com,127.0.0.1", 1);
	assert_false(text_is_set(first_line(b, b->proxy_url, to_nobody(b, "https"))));
	setenv("https_proxy", b->proxy_url, 1);
	assert_false(text_is_set(first_line(b, "", to_nobody(b, "https"))));
}

static void loopback_http_goes_straight(void **state)
{
	struct bench *b = *state;

	setenv("http_proxy", b->proxy_url, 1);
	setenv("all_proxy", b->proxy_url, 1);
	assert_false(text_is_set(first_line(b, b->proxy_url, to_nobody(b, "http"))));
	assert_false(text_is_set(first_line(b, "", to_nobody(b, "http"))));
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, start, end)
	const struct CMUnitTest tests[] = {
		TEST(as_configured),
		TEST(as_the_environment_says),
		TEST(hosts_without_a_proxy),
		TEST(loopback_http_goes_straight),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
