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

#include "auth/fetch.h"
#include "base/clock.h"
#include "support/wait.h"

#define TIMEOUT_MS 700
#define LATE_MS 3000
#define STEP_MS 50
#define FIVE_MIB (5 * 1024 * 1024)

/* A server of one connection at a time that speaks as its path says. */
struct bench {
	struct arena *arena;
	struct fetch fetch;
	pthread_t thread;
	int listener;
	uint16_t port;
	atomic_int served;
	atomic_bool stopping;
};

static bool say(int peer, const char *words)
{
	size_t length = strlen(words);

	return send(peer, words, length, MSG_NOSIGNAL) == (ssize_t)length;
}

/* Bytes until the peer has gone or `count` are sent. */
static void pour(int peer, size_t count)
{
	static const char block[4096] = {'x'};
	size_t sent = 0;
	ssize_t got = 1;

	while (sent < count && got > 0) {
		got = send(peer, block, sizeof(block), MSG_NOSIGNAL);
		sent += got > 0 ? (size_t)got : 0;
	}
}

/* The same bytes again and again, slowly, until the peer has gone. */
static void drip(struct bench *b, int peer, const char *words)
{
	while (!atomic_load(&b->stopping) && say(peer, words))
		wait_ms(STEP_MS);
}

static void answer(struct bench *b, int peer, struct text request)
{
	static const struct {
		const char *path, *head;
		size_t bytes; /* poured behind */
		const char *drop; /* dripped behind */
	} rows[] = {
		{"GET /good ", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 0, NULL},
		{"GET /to-http ", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/good\r\n\r\n",
			0, NULL},
		{"GET /to-file ", "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n", 0,
			NULL},
		{"GET /moved ", "HTTP/1.1 301 Moved\r\nLocation: /good\r\n\r\n", 0, NULL},
		{"GET /refresh ", "HTTP/1.1 200 OK\r\nRefresh: 0; url=/good\r\n\r\n{}", 0, NULL},
		{"GET /declared ", "HTTP/1.1 200 OK\r\nContent-Length: 5242880\r\n\r\n", FIVE_MIB,
			NULL},
		{"GET /undeclared ", "HTTP/1.1 200 OK\r\n\r\n", FIVE_MIB, NULL},
		{"GET /endless ", "HTTP/1.1 200 OK\r\n\r\n", SIZE_MAX, NULL},
		{"GET /trickle ", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", 0, "x"},
		{"GET /head ", "HTTP/1.1 200 OK\r\n", 0, "X-More: 1\r\n"},
		{"GET /cut ", "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", 4096, NULL},
		{"GET /garbage ", "\x16\x03\x01 not HTTP\r\n\r\n", 0, NULL},
		{"GET /nothing ", "", 0, NULL},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!text_starts_with(request, text_from(rows[i].path)))
			continue;
		say(peer, rows[i].head);
		pour(peer, rows[i].bytes);
		if (rows[i].drop != NULL)
			drip(b, peer, rows[i].drop);
	}
}

static void *serve(void *context)
{
	struct bench *b = context;
	int peer;

	while ((peer = accept(b->listener, NULL, NULL)) >= 0) {
		char request[4096];
		ssize_t length = recv(peer, request, sizeof(request), 0);

		if (length > 0) {
			atomic_fetch_add(&b->served, 1);
			answer(b, peer, (struct text){request, (size_t)length});
		}
		close(peer);
	}
	return NULL;
}

/* A socket that the kernel accepts connections for. */
static int listen_somewhere(uint16_t *ret_port)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) != 0 ||
		listen(listener, 16) != 0 ||
		getsockname(listener, (struct sockaddr *)&address, &length) != 0)
		abort();
	*ret_port = ntohs(address.sin_port);
	return listener;
}

static int start(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));

	if (b == NULL)
		return -1;
	b->arena = arena_new();
	b->fetch = fetch_curl(&(struct fetch_options){
		.ca_file = "", .timeout_ms = TIMEOUT_MS, .allow_loopback_http = true});
	b->listener = listen_somewhere(&b->port);
	*state = b;
	return pthread_create(&b->thread, NULL, serve, b);
}

static int end(void **state)
{
	struct bench *b = *state;

	b->fetch.free(b->fetch.context);
	atomic_store(&b->stopping, true);
	shutdown(b->listener, SHUT_RDWR);
	pthread_join(b->thread, NULL);
	close(b->listener);
	arena_free(b->arena);
	free(b);
	return 0;
}

static struct fetch_result get(struct bench *b, uint16_t port, const char *path)
{
	struct fetch_result result;
	int64_t start_ms = clock_monotonic_ms();
	int tag;

	b->fetch.start(b->fetch.context,
		arena_printf(b->arena, "http://127.0.0.1:%d%s", (int)port, path).data, &tag);
	while (!b->fetch.take(b->fetch.context, b->arena, &result)) {
		b->fetch.wait(b->fetch.context, LATE_MS);
		if (clock_monotonic_ms() - start_ms >= LATE_MS)
			fail_msg("%s does not end", path);
	}
	assert_ptr_equal(result.tag, &tag);
	return result;
}

static void the_server_can_be_good(void **state)
{
	struct bench *b = *state;
	struct fetch_result result = get(b, b->port, "/good");

	assert_true(result.good);
	assert_true(text_equal(result.body, TEXT("{}")));
}

/* Each is asked for once, and nothing else than that. */
static void answers_that_are_refused(void **state)
{
	static const char *const paths[] = {"/to-http", "/to-file", "/moved", "/declared",
		"/undeclared", "/endless", "/trickle", "/head", "/cut", "/garbage", "/nothing"};
	struct bench *b = *state;
	int count = sizeof(paths) / sizeof(paths[0]);

	for (int i = 0; i < count; i++) {
		struct fetch_result result = get(b, b->port, paths[i]);

		if (result.good || result.why.length == 0)
			fail_msg("%s is taken", paths[i]);
		assert_true(result.body.length <= FETCH_BYTES_MAX);
	}
	assert_int_equal(atomic_load(&b->served), count);
}

static void a_refresh_header_leads_nowhere(void **state)
{
	struct bench *b = *state;
	struct fetch_result result = get(b, b->port, "/refresh");

	assert_true(result.good);
	assert_int_equal(atomic_load(&b->served), 1);
}

/* The timeout is of the whole fetch: bytes that keep coming do not prolong it. */
static void a_trickle_ends_in_time(void **state)
{
	static const char *const paths[] = {"/trickle", "/head"};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		int64_t start_ms = clock_monotonic_ms(), duration_ms;

		assert_false(get(b, b->port, paths[i]).good);
		duration_ms = clock_monotonic_ms() - start_ms;
		assert_true(duration_ms >= TIMEOUT_MS - STEP_MS);
		assert_true(duration_ms < 2 * TIMEOUT_MS);
	}
}

/* A port that takes connections and says nothing. */
static void a_silent_port_ends_in_time(void **state)
{
	struct bench *b = *state;
	uint16_t port;
	int silent = listen_somewhere(&port);
	int64_t start_ms = clock_monotonic_ms();

	assert_false(get(b, port, "/good").good);
	assert_true(clock_monotonic_ms() - start_ms < 2 * TIMEOUT_MS);
	close(silent);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, start, end)
	const struct CMUnitTest tests[] = {
		TEST(the_server_can_be_good),
		TEST(answers_that_are_refused),
		TEST(a_refresh_header_leads_nowhere),
		TEST(a_trickle_ends_in_time),
		TEST(a_silent_port_ends_in_time),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
