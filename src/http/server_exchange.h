/*
 * server_exchange: the server's data for an exchange, and the suspension of an exchange.
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
	atomic_uint named_threads; /* number of event threads that have set their name */
	uint16_t port;
	char start_error[256]; /* first error message of libmicrohttpd during the start */
	const struct server_app *app;
	struct server_options options;
	struct certificates *certificates; /* NULL: no TLS */
};

enum exchange_phase {
	PHASE_HEAD, /* the application has not decided yet whether to read the body */
	PHASE_BODY, /* the server reads the body for the application */
	PHASE_DRAIN, /* the response is complete; the server reads and drops the body first */
	PHASE_SERVED /* libmicrohttpd has the response */
};

/* The suspension of an exchange. Two threads call server_exchange_rendezvous() in any order: the
 * event thread that suspends the connection, and the thread that has the result. */
enum server_suspension {
	SUSPENSION_NONE,
	SUSPENSION_HALF_RESUMED, /* one of the two threads has called */
	SUSPENSION_RESUMED /* both threads have called, and the connection is resumed */
};

struct server_exchange {
	struct exchange exchange; /* the application has a pointer to this member */
	struct server *server;
	struct MHD_Connection *connection;
	struct connection *slot; /* the connection in the server's table */
	enum exchange_phase phase;
	bool begun; /* begin() was called, so end() must be called, too */
	bool waiting; /* the application has returned SERVER_WAIT */
	enum server_step step; /* the next step, from server_resume() */
	struct body body;
	atomic_uint suspension; /* enum server_suspension */
	struct stream_waiter waiter; /* resumes the exchange when the stream has more data */
	nlink_t file_links; /* link count of the file when sending began */
	struct text target; /* request target in libmicrohttpd's buffer, which may change */
};

/* The allowed transitions of enum exchange_phase and enum server_suspension. */
extern const struct state_machine server_exchange_phase_machine;
extern const struct state_machine server_exchange_suspension_machine;

/* Enters the next phase. */
void server_exchange_enter(struct server_exchange *self, enum exchange_phase phase);

/* Suspends the connection and calls server_exchange_rendezvous(). Only for the event thread. */
void server_exchange_suspend(struct server_exchange *self);

/* Resumes the connection if the other of the two threads (see enum server_suspension) has already
 * called this function. */
void server_exchange_rendezvous(struct server_exchange *self);

/* Sets the suspension to SUSPENSION_NONE after the connection was resumed. Only for the event
 * thread. */
void server_exchange_end_suspension(struct server_exchange *self);

#endif
