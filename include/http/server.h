/*
 * server: an HTTP server that passes requests to an application and sends its responses.
 *
 * Only the server modules use libmicrohttpd. The application never blocks an event thread: its
 * callbacks either respond at once, or return SERVER_WAIT and call server_resume() later, from any
 * thread.
 *
 * A body of up to SERVER_MEMORY_BODY_BYTES stays in memory. A larger body goes to an unlinked
 * temporary file, which the server maps for the application. If the application refuses a request
 * without reading its body, the server still reads and drops a body of up to 64 KiB, so that the
 * client can reuse the connection. If a body exceeds the limit that begin() has set, the server
 * drops the excess, and closes the connection when the excess is more than 1 MiB.
 *
 * If a file is unlinked while the server sends it, or if a stream fails, the server closes the
 * connection before the body is complete, so that the client detects the failure. Streams are sent
 * with chunked encoding. They require event threads, and are not sent in response to HEAD.
 *
 * The server rejects a head that other recipients could parse differently (RFC 9112 section 11.2),
 * and closes a connection after a chunked request body. Therefore data that a proxy considers part
 * of a body can never become a request to the server.
 *
 * Slow clients cannot block other clients: the server closes a connection if its head is not
 * complete in time, or if its body or response is too slow. If all connection slots are in use, the
 * server evicts a connection to admit a new one. It prefers connections with an incomplete head,
 * then slow ones, then the one that has been idle longest. The server never closes a connection
 * while the application processes its request.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "base/fault.h"
#include "http/exchange.h"
#include "http/server_options.h"

struct server;

/* Starts a server. `app` must outlive the server. Returns NULL and sets the fault if the server
 * cannot listen on the address, if the certificate is unusable, or if the system does not have
 * enough threads or memory. */
struct server *server_start(
	const struct server_options *options, const struct server_app *app, struct fault *fault);

/* Returns the port on which the server listens. */
uint16_t server_port(const struct server *server);

/* Uses this certificate chain and private key (both PEM) for new connections. If they are unusable,
 * returns STATUS_INVALID and keeps the previous ones. The server must have been started with
 * TLS. */
enum status server_renew_certificate(struct server *server, const char *certificate_pem,
	const char *key_pem, struct fault *fault);

/* Accepts the connections that are in the listen queue, then stops listening. Open connections
 * continue. Returns when the server no longer listens. */
void server_quiesce(struct server *server);

/* Closes all connections and frees the server. No exchange may be suspended. NULL is allowed. */
void server_stop(struct server *server);

/* Resumes a suspended exchange. `step` is the step that begin() or serve() would have returned
 * without a suspension. Thread-safe. */
void server_resume(struct exchange *exchange, enum server_step step);

#endif
