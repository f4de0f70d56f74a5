/*
 * server_exchange: the server's state of an exchange, and its suspension.
 *
 * An exchange belongs to the event thread of its connection. Other threads may call only
 * server_exchange_rendezvous().
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
	char start_error[256]; /* libmicrohttpd's first error during the start */
	const struct server_app *app;
	struct server_options options;
	struct certificates *certificates; /* NULL: no TLS */
};

enum exchange_phase {
	PHASE_HEAD, /* the application has not decided on the head */
	PHASE_BODY, /* reading the body for the application */
	PHASE_DRAIN, /* the response is complete; reading and dropping the body */
	PHASE_SERVED /* libmicrohttpd has the response */
};

/* The suspension of an exchange. It ends when both have arrived, in any order: the event thread
 * that suspends the connection, and the thread with the result. */
enum server_suspension { SUSPENSION_NONE, SUSPENSION_HALF_RESUMED, SUSPENSION_RESUMED };

struct server_exchange {
	struct exchange exchange; /* the application has a pointer to it */
	struct server *server;
	struct MHD_Connection *connection;
	struct connection *slot; /* the connection in the server's table */
	enum exchange_phase phase;
	bool begun; /* begin() was called, so end() must be */
	bool waiting;
	enum server_step step;
	struct body body;
	atomic_uint suspension; /* enum server_suspension */
	struct stream_waiter waiter; /* woken when the stream has more data */
	nlink_t file_links; /* link count when sending began */
	struct text target; /* in the connection's memory, which may change */
};

/* The allowed transitions of enum exchange_phase and enum server_suspension. */
extern const struct state_machine server_exchange_phase_machine;
extern const struct state_machine server_exchange_suspension_machine;

void server_exchange_enter(struct server_exchange *self, enum exchange_phase phase);

/* Suspends the connection and arrives at the rendezvous. Called by the event thread. */
void server_exchange_suspend(struct server_exchange *self);

/* Arrives at the rendezvous. Both sides call it, in any order; the second call resumes the
 * connection. */
void server_exchange_rendezvous(struct server_exchange *self);

/* Resets the suspension after a resume. Called by the event thread. */
void server_exchange_end_suspension(struct server_exchange *self);

#endif
