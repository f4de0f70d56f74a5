/*
 * server_exchange: a request on its way through a server, how far it has come, and how it is
 * suspended and resumed.
 *
 * An exchange belongs to the event thread of its connection. Others call
 * server_exchange_rendezvous() and nothing else.
 */
#ifndef HTTP_SERVER_EXCHANGE_PRIVATE_H
#define HTTP_SERVER_EXCHANGE_PRIVATE_H

#include <microhttpd.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "http/acceptor.h"
#include "http/body.h"
#include "http/certificate.h"
#include "http/exchange.h"
#include "http/server_options.h"

struct server {
	struct MHD_Daemon *daemon;
	struct connection_table *connections;
	struct lingering *lingering;
	struct acceptor *acceptor;
	atomic_uint named_threads;
	uint16_t port;
	char start_error[256]; /* libmicrohttpd's first while it started */
	const struct server_app *app;
	struct server_options options;
	struct certificates *certificates; /* NULL: no TLS */
};

enum exchange_phase {
	PHASE_HEAD, /* the application has not decided on the head */
	PHASE_BODY, /* the body is read for the application */
	PHASE_DRAIN, /* the response is there; the body is read and dropped */
	PHASE_SERVED /* the response is libmicrohttpd's */
};

/* How an exchange stands that waits for somebody. It goes on when two have come, in any order: the
 * event thread that suspends the connection, and whoever has what it waits for. */
enum server_suspension { SUSPENSION_NONE, SUSPENSION_HALF_RESUMED, SUSPENSION_RESUMED };

struct server_exchange {
	struct exchange exchange; /* the application has its address */
	struct server *server;
	struct MHD_Connection *connection;
	struct connection *slot; /* of the connection in the server's table */
	enum exchange_phase phase;
	bool begun; /* begin() has been called, so end() will be */
	bool waiting;
	enum server_step step;
	struct body body;
	atomic_uint suspension; /* enum server_suspension */
	struct stream_waiter waiter; /* for more of a stream */
	nlink_t file_links; /* when its sending began */
	struct text target; /* in the connection's memory; what stands there may change */
};

/* Of enum exchange_phase and of enum server_suspension. */
extern const struct state_machine server_exchange_phase_machine;
extern const struct state_machine server_exchange_suspension_machine;

void server_exchange_enter(struct server_exchange *self, enum exchange_phase phase);

/* Suspends the connection, and comes to the rendezvous. By the event thread. */
void server_exchange_suspend(struct server_exchange *self);

/* Called by each of the two, in any order; the second resumes the connection. */
void server_exchange_rendezvous(struct server_exchange *self);

/* Notes that the exchange goes on, if it was suspended. By the event thread. */
void server_exchange_end_suspension(struct server_exchange *self);

#endif
