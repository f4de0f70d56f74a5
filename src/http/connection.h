/*
 * connection: one open connection and its state.
 *
 * Only the event thread that serves the connection calls connection_move(), without a lock or a
 * clock. The connection_table owns all other fields, under its lock.
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
	CONNECTION_HEAD, /* waits for the TLS handshake or a head to complete */
	CONNECTION_ANONYMOUS_BODY, /* reads the body of an unauthenticated or refused request */
	CONNECTION_BODY, /* reads the body of a request */
	CONNECTION_WORK, /* the application processes the request, or has nothing to send yet */
	CONNECTION_SEND, /* sends the response */
	CONNECTION_IDLE /* waits for the next request */
};

#define CONNECTION_STATE_BITS 3

/* The life of a descriptor in the table. */
enum connection_lifecycle {
	CONNECTION_ABSENT,
	CONNECTION_ACCEPTED, /* passed to libmicrohttpd, which has not started it yet */
	CONNECTION_OPEN,
	CONNECTION_CLOSING /* shut down by the table; libmicrohttpd has not closed it yet */
};

struct connection_limits {
	unsigned int connections; /* limit for open connections */
	unsigned int per_peer; /* limit per IPv4 address or IPv6 /64; 0: none */
	unsigned int head_ms; /* time limit for a handshake and head, and for a dropped body */
	unsigned int body_ms, send_ms; /* windows for the minimum rate of bodies and responses */
	const struct proxy_list *exempt; /* addresses without limit per_peer, or NULL */
};

struct connection {
	/* The state, and in the higher bits the number of moves: if the word has not changed,
	 * nothing has happened. */
	alignas(64) atomic_uint word;
	int socket;
	bool has_unread_body; /* used by the event thread: the response was sent before the body was
				 read */
	enum connection_lifecycle lifecycle;
	bool is_slow; /* below the minimum rate at the last sample */
	unsigned int last_word; /* `word` at the last sweep */
	int next, previous; /* neighbors in the bucket of peers: sockets, or -1 */
	uint64_t peer; /* IPv4 address or IPv6 /64 */
	int64_t since_ms; /* when last_word was first seen */
	int64_t window_ms; /* start of the current window, or 0 */
	int64_t next_sample_ms; /* when to sample the byte count again */
	uint64_t bytes; /* the kernel's byte count at the start of the window */
	char address[INET6_ADDRSTRLEN];
};

/* The allowed transitions of enum connection_state and enum connection_lifecycle. */
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

/* Needs the lock of the table. */
static inline void connection_set_lifecycle(
	struct connection *connection, enum connection_lifecycle lifecycle)
{
	state_machine_check(
		&connection_lifecycle_machine, connection, connection->lifecycle, lifecycle);
	connection->lifecycle = lifecycle;
}

#endif
