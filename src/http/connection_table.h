/*
 * connection_table: the open connections of a server, and the limits for them.
 *
 * If the table is full, it evicts (shuts down) a connection to admit a new one. It may evict a
 * connection with an unfinished head, an idle connection, or a connection whose body or response is
 * slow or takes long. If an address has reached its own limit, the table evicts only connections
 * from this address. The table never evicts a connection while the application processes its
 * request.
 *
 * Thread-safe. Sweeps take the lock of the table, and so do the start and the end of a connection.
 * Requests do not take the lock.
 *
 * The index of a connection in the table is its descriptor. Remove a connection from the table
 * before its descriptor is closed. Otherwise the table could shut down a new connection with the
 * same descriptor.
 */
#ifndef HTTP_CONNECTION_TABLE_PRIVATE_H
#define HTTP_CONNECTION_TABLE_PRIVATE_H

#include <pthread.h>
#include <sys/socket.h>

#include "http/connection.h"

/* Maximum number of connections that the table has shut down and libmicrohttpd has not closed yet.
 * Connections use at most limits.connections + CONNECTION_TABLE_CLOSING_MAX descriptors. When all
 * these descriptors are in use, new connections wait. */
#define CONNECTION_TABLE_CLOSING_MAX 256

/* The number of open connections, and counters since the start of the server. */
struct connection_counts {
	unsigned int open;
	uint64_t accepted;
	uint64_t refused; /* new connections from an address that had reached its limit */
	uint64_t evicted; /* connections that were shut down to admit others */
	uint64_t timed_out; /* connections that a sweep shut down */
};

struct connection_table {
	pthread_mutex_t lock;
	struct connection_limits limits;
	struct connection *slots; /* indexed by descriptor */
	int *buckets; /* by hash of the address: descriptor of the first connection, or -1 */
	int slot_count; /* the table accepts only descriptors below this number */
	int bucket_count; /* a power of two */
	int top; /* all descriptors in use are below this number */
	unsigned int closing; /* number of connections in the state CONNECTION_CLOSING */
	struct connection_counts counts;
};

/* Returns NULL and sets errno if there is not enough memory. */
struct connection_table *connection_table_new(const struct connection_limits *limits);
void connection_table_free(struct connection_table *table);

enum connection_admission {
	CONNECTION_ADMITTED,
	CONNECTION_REFUSED, /* not added; the caller must close the connection */
	CONNECTION_FULL /* not added; the caller tries again when another connection ends */
};

/* Adds an accepted connection. If necessary, evicts another connection. */
enum connection_admission connection_table_add(
	struct connection_table *table, int socket, const struct sockaddr *address, int64_t now_ms);

/* Sets an added connection to CONNECTION_OPEN. Call this function when libmicrohttpd starts the
 * connection. Returns NULL if the table has no accepted connection with this descriptor. */
struct connection *connection_table_activate(struct connection_table *table, int socket);

/* Removes a connection. Call this function before libmicrohttpd closes the descriptor. */
void connection_table_remove(struct connection_table *table, struct connection *connection);

/* Removes an added connection that libmicrohttpd has rejected. */
void connection_table_discard(struct connection_table *table, int socket);

/* Evicts a connection to free a descriptor. Returns false if the table can evict no connection. */
bool connection_table_evict(struct connection_table *table, int64_t now_ms);

/* Shuts down all connections that exceed a time limit or fall below the minimum rate. Call this
 * function about twice a second. */
void connection_table_sweep(struct connection_table *table, int64_t now_ms);

struct connection_counts connection_table_counts(struct connection_table *table);

#endif
