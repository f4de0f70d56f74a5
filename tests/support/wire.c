#include "support/wire.h"

#include <errno.h>
#include <netdb.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/expect.h"

#define LIMIT_BYTES (64 * 1024 * 1024)
#define WAIT_S 10

bool wire_open(struct wire *wire, struct arena *arena, const char *address, uint16_t port)
{
	static const struct timeval wait = {.tv_sec = WAIT_S};
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM}, *found;
	char service[8];
	int outcome;

	snprintf(service, sizeof(service), "%u", port);
	assert_int_equal(getaddrinfo(address, service, &hints, &found), 0);
	*wire = (struct wire){.arena = arena,
		.socket = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0),
		.received = buffer_make(arena, LIMIT_BYTES)};
	assert_true(wire->socket >= 0);
	setsockopt(wire->socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(wire->socket, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	outcome = connect(wire->socket, found->ai_addr, found->ai_addrlen);
	freeaddrinfo(found);
	if (outcome != 0)
		wire_close(wire);
	return outcome == 0;
}

void wire_close(struct wire *wire)
{
	close(wire->socket);
	wire->socket = -1;
}

bool wire_send(struct wire *wire, struct text bytes)
{
	while (bytes.length > 0) {
		ssize_t count = send(wire->socket, bytes.data, bytes.length, MSG_NOSIGNAL);

		if (count <= 0)
			return false;
		bytes = text_slice(bytes, (size_t)count, bytes.length);
	}
	return true;
}

/* Receives more; false at the end, also when the server has reset the connection. */
static bool receive(struct wire *wire)
{
	char bytes[65536];
	ssize_t count = recv(wire->socket, bytes, sizeof(bytes), 0);

	assert_false(count < 0 && errno == EAGAIN);
	if (count <= 0)
		return false;
	buffer_add(&wire->received, (struct text){bytes, (size_t)count});
	return true;
}

/* Takes `length` bytes off what was received. */
static struct text take(struct wire *wire, size_t length)
{
	struct text all = arena_text(wire->arena, buffer_text(&wire->received));

	buffer_clear(&wire->received);
	buffer_add(&wire->received, text_slice(all, length, all.length));
	return text_slice(all, 0, length);
}

/* Bytes up to and with the empty line, or 0. */
static size_t head_length(struct text bytes)
{
	for (size_t at = 0; at + 4 <= bytes.length; at++) {
		if (text_equal(text_slice(bytes, at, 4), TEXT("\r\n\r\n")))
			return at + 4;
	}
	return 0;
}

struct wire_reply wire_read_head(struct wire *wire)
{
	struct wire_reply reply = {0};
	int64_t status;
	size_t length;

	while ((length = head_length(buffer_text(&wire->received))) == 0) {
		if (!receive(wire))
			return reply;
	}
	reply.head = take(wire, length);
	assert_true(text_starts_with(reply.head, TEXT("HTTP/1.1 ")));
	assert_true(text_to_int64(text_slice(reply.head, 9, 3), &status));
	reply.status = (int)status;
	return reply;
}

struct text wire_header(const struct wire_reply *reply, const char *name)
{
	struct text rest = reply->head, line;

	while (text_split_next(&rest, '\n', &line)) {
		size_t colon = text_find(line, ':');

		if (text_equal_nocase(text_slice(line, 0, colon), text_from(name)))
			return text_trim(text_slice(line, colon + 1, line.length));
	}
	return TEXT_NONE;
}

struct wire_reply wire_read(struct wire *wire)
{
	struct wire_reply reply = wire_read_head(wire);
	int64_t length = 0;

	if (reply.status < 200 || reply.status == 204 || reply.status == 304)
		return reply;
	assert_true(text_to_int64(wire_header(&reply, "Content-Length"), &length));
	while (wire->received.length < (size_t)length)
		assert_true(receive(wire));
	reply.body = take(wire, (size_t)length);
	return reply;
}

struct wire_reply wire_ask(struct wire *wire, const char *format, ...)
{
	va_list args;
	struct text request;

	va_start(args, format);
	request = arena_vprintf(wire->arena, format, args);
	va_end(args);
	assert_true(wire_send(wire, request));
	return wire_read(wire);
}

bool wire_is_closed(struct wire *wire)
{
	char byte;
	ssize_t count = recv(wire->socket, &byte, 1, 0);

	return wire->received.length == 0 && (count == 0 || (count < 0 && errno == ECONNRESET));
}
