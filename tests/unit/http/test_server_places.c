/* Connections that all use the same event thread, which libmicrohttpd selects by the descriptor. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/descriptors.h"
#include "support/expect.h"
#include "support/server_fixture.h"

#define PLACES 500
#define TAKEN 2000 /* lower descriptors that are odd are taken */
#define GET "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"

static int start(void **state)
{
	struct server_fixture *f;

	descriptors_raise_limit();
	if (server_fixture_start(state) != 0)
		return -1;
	f = *state;
	server_fixture_stop(f);
	f->options.connections = f->options.connections_per_address = PLACES;
	f->server = server_start(&f->options, &f->app, &f->scratch->fault);
	return f->server == NULL ? -1 : 0;
}

static void take_odd_descriptors(int *taken)
{
	int none = open("/dev/null", O_RDONLY | O_CLOEXEC);

	for (int i = 0; i < TAKEN; i++)
		taken[i] = fcntl(none, F_DUPFD_CLOEXEC, 0);
	for (int i = 0; i < TAKEN; i++) {
		if (taken[i] % 2 == 0) {
			close(taken[i]);
			taken[i] = -1;
		}
	}
	close(none);
}

/* Leaves the lowest free descriptor to the server's end. */
static int connect_high(struct server_fixture *f)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
		.sin_addr = {htonl(INADDR_LOOPBACK)},
		.sin_port = htons(server_port(f->server))};
	int low = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int high = fcntl(low, F_DUPFD_CLOEXEC, 2 * TAKEN);

	close(low);
	assert_int_equal(connect(high, (struct sockaddr *)&to, sizeof(to)), 0);
	return high;
}

static void one_event_thread_may_have_them_all(void **state)
{
	struct server_fixture *f = *state;
	static int taken[TAKEN], sockets[PLACES];
	struct wire wire = {.arena = f->arena, .received = buffer_make(f->arena, 65536)};

	take_odd_descriptors(taken);
	for (int i = 0; i < PLACES; i++)
		sockets[i] = connect_high(f);
	for (int i = 0; i < PLACES; i++) {
		static const struct timeval wait = {.tv_sec = 10};

		wire.socket = sockets[i];
		setsockopt(wire.socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
		assert_int_equal(wire_ask(&wire, GET).status, 200);
	}
	for (int i = 0; i < PLACES; i++)
		close(sockets[i]);
	for (int i = 0; i < TAKEN; i++) {
		if (taken[i] >= 0)
			close(taken[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			one_event_thread_may_have_them_all, start, server_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
