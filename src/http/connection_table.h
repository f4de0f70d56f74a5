/*
 * connection_table: the open connections of a server, and the limits for them.
 *
 * If the table is full, it shuts down (evicts) a connection to admit a new one: a connection with
 * an unfinished head, an idle connection, or one whose body or response is too slow. If an address
 * has reached its own limit, only connections from this address are evicted. The table never evicts
 * a connection while the application processes its request.
 *
 * Thread-safe. Sweeps take the lock, and so do the start and the end of a connection. Requests do
 * not take it.
 *
 * The table is indexed by descriptor. The descriptor of an open connection must not be closed
 * before connection_table_remove() is called. Otherwise the table could shut down a new connection
 * that has the same descriptor.
 */
#ifndef HTTP_CONNECTION_TABLE_PRIVATE_H
#define HTTP_CONNECTION_TABLE_PRIVATE_H

#include <pthread.h>
#include <sys/socket.h>

#include "http/connection.h"

/* Maximum number of connections that the table has shut down but libmicrohttpd has not closed yet.
 * Connections therefore use at most limits.connections plus this number of descriptors. When all of
 * these are in use, new connections wait. */
#define CONNECTION_TABLE_CLOSING_MAX 256

/* The number of open connections, and counters since the start of the server. */
struct connection_counts {
	unsigned int open;
	uint64_t accepted;
	uint64_t refused; /* connections from an address that was at its limit */
	uint64_t evicted; /* connections that were shut down to admit others */
	uint64_t timed_out; /* connections that a sweep shut down */
};

struct connection_table {
	pthread_mutex_t lock;
	struct connection_limits limits;
	struct connection *slots; /* indexed by descriptor */
	int *buckets; /* hash buckets of addresses: descriptor of the first connection, or -1 */
	int slot_count; /* descriptors from this number on are refused */
	int bucket_count; /* a power of two */
	int top; /* all descriptors in use are below this number */
	unsigned int closing; /* number of connections that are CONNECTION_CLOSING */
	struct connection_counts counts;
};

/* Returns NULL and sets errno if there is not enough memory. */
struct connection_table *connection_table_new(const struct connection_limits *limits);
void connection_table_free(struct connection_table *table);

enum connection_admission {
	CONNECTION_ADMITTED,
	CONNECTION_REFUSED, /* not added; the caller closes the connection */
	CONNECTION_FULL /* not added; the caller tries again when another connection has ended */
};

/* Adds an accepted connection. If necessary, evicts another connection. */
enum connection_admission connection_table_add(
	struct connection_table *table, int socket, const struct sockaddr *address, int64_t now_ms);

/* Marks an added connection as open. Call this when libmicrohttpd starts the connection. Returns
 * NULL if the connection was not added. */
struct connection *connection_table_activate(struct connection_table *table, int socket);

/* Removes a connection. Call this before libmicrohttpd closes the descriptor. */
void connection_table_remove(struct connection_table *table, struct connection *connection);

/* Removes an added connection that libmicrohttpd has rejected. */
void connection_table_discard(struct connection_table *table, int socket);

/* Evicts a connection to free a descriptor. Returns false if no connection may be evicted. */
bool connection_table_evict(struct connection_table *table, int64_t now_ms);

/* Shuts down all connections that exceed a time limit or fall below the minimum rate. Call this
 * about twice a second. */
void connection_table_sweep(struct connection_table *table, int64_t now_ms);

struct connection_counts connection_table_counts(struct connection_table *table);

#endif
