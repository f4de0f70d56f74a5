/*
 * connection: an open connection and its state.
 *
 * connection_move() needs no lock and reads no clock. Only the event thread that serves a
 * connection may call it. The lock of the connection table protects all members except `word` and
 * has_unread_body.
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
	CONNECTION_HEAD, /* the TLS handshake or the head is not complete */
	/* The server reads the body of an unauthenticated or refused request. */
	CONNECTION_ANONYMOUS_BODY,
	CONNECTION_BODY, /* the server reads the body of an authenticated request */
	CONNECTION_WORK, /* the application processes the request, or has nothing to send yet */
	CONNECTION_SEND, /* the server sends the response */
	CONNECTION_IDLE /* the server waits for the next request */
};

#define CONNECTION_STATE_BITS 3

/* The state of a table slot. */
enum connection_lifecycle {
	CONNECTION_ABSENT, /* not in the table */
	CONNECTION_ACCEPTED, /* accepted, but not started by libmicrohttpd yet */
	CONNECTION_OPEN,
	CONNECTION_CLOSING /* shut down by the table, but not closed by libmicrohttpd yet */
};

struct connection_limits {
	unsigned int connections; /* maximum number of open connections */
	unsigned int per_peer; /* maximum per IPv4 address or IPv6 /64 network; 0: no maximum */
	unsigned int head_ms; /* time limit for the handshake and head, and for an anonymous body */
	/* Time windows in which the rates of bodies and responses are measured. */
	unsigned int body_ms, send_ms;
	const struct proxy_list *exempt; /* addresses without a per_peer limit, or NULL */
};

struct connection {
	/* The low CONNECTION_STATE_BITS bits contain the state. The other bits count the calls of
	 * connection_move(). If two reads return the same value, the state has not changed between
	 * the reads. */
	alignas(64) atomic_uint word;
	int socket;
	/* The server has sent the response before it has read the whole body. Only the event thread
	 * uses this member. */
	bool has_unread_body;
	enum connection_lifecycle lifecycle;
	bool is_slow; /* the rate was below the minimum at the last sample */
	unsigned int last_word; /* value of `word` at the last sweep */
	int next, previous; /* descriptors of the adjacent connections in the hash bucket, or -1 */
	uint64_t peer; /* IPv4 address or IPv6 /64 network of the client */
	int64_t since_ms; /* when the table first saw last_word */
	int64_t window_ms; /* start of the current time window, or 0 */
	int64_t next_sample_ms; /* when the next sweep may read the kernel's byte count */
	uint64_t bytes; /* the kernel's byte count at the start of the time window */
	char address[INET6_ADDRSTRLEN];
};

/* The allowed transitions of enum connection_state and enum connection_lifecycle. */
extern const struct state_machine connection_state_machine, connection_lifecycle_machine;

static inline enum connection_state connection_state(unsigned int word)
{
	return (enum connection_state)(word & ((1U << CONNECTION_STATE_BITS) - 1));
}

/* Moves the connection to another state. */
static inline void connection_move(struct connection *connection, enum connection_state state)
{
	unsigned int word = atomic_load_explicit(&connection->word, memory_order_relaxed);
	unsigned int moves = (word >> CONNECTION_STATE_BITS) + 1;

	state_machine_check(&connection_state_machine, connection, connection_state(word), state);
	atomic_store_explicit(&connection->word,
		(moves << CONNECTION_STATE_BITS) | (unsigned int)state, memory_order_relaxed);
}

/* Sets the state of the table slot. The caller must hold the lock of the table. */
static inline void connection_set_lifecycle(
	struct connection *connection, enum connection_lifecycle lifecycle)
{
	state_machine_check(
		&connection_lifecycle_machine, connection, connection->lifecycle, lifecycle);
	connection->lifecycle = lifecycle;
}

#endif
