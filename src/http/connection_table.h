/*
 * connection_table: the open connections of a server, with their limits.
 *
 * A client whose address has few connections is always admitted: if the table, or the limit of the
 * address, is full, the table shuts down another connection: one with an unfinished head, an idle
 * one, or one whose body or response is too slow. It never shuts down a connection whose request
 * the application is processing. Thread-safe. The lock is taken by the sweep and when a connection
 * begins or ends, but never by a request.
 *
 * A connection's slot is its descriptor. A descriptor must be closed only after
 * connection_table_remove() or connection_table_discard(), so that the table never shuts down a
 * descriptor that was reused.
 */
#ifndef HTTP_CONNECTION_TABLE_PRIVATE_H
#define HTTP_CONNECTION_TABLE_PRIVATE_H

#include <pthread.h>
#include <sys/socket.h>

#include "http/connection.h"

/* Limit for connections that are shut down but not yet closed by libmicrohttpd. The descriptors in
 * use are therefore at most limits.connections plus this number; at that limit new connections
 * wait. */
#define CONNECTION_TABLE_CLOSING_MAX 256

/* Counters since the start of the server. */
struct connection_counts {
	unsigned int open; /* now */
	uint64_t accepted;
	uint64_t refused; /* their address was at its limit */
	uint64_t evicted; /* shut down to admit another connection */
	uint64_t timed_out; /* shut down by the sweep */
};

struct connection_table {
	pthread_mutex_t lock;
	struct connection_limits limits;
	struct connection *slots; /* indexed by descriptor */
	int *buckets; /* hash buckets of peers: first socket, or -1 */
	int slot_count; /* higher descriptors are refused */
	int bucket_count; /* a power of two */
	int top; /* all descriptors in use are lower */
	unsigned int closing;
	struct connection_counts counts;
};

/* Returns NULL, with errno set, if there is no memory. */
struct connection_table *connection_table_new(const struct connection_limits *limits);
void connection_table_free(struct connection_table *table);

enum connection_admission {
	CONNECTION_ADMITTED,
	CONNECTION_REFUSED, /* close it */
	CONNECTION_FULL /* try again when a connection has ended */
};

/* Adds an accepted connection, and evicts another one if necessary. */
enum connection_admission connection_table_add(
	struct connection_table *table, int socket, const struct sockaddr *address, int64_t now_ms);

/* Marks an added connection as open when libmicrohttpd has started it. Returns NULL if it was not
 * added. */
struct connection *connection_table_activate(struct connection_table *table, int socket);

/* Removes a connection. libmicrohttpd closes its descriptor next. */
void connection_table_remove(struct connection_table *table, struct connection *connection);

/* Removes an added connection that libmicrohttpd did not accept. */
void connection_table_discard(struct connection_table *table, int socket);

/* Shuts down one connection to free a descriptor. Returns false if none may be shut down. */
bool connection_table_evict(struct connection_table *table, int64_t now_ms);

/* Shuts down all connections that exceed a time limit. Call it about twice a second. */
void connection_table_sweep(struct connection_table *table, int64_t now_ms);

struct connection_counts connection_table_counts(struct connection_table *table);

#endif
