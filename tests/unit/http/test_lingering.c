#include "http/lingering.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/descriptors.h"
#include "support/wait.h"

#define NOW_MS 1000
#define COUNT (LINGERING_MAX + 1)

struct fixture {
	struct lingering *lingering;
	int listener;
	int client[COUNT];
};

static int start(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};

	descriptors_raise_limit();
	f->lingering = lingering_new();
	f->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	*state = f;
	for (int i = 0; i < COUNT; i++)
		f->client[i] = -1;
	return bind(f->listener, (struct sockaddr *)&any, sizeof(any)) != 0 ||
		listen(f->listener, COUNT) != 0 || f->lingering == NULL;
}

static int end(void **state)
{
	struct fixture *f = *state;

	lingering_free(f->lingering);
	for (int i = 0; i < COUNT; i++) {
		if (f->client[i] >= 0)
			close(f->client[i]);
	}
	close(f->listener);
	free(f);
	return 0;
}

/* A client that has sent what the server did not read before it closed the connection. */
static void refuse(struct fixture *f, int i, int64_t now_ms)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);
	int server;

	getsockname(f->listener, (struct sockaddr *)&address, &size);
	f->client[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(f->client[i], (struct sockaddr *)&address, size), 0);
	server = accept(f->listener, NULL, NULL);
	assert_int_equal(send(f->client[i], "body", 4, 0), 4);
	assert_int_equal(poll(&(struct pollfd){.fd = server, .events = POLLIN}, 1, 5000), 1);
	lingering_add(f->lingering, server, now_ms);
	close(server);
}

/* What the client reads: 0 where the server has closed its side, or ECONNRESET. */
static int outcome(const struct fixture *f, int i)
{
	char byte;
	ssize_t count = recv(f->client[i], &byte, 1, 0);

	return count < 0 ? errno : (int)count;
}

static bool may_send(const struct fixture *f, int i)
{
	return send(f->client[i], "x", 1, MSG_NOSIGNAL) == 1;
}

static void read_all(const struct fixture *f)
{
	struct pollfd event = {.fd = lingering_descriptor(f->lingering), .events = POLLIN};

	while (poll(&event, 1, 100) == 1)
		lingering_read(f->lingering);
}

static void a_client_that_goes_on_sending_is_not_reset(void **state)
{
	struct fixture *f = *state;
	static char piece[1024 * 1024];

	refuse(f, 0, NOW_MS);
	for (int i = 0; i < 8; i++) {
		assert_true(send(f->client[0], piece, sizeof(piece), MSG_DONTWAIT) > 0);
		read_all(f);
	}
	assert_int_equal(outcome(f, 0), 0);
}

static void what_its_client_closes_makes_room(void **state)
{
	struct fixture *f = *state;

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < LINGERING_MAX; i++)
			refuse(f, i, NOW_MS);
		for (int i = 0; i < LINGERING_MAX; i++) {
			assert_int_equal(outcome(f, i), 0);
			close(f->client[i]);
			f->client[i] = -1;
		}
		read_all(f);
	}
}

static void the_oldest_gives_way(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < COUNT; i++)
		refuse(f, i, NOW_MS + i);
	assert_false(may_send(f, 0));
	assert_true(may_send(f, 1));
	assert_true(may_send(f, LINGERING_MAX));
}

static bool may_not_send(void *context)
{
	return !may_send(context, 0);
}

static void it_ends_when_its_time_is_up(void **state)
{
	struct fixture *f = *state;

	refuse(f, 0, NOW_MS);
	lingering_sweep(f->lingering, NOW_MS + LINGERING_MS - 1);
	assert_int_equal(outcome(f, 0), 0);
	assert_int_equal(send(f->client[0], "more", 4, 0), 4);
	read_all(f);
	assert_int_equal(outcome(f, 0), 0);
	assert_int_equal(send(f->client[0], "more", 4, 0), 4);
	lingering_sweep(f->lingering, NOW_MS + LINGERING_MS);
	assert_true(wait_until(may_not_send, f, WAIT_PATIENCE_MS));
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, start, end)
	const struct CMUnitTest tests[] = {
		TEST(a_client_that_goes_on_sending_is_not_reset),
		TEST(what_its_client_closes_makes_room),
		TEST(the_oldest_gives_way),
		TEST(it_ends_when_its_time_is_up),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
