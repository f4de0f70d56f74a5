#include "support/slow_fixture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/clock.h"
#include "support/wait.h"

#define WITHIN_MS 8000
#define RECEIVED_BYTES_MAX ((size_t)1024 * 1024)

void slow_fixture_restart(struct server_fixture *f)
{
	server_fixture_stop(f);
	f->server = server_start(&f->options, &f->app, &f->scratch->fault);
	assert_non_null(f->server);
}

int slow_fixture_start(void **state)
{
	struct server_fixture *f;

	if (server_fixture_start(state) != 0)
		return -1;
	f = *state;
	f->options.head_timeout_ms = 400;
	f->options.body_window_ms = 500;
	f->options.send_window_ms = 500;
	slow_fixture_restart(f);
	return 0;
}

struct wire slow_fixture_connect_from(struct server_fixture *f, const char *address)
{
	struct sockaddr_in from = {.sin_family = AF_INET}, to = from;
	static const struct timeval wait = {.tv_sec = 10};
	struct wire wire = {.arena = f->arena,
		.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0),
		.received = buffer_make(f->arena, RECEIVED_BYTES_MAX)};

	assert_int_equal(inet_pton(AF_INET, address, &from.sin_addr), 1);
	assert_int_equal(inet_pton(AF_INET, "127.0.0.1", &to.sin_addr), 1);
	to.sin_port = htons(server_port(f->server));
	setsockopt(wire.socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	assert_int_equal(bind(wire.socket, (struct sockaddr *)&from, sizeof(from)), 0);
	assert_int_equal(connect(wire.socket, (struct sockaddr *)&to, sizeof(to)), 0);
	return wire;
}

bool slow_fixture_has_ended(struct wire *wire)
{
	char bytes[4096];
	ssize_t count;

	do
		count = recv(wire->socket, bytes, sizeof(bytes), MSG_DONTWAIT);
	while (count > 0);
	return count == 0 || (errno != EAGAIN && errno != EINTR);
}

int64_t slow_fixture_drip(struct wire *wire, const char *piece)
{
	int64_t begin_ms = clock_monotonic_ms();

	while (!slow_fixture_has_ended(wire)) {
		wire_send(wire, text_from(piece));
		wait_ms(SLOW_FIXTURE_DRIP_MS);
		assert_true(clock_monotonic_ms() - begin_ms < WITHIN_MS);
	}
	return clock_monotonic_ms() - begin_ms;
}

void slow_fixture_expect_answer(struct wire *wire)
{
	assert_int_equal(wire_ask(wire, SLOW_FIXTURE_GET).status, 200);
}
