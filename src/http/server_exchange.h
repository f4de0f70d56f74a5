/*
 * server_exchange: a request on its way through libmicrohttpd's callbacks, and its connection.
 *
 * The functions have the types that libmicrohttpd's options ask for; `context` is the server.
 */
#ifndef HTTP_SERVER_EXCHANGE_PRIVATE_H
#define HTTP_SERVER_EXCHANGE_PRIVATE_H

#include <microhttpd.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "http/acceptor.h"
#include "http/body.h"
#include "http/certificate.h"
#include "http/server.h"

struct server {
	struct MHD_Daemon *daemon;
	struct connection_table *connections;
	struct lingering *lingering;
	struct acceptor *acceptor;
	atomic_uint named_threads;
	uint16_t port;
	char complaint[256]; /* libmicrohttpd's first while it started */
	const struct server_app *app;
	struct server_options options;
	struct certificates *certificates; /* NULL: no TLS */
};

enum server_phase { PHASE_HEAD, PHASE_BODY, PHASE_DRAIN, PHASE_SERVED };

struct server_exchange {
	struct exchange exchange; /* the application has its address */
	struct server *server;
	struct MHD_Connection *connection;
	struct connection *place; /* of the connection in the server's table */
	enum server_phase phase;
	bool begun; /* begin() has been called, so end() will be */
	bool waiting;
	enum server_step step;
	struct body body;
	/* Counts the two that must meet before a suspended connection goes on: the event thread
	 * that suspended it and the caller of server_resume(). */
	atomic_int met;
	struct stream_waiter waiter; /* for more of a stream */
	nlink_t file_links; /* when its sending began */
	struct text target; /* in the connection's memory; what stands there may change */
};

/* Called by each of the two, in any order; the second resumes the connection. */
void server_exchange_meet(struct server_exchange *self);

void *server_exchange_on_uri(void *context, const char *uri, struct MHD_Connection *connection);
void server_exchange_on_connection(void *context, struct MHD_Connection *connection,
	void **per_connection, enum MHD_ConnectionNotificationCode code);
enum MHD_Result server_exchange_on_request(void *context, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version, const char *upload,
	size_t *upload_bytes, void **per_request);
void server_exchange_on_completed(void *context, struct MHD_Connection *connection,
	void **per_request, enum MHD_RequestTerminationCode code);

#endif
