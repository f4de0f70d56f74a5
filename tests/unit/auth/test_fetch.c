#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "support/entra.h"
#include "support/fetch_fixture.h"
#include "support/wait.h"

#define TIMEOUT_MS 700
#define STALL_MS 3000

static struct text filler(struct arena *arena, size_t length)
{
	char *bytes = arena_alloc(arena, length);

	memset(bytes, 'x', length);
	return (struct text){bytes, length};
}

static enum server_step begin(void *context, struct exchange *exchange)
{
	(void)context;
	(void)exchange;
	return SERVER_CONTINUE;
}

static enum server_step serve(void *context, struct exchange *exchange)
{
	struct fetch_fixture *b = context;
	struct response *response = &exchange->response;
	struct text path = exchange->request.path;
	struct arena *arena = exchange->request.arena;

	atomic_fetch_add(&b->served, 1);
	response->status = 200;
	response->body = TEXT("{\"good\":true}");
	if (text_equal(path, TEXT("/missing"))) {
		response->status = 404;
	} else if (text_equal(path, TEXT("/error"))) {
		response->status = 500;
	} else if (text_equal(path, TEXT("/created"))) {
		response->status = 201;
	} else if (text_equal(path, TEXT("/moved"))) {
		response->status = 302;
		message_add_header(response, "Location", TEXT("/good"));
	} else if (text_equal(path, TEXT("/largest"))) {
		response->body = filler(arena, FETCH_BYTES_MAX);
	} else if (text_equal(path, TEXT("/too-large"))) {
		response->body = filler(arena, FETCH_BYTES_MAX + 1);
	} else if (text_equal(path, TEXT("/slow"))) {
		wait_ms(STALL_MS);
	}
	return SERVER_ANSWER;
}

static int start(void **state)
{
	return fetch_fixture_start(
		state, &(struct server_app){.begin = begin, .serve = serve}, TIMEOUT_MS);
}

static const char *url(struct fetch_fixture *b, const char *path)
{
	return arena_printf(b->arena, "http://127.0.0.1:%d%s", (int)server_port(b->server), path)
		.data;
}

/* Waits until a fetch ends, which it must do long before ten seconds are over. */
static struct fetch_result await(struct fetch_fixture *b)
{
	struct fetch_result result;
	int64_t start_ms = clock_monotonic_ms();

	while (!b->fetch.take(b->fetch.context, b->arena, &result)) {
		b->fetch.wait(b->fetch.context, 10000);
		if (clock_monotonic_ms() - start_ms >= 9000)
			fail_msg("the fetch does not end");
	}
	return result;
}

static struct fetch_result get(struct fetch_fixture *b, const char *whole_url)
{
	struct fetch_result result, none;
	int tag;

	b->fetch.start(b->fetch.context, whole_url, &tag);
	result = await(b);
	assert_ptr_equal(result.tag, &tag);
	assert_false(b->fetch.take(b->fetch.context, b->arena, &none));
	return result;
}

static void a_good_document(void **state)
{
	struct fetch_fixture *b = *state;
	struct fetch_result result = get(b, url(b, "/good"));

	assert_true(result.good);
	entra_text(result.body, "{\"good\":true}");
	assert_int_equal(atomic_load(&b->served), 1);
}

static void answers_that_are_no_document(void **state)
{
	static const struct {
		const char *path, *why;
	} cases[] = {
		{"/missing", "the response has status 404"},
		{"/error", "the response has status 500"},
		{"/created", "the response has status 201"},
		{"/moved", "the response has status 302"},
		{"/too-large", "the response is larger than 1 MiB"},
	};
	struct fetch_fixture *b = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fetch_result result = get(b, url(b, cases[i].path));

		assert_false(result.good);
		entra_text(result.why, cases[i].why);
	}
	/* The redirect was not followed. */
	assert_int_equal(atomic_load(&b->served), sizeof(cases) / sizeof(cases[0]));
}

static void the_largest_document(void **state)
{
	struct fetch_fixture *b = *state;
	struct fetch_result result = get(b, url(b, "/largest"));

	assert_true(result.good);
	assert_int_equal(result.body.length, FETCH_BYTES_MAX);
}

static void a_slow_source_is_given_up(void **state)
{
	struct fetch_fixture *b = *state;
	int64_t start_ms = clock_monotonic_ms();
	struct fetch_result result = get(b, url(b, "/slow"));
	int64_t duration_ms = clock_monotonic_ms() - start_ms;

	assert_false(result.good);
	assert_true(result.why.length > 0);
	assert_true(duration_ms >= TIMEOUT_MS - 50);
	assert_true(duration_ms < STALL_MS);
}

/* A port that nobody listens on: its own socket holds it, unlistened. */
static int take_port(uint16_t *ret_port)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof(address);
	int holder = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(holder, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(getsockname(holder, (struct sockaddr *)&address, &length), 0);
	*ret_port = ntohs(address.sin_port);
	return holder;
}

static void nobody_listens(void **state)
{
	struct fetch_fixture *b = *state;
	int64_t start_ms = clock_monotonic_ms();
	uint16_t port;
	int holder = take_port(&port);
	struct fetch_result result =
		get(b, arena_printf(b->arena, "http://127.0.0.1:%d/", (int)port).data);

	assert_false(result.good);
	assert_true(result.why.length > 0);
	assert_true(clock_monotonic_ms() - start_ms < 2000);
	close(holder);
}

/* URLs that end at once, without any connection, must end the wait at once too. */
static void urls_that_are_refused(void **state)
{
	static const char *const urls[] = {"", "ftp://127.0.0.1/x", "file:///etc/passwd",
		"http://127.0.0.1.evil.example/", "http://localhost@evil.example/",
		"HTTP://127.0.0.1/", "//127.0.0.1/", "gopher://127.0.0.1/"};
	struct fetch_fixture *b = *state;

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		int64_t start_ms = clock_monotonic_ms();
		struct fetch_result result = get(b, urls[i]);

		assert_false(result.good);
		entra_text(result.why, "the URL is not https");
		assert_true(clock_monotonic_ms() - start_ms < 500);
	}
}

static void urls_that_cannot_be(void **state)
{
	static const char *const urls[] = {"http://127.0.0.1:99999/", "http://127.0.0.1:x/",
		"https://", "https://a b/", "https://127.0.0.1:0x50/"};
	struct fetch_fixture *b = *state;

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		int64_t start_ms = clock_monotonic_ms();
		struct fetch_result result = get(b, urls[i]);

		assert_false(result.good);
		assert_true(result.why.length > 0);
		assert_true(clock_monotonic_ms() - start_ms < 500);
	}
}

static void https_is_required(void **state)
{
	struct fetch_fixture *b = *state;
	struct fetch strict = fetch_curl(
		&(struct fetch_options){.ca_file = "", .proxy = "", .timeout_ms = TIMEOUT_MS});
	struct fetch_result result;

	strict.start(strict.context, url(b, "/good"), NULL);
	strict.wait(strict.context, 1000);
	assert_true(strict.take(strict.context, b->arena, &result));
	assert_false(result.good);
	entra_text(result.why, "the URL is not https");
	assert_int_equal(atomic_load(&b->served), 0);
	strict.free(strict.context);
}

/* TLS to a server that speaks none: nothing falls back to plain HTTP. */
static void no_tls_no_answer(void **state)
{
	struct fetch_fixture *b = *state;
	struct fetch_result result = get(b,
		arena_printf(b->arena, "https://127.0.0.1:%d/good", (int)server_port(b->server))
			.data);

	assert_false(result.good);
	assert_int_equal(atomic_load(&b->served), 0);
}

static void a_slow_fetch_delays_no_other(void **state)
{
	struct fetch_fixture *b = *state;
	int slow, quick, refused;
	struct fetch_result result;

	b->fetch.start(b->fetch.context, url(b, "/slow"), &slow);
	b->fetch.start(b->fetch.context, url(b, "/good"), &quick);
	b->fetch.start(b->fetch.context, "ftp://x/", &refused);
	result = await(b);
	assert_ptr_equal(result.tag, &refused);
	result = await(b);
	assert_ptr_equal(result.tag, &quick);
	assert_true(result.good);
	result = await(b);
	assert_ptr_equal(result.tag, &slow);
	assert_false(result.good);
}

static void *wake_later(void *context)
{
	struct fetch *fetch = context;

	wait_ms(50);
	fetch->wake(fetch->context);
	return NULL;
}

static void wake_ends_a_wait(void **state)
{
	struct fetch_fixture *b = *state;
	struct fetch_result result;
	int64_t start_ms = clock_monotonic_ms();
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, wake_later, &b->fetch), 0);
	b->fetch.wait(b->fetch.context, 10000);
	assert_true(clock_monotonic_ms() - start_ms < 5000);
	pthread_join(thread, NULL);
	assert_false(b->fetch.take(b->fetch.context, b->arena, &result));
	/* Also when it comes first. */
	b->fetch.wake(b->fetch.context);
	b->fetch.wait(b->fetch.context, 10000);
	assert_true(clock_monotonic_ms() - start_ms < 5000);
}

static void free_drops_what_is_under_way(void **state)
{
	struct fetch_fixture *b = *state;

	b->fetch.start(b->fetch.context, url(b, "/slow"), NULL);
	b->fetch.start(b->fetch.context, "ftp://x/", NULL);
	b->fetch.wait(b->fetch.context, 10);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, start, fetch_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(a_good_document),
		TEST(answers_that_are_no_document),
		TEST(the_largest_document),
		TEST(a_slow_source_is_given_up),
		TEST(nobody_listens),
		TEST(urls_that_are_refused),
		TEST(urls_that_cannot_be),
		TEST(https_is_required),
		TEST(no_tls_no_answer),
		TEST(a_slow_fetch_delays_no_other),
		TEST(wake_ends_a_wait),
		TEST(free_drops_what_is_under_way),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
