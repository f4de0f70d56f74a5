/*
 * acceptor: the thread that accepts a server's connections, and ends those that take too long.
 *
 * Promises: it goes on when every event thread is busy. A connection that finds no place waits,
 * and those after it in the listen queue, until one ends.
 */
#ifndef HTTP_ACCEPTOR_PRIVATE_H
#define HTTP_ACCEPTOR_PRIVATE_H

#include "base/log.h"
#include "base/metrics.h"
#include "http/connection_table.h"
#include "http/lingering.h"

struct acceptor_options {
	const char *name; /* of the server; the thread is "NAME-accept" */
	int listener; /* the acceptor closes it */
	struct connection_table *table;
	struct lingering *lingering;
	/* Takes an accepted connection, and closes it where it cannot: then returns false. */
	bool (*take)(void *context, int socket, const struct sockaddr *address, socklen_t size);
	void *context;
	struct metrics *metrics; /* or NULL */
	/* Or NULL. Says at most once a minute how many connections were shut down. */
	const struct log *log;
};

struct acceptor;

/* False, with errno set, when there is no thread, memory or descriptor; the listener stays open.
 * *ret_acceptor is set before the first connection is taken. */
bool acceptor_start(struct acceptor **ret_acceptor, const struct acceptor_options *options);

/* No new connections from now on; the open ones are still watched. */
void acceptor_quiesce(struct acceptor *acceptor);

/* A connection has been removed from the table. */
void acceptor_note_removal(struct acceptor *acceptor);

/* Ends the thread; acceptor_note_removal() may still be called, until acceptor_free(). */
void acceptor_stop(struct acceptor *acceptor);
void acceptor_free(struct acceptor *acceptor);

#endif
