/*
 * wire: an HTTP/1.1 client that sends arbitrary bytes and waits at most ten seconds for a response.
 *
 * Fails the running cmocka test when the server cannot be reached or does not respond with HTTP.
 * Responses must have a Content-Length.
 */
#ifndef SUPPORT_WIRE_H
#define SUPPORT_WIRE_H

#include "base/buffer.h"

struct wire {
	struct arena *arena;
	int socket;
	struct buffer received; /* and not read yet */
};

struct wire_reply {
	int status; /* 0: the server has closed the connection */
	struct text head, body;
};

/* False when nobody listens; `address` is numeric, IPv4 or IPv6. */
bool wire_open(struct wire *wire, struct arena *arena, const char *address, uint16_t port);
void wire_close(struct wire *wire);

/* Sends all bytes; false when the server has gone. */
bool wire_send(struct wire *wire, struct text bytes);

/* The next answer; wire_read_head() reads no body, as after HEAD. */
struct wire_reply wire_read(struct wire *wire);
struct wire_reply wire_read_head(struct wire *wire);

/* Sends, and reads the answer. */
struct wire_reply wire_ask(struct wire *wire, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* True when the server closes the connection and sends nothing more. */
bool wire_is_closed(struct wire *wire);

/* Value of a header of the answer, or absent. */
struct text wire_header(const struct wire_reply *reply, const char *name);

#endif
