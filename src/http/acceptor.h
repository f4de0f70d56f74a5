/*
 * acceptor: the thread that accepts a server's connections and closes connections that are too
 * slow.
 *
 * The thread keeps working while all event threads are busy. If there is no free slot for a new
 * connection, this connection and all later ones in the listen queue wait until a slot is free.
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
	/* Takes ownership of `socket`, an accepted connection. On failure, closes `socket` and
	 * returns false. */
	bool (*take)(void *context, int socket, const struct sockaddr *address, socklen_t size);
	void *context;
	struct metrics *metrics; /* receives the numbers of connections; may be NULL */
	/* Receives the numbers of closed connections, at most once a minute. May be NULL. */
	const struct log *log;
};

struct acceptor;

/* Starts the thread. Sets *ret_acceptor before the thread accepts the first connection. If the
 * system does not have a thread, memory or a descriptor, sets errno and returns false; the listener
 * then stays open. */
bool acceptor_start(struct acceptor **ret_acceptor, const struct acceptor_options *options);

/* Accepts the connections that are in the listen queue, then stops listening. Returns when the
 * listener is shut down. The thread continues to close slow connections. */
void acceptor_quiesce(struct acceptor *acceptor);

/* Informs the acceptor that a connection was removed from the table, so that a waiting connection
 * can be admitted. Thread-safe. */
void acceptor_note_removal(struct acceptor *acceptor);

/* Ends the thread and closes the listener. Other threads may call acceptor_note_removal() until
 * acceptor_free() is called. */
void acceptor_stop(struct acceptor *acceptor);
void acceptor_free(struct acceptor *acceptor);

#endif
