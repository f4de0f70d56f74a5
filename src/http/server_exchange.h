/*
 * server_exchange: the server's private data of an exchange, and functions that suspend and resume
 * an exchange.
 *
 * Only the event thread of the connection may use an exchange. Other threads may only call
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
	atomic_uint named_threads; /* number of event threads that have set their thread name */
	uint16_t port;
	char start_error[256]; /* first error message of libmicrohttpd while the server starts */
	const struct server_app *app;
	struct server_options options;
	struct certificates *certificates; /* NULL: no TLS */
};

enum exchange_phase {
	PHASE_HEAD, /* the application has not decided yet whether the server reads the body */
	PHASE_BODY, /* the server reads the body for the application */
	PHASE_DRAIN, /* the server reads and drops the body before it sends the complete response */
	PHASE_SERVED /* libmicrohttpd has the response */
};

/* The progress of a suspension. Two threads call server_exchange_rendezvous(), in any order: the
 * event thread that suspends the connection, and the thread that resumes the exchange. */
enum server_suspension {
	SUSPENSION_NONE,
	SUSPENSION_HALF_RESUMED, /* one of the two threads has called the function */
	SUSPENSION_RESUMED /* both threads have called the function; the connection is resumed */
};

struct server_exchange {
	struct exchange exchange; /* callbacks of the application get a pointer to this member */
	struct server *server;
	struct MHD_Connection *connection;
	struct connection *slot; /* the connection in the server's table */
	enum exchange_phase phase;
	bool begun; /* the server has called begin() and must call end() later */
	bool waiting; /* the application has returned SERVER_WAIT */
	enum server_step step; /* the next step, from server_resume() */
	struct body body;
	atomic_uint suspension; /* enum server_suspension */
	struct stream_waiter waiter; /* resumes the exchange when the stream has data again */
	nlink_t file_links; /* link count of the file when the server began to send the file */
	/* The request target in the buffer of libmicrohttpd. libmicrohttpd can overwrite the
	 * target. */
	struct text target;
};

/* The allowed transitions of enum exchange_phase and enum server_suspension. */
extern const struct state_machine server_exchange_phase_machine;
extern const struct state_machine server_exchange_suspension_machine;

/* Enters the next phase. */
void server_exchange_enter(struct server_exchange *self, enum exchange_phase phase);

/* Suspends the connection and calls server_exchange_rendezvous(). Only the event thread may call
 * this function. */
void server_exchange_suspend(struct server_exchange *self);

/* Each of the two threads (see enum server_suspension) calls this function once. The second call
 * resumes the connection. */
void server_exchange_rendezvous(struct server_exchange *self);

/* Sets the suspension to SUSPENSION_NONE after the connection was resumed. Only the event thread
 * may call this function. */
void server_exchange_end_suspension(struct server_exchange *self);

#endif
