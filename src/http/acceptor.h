/*
 * acceptor: the thread that accepts a server's connections and closes connections that are too
 * slow.
 *
 * The thread does not depend on the event threads, which may all be busy. If the table has no free
 * slot for a new connection, this connection and all connections in the listen queue wait for a
 * slot.
 */
#ifndef HTTP_ACCEPTOR_PRIVATE_H
#define HTTP_ACCEPTOR_PRIVATE_H

#include "base/log.h"
#include "base/metrics.h"
#include "http/connection_table.h"
#include "http/lingering.h"

struct acceptor_options {
	const char *name; /* name of the server; the thread is named "NAME-accept" */
	int listener; /* the listening socket; acceptor_stop() closes it */
	struct connection_table *table;
	struct lingering *lingering;
	/* Starts to serve an accepted connection. Takes ownership of `socket`. On failure, closes
	 * `socket` and returns false. */
	bool (*take)(void *context, int socket, const struct sockaddr *address, socklen_t size);
	void *context;
	struct metrics *metrics; /* receives the numbers of connections; may be NULL */
	/* Receives the numbers of closed connections, at most once a minute. May be NULL. */
	const struct log *log;
};

struct acceptor;

/* Starts the thread. Sets *ret_acceptor before the thread accepts the first connection. If the
 * system lacks a thread, memory or a descriptor, sets errno, leaves the listener open and returns
 * false. */
bool acceptor_start(struct acceptor **ret_acceptor, const struct acceptor_options *options);

/* Accepts the connections in the listen queue, then stops listening. Blocks until the thread has
 * shut down the listening socket. The thread continues to close slow connections. */
void acceptor_quiesce(struct acceptor *acceptor);

/* Informs the acceptor that the caller has removed a connection from the table. The acceptor can
 * then admit a waiting connection. Thread-safe. */
void acceptor_note_removal(struct acceptor *acceptor);

/* Ends the thread and closes the listening socket. Other threads may still call
 * acceptor_note_removal() before acceptor_free() is called. */
void acceptor_stop(struct acceptor *acceptor);
void acceptor_free(struct acceptor *acceptor);

#endif
