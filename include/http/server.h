/*
 * server: an HTTP server that passes requests to an application; only the server modules use
 * libmicrohttpd.
 *
 * Event threads never block on the application: it responds at once, or returns SERVER_WAIT and
 * later calls server_resume() from any thread.
 *
 * Bodies up to SERVER_MEMORY_BODY_BYTES stay in memory; larger ones go to an unlinked temporary
 * file, which is mapped for the application. If a request is refused before its body was read, the
 * server reads at most 64 kB of the body. If a body exceeds its limit, the server closes the
 * connection 1 MiB later.
 *
 * If a file loses its last name while it is sent, or a stream fails, the connection closes before
 * the body is complete, so that the client notices. A stream is sent in chunks, to GET only, and
 * needs event threads.
 *
 * A head that other recipients could parse differently (RFC 9112 §11.2) is rejected, and a
 * connection closes after a chunked request body. So no data that a proxy takes for a body can
 * become a request here.
 *
 * Slow clients cannot block others: the server closes connections whose head is not complete in
 * time, or whose body or response is too slow. If all connection slots are in use, a new connection
 * evicts such a connection, or else the one that has been idle longest. Connections whose request
 * the application is processing are never closed.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "base/fault.h"
#include "http/exchange.h"
#include "http/server_options.h"

struct server;

/* Starts a server. Returns NULL, with the reason in the fault, if it cannot listen on the address
 * or lacks threads or memory. `app` must outlive the server. */
struct server *server_start(
	const struct server_options *options, const struct server_app *app, struct fault *fault);

/* Returns the port that the server listens on. */
uint16_t server_port(const struct server *server);

/* Uses this certificate and key (PEM) for new connections. If the pair is unusable, returns
 * STATUS_INVALID and keeps the previous pair. The server must have been started with a pair. */
enum status server_renew_certificate(struct server *server, const char *certificate_pem,
	const char *key_pem, struct fault *fault);

/* Stops accepting connections. Open connections continue. */
void server_quiesce(struct server *server);

/* Closes all connections and frees the server. No exchange may be suspended. */
void server_stop(struct server *server);

/* Resumes a suspended exchange. `step` is the step that begin() or serve() would have returned. */
void server_resume(struct exchange *exchange, enum server_step step);

#endif
