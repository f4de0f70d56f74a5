/*
 * connection: one open connection, and what it is doing.
 *
 * The event thread that serves a connection is the only one to call connection_move(), without a
 * lock or a clock; the rest belongs to the connection_table, under its lock.
 */
#ifndef HTTP_CONNECTION_PRIVATE_H
#define HTTP_CONNECTION_PRIVATE_H

#include <netinet/in.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/state_machine.h"
#include "http/proxy_list.h"

enum connection_state {
	CONNECTION_HEAD, /* the TLS handshake or a request's head has not ended */
	CONNECTION_ANONYMOUS_BODY, /* the body of a caller that is not known, or was refused, is
				      read */
	CONNECTION_BODY, /* a request's body is read */
	CONNECTION_WORK, /* the application has the request, or has nothing to send yet */
	CONNECTION_SEND, /* the response is sent */
	CONNECTION_IDLE /* the next request has not begun */
};

#define CONNECTION_STATE_BITS 3

/* What the table knows of a descriptor. */
enum connection_lifecycle {
	CONNECTION_ABSENT,
	CONNECTION_ACCEPTED, /* handed to libmicrohttpd, which has not taken it up yet */
	CONNECTION_OPEN,
	CONNECTION_CLOSING /* shut down by the table; libmicrohttpd has yet to close it */
};

struct connection_limits {
	unsigned int connections; /* most at a time */
	unsigned int per_peer; /* of them, of an IPv4 address or an IPv6 /64; 0: no bound */
	unsigned int head_ms; /* for a handshake and a head, and for a body that is dropped */
	unsigned int body_ms, send_ms; /* windows in which bodies, responses have to keep pace */
	const struct proxy_list *exempt; /* addresses without the bound per_peer; or NULL */
};

struct connection {
	/* The state, and above it the number of moves so far: equal words mean that nothing has
	 * happened in between. */
	alignas(64) atomic_uint word;
	int socket;
	bool has_unread_body; /* the event thread's: it was answered before the body was read */
	enum connection_lifecycle lifecycle;
	bool is_slow; /* by the last look at its pace */
	unsigned int last_word; /* word at the last sweep */
	int next, previous; /* sockets of the same bucket of peers, or -1 */
	uint64_t peer; /* IPv4 address or IPv6 /64 */
	int64_t since_ms; /* when `seen` was first seen */
	int64_t window_ms; /* start of the window in which bytes are counted, or 0 */
	int64_t next_sample_ms; /* next look at the bytes */
	uint64_t bytes; /* the kernel's count at the window's start */
	char address[INET6_ADDRSTRLEN];
};

/* Of enum connection_state and of enum connection_lifecycle. */
extern const struct state_machine connection_state_machine, connection_lifecycle_machine;

static inline enum connection_state connection_state(unsigned int word)
{
	return (enum connection_state)(word & ((1U << CONNECTION_STATE_BITS) - 1));
}

static inline void connection_move(struct connection *connection, enum connection_state state)
{
	unsigned int word = atomic_load_explicit(&connection->word, memory_order_relaxed);
	unsigned int moves = (word >> CONNECTION_STATE_BITS) + 1;

	state_machine_check(&connection_state_machine, connection, connection_state(word), state);
	atomic_store_explicit(&connection->word,
		(moves << CONNECTION_STATE_BITS) | (unsigned int)state, memory_order_relaxed);
}

/* Under the table's lock. */
static inline void connection_set_lifecycle(
	struct connection *connection, enum connection_lifecycle lifecycle)
{
	state_machine_check(
		&connection_lifecycle_machine, connection, connection->lifecycle, lifecycle);
	connection->lifecycle = lifecycle;
}

#endif
