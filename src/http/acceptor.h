/*
 * acceptor: the thread that accepts a server's connections and closes those that are too slow.
 *
 * It keeps working while all event threads are busy. If there is no slot for a new connection, this
 * connection and those after it in the listen queue wait until one ends.
 */
#ifndef HTTP_ACCEPTOR_PRIVATE_H
#define HTTP_ACCEPTOR_PRIVATE_H

#include "base/log.h"
#include "base/metrics.h"
#include "http/connection_table.h"
#include "http/lingering.h"

struct acceptor_options {
	const char *name; /* of the server; the thread is named "NAME-accept" */
	int listener; /* closed by acceptor_stop() */
	struct connection_table *table;
	struct lingering *lingering;
	/* Takes ownership of an accepted connection. On failure closes it and returns false. */
	bool (*take)(void *context, int socket, const struct sockaddr *address, socklen_t size);
	void *context;
	struct metrics *metrics; /* or NULL */
	/* Or NULL. Reports at most once a minute how many connections were closed. */
	const struct log *log;
};

struct acceptor;

/* Starts the thread. Returns false, with errno set, if there is no thread, memory or descriptor;
 * the listener then stays open. *ret_acceptor is set before the first connection is accepted. */
bool acceptor_start(struct acceptor **ret_acceptor, const struct acceptor_options *options);

/* Stops accepting connections. Open connections are still watched. */
void acceptor_quiesce(struct acceptor *acceptor);

/* Tells the acceptor that a connection was removed from the table. */
void acceptor_note_removal(struct acceptor *acceptor);

/* Ends the thread. acceptor_note_removal() may still be called until acceptor_free(). */
void acceptor_stop(struct acceptor *acceptor);
void acceptor_free(struct acceptor *acceptor);

#endif
