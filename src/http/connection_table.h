/*
 * connection_table: the open connections of a server, how many there may be, and for how long each
 * may take.
 *
 * Promises: a client of an address that holds few connections always gets in: where the table or
 * the address is full, the connection that has least claim to its place is shut down: a head that
 * does not end, a connection between two requests, a body or a response that hardly moves. None
 * whose request the application is working on is ever shut down. Thread-safe; the lock is taken
 * when a connection begins or ends and by the sweep, never by a request.
 *
 * The lifecycle of a connection is its descriptor. Only connection_table_remove() and
 * connection_table_discard() may be followed by close(), so the table never shuts down a descriptor
 * that has become something else.
 */
#ifndef HTTP_CONNECTION_TABLE_PRIVATE_H
#define HTTP_CONNECTION_TABLE_PRIVATE_H

#include <pthread.h>
#include <sys/socket.h>

#include "http/connection.h"

/* Connections that are shut down keep their descriptors until libmicrohttpd has closed them. With
 * those that are open there are at most so many more than limits.connections: then a new one has
 * to wait. */
#define CONNECTION_TABLE_CLOSING_MAX 256

/* What became of connections since the server started. */
struct connection_counts {
	unsigned int open; /* now */
	uint64_t accepted;
	uint64_t refused; /* of an address at its bound */
	uint64_t evicted; /* shut down for another to get in */
	uint64_t timed_out; /* shut down by the sweep */
};

struct connection_table {
	pthread_mutex_t lock;
	struct connection_limits limits;
	struct connection *slots; /* by descriptor */
	int *buckets; /* of peers: first socket, or -1 */
	int slot_count; /* higher descriptors are refused */
	int bucket_count; /* a power of two */
	int top; /* no connection has this descriptor or a higher one */
	unsigned int closing;
	struct connection_counts counts;
};

/* NULL, with errno set, when there is no memory. */
struct connection_table *connection_table_new(const struct connection_limits *limits);
void connection_table_free(struct connection_table *table);

enum connection_admission {
	CONNECTION_ADMITTED,
	CONNECTION_REFUSED, /* close it */
	CONNECTION_FULL /* try again when one has ended */
};

/* Gives an accepted connection its place, and makes room for it where there is none. */
enum connection_admission connection_table_add(
	struct connection_table *table, int socket, const struct sockaddr *address, int64_t now_ms);

/* The connection is libmicrohttpd's from now on, and watched. NULL when it was never added. */
struct connection *connection_table_activate(struct connection_table *table, int socket);

/* It ends: libmicrohttpd closes its descriptor next. */
void connection_table_remove(struct connection_table *table, struct connection *connection);

/* An added connection that libmicrohttpd did not take. */
void connection_table_discard(struct connection_table *table, int socket);

/* Shuts one down to free a descriptor; false when none may be. */
bool connection_table_evict(struct connection_table *table, int64_t now_ms);

/* Shuts down whatever is past its time. To be called about twice a second. */
void connection_table_sweep(struct connection_table *table, int64_t now_ms);

struct connection_counts connection_table_counts(struct connection_table *table);

#endif
