/*
 * server: an HTTP server that passes requests to an application and sends its responses.
 *
 * Only the server modules use libmicrohttpd. The callbacks of the application must never block an
 * event thread. A callback either responds at once or returns SERVER_WAIT. After SERVER_WAIT, the
 * application must call server_resume() later, on any thread.
 *
 * A body of up to SERVER_MEMORY_BODY_BYTES stays in memory. The server writes a larger body to an
 * unlinked temporary file and maps the file for the application. If the application refuses a
 * request before its body arrives, the server still reads and drops a body of up to 64 KiB. The
 * client can then reuse the connection. If a body exceeds the limit that begin() has set, the
 * server drops the excess. If the excess is more than 1 MiB, the server closes the connection.
 *
 * If a stream fails, or if a file is unlinked while the server sends it, the server closes the
 * connection before the body is complete. The client can therefore detect the failure. The server
 * sends a stream with chunked encoding. It does not send a stream in response to HEAD. A server
 * without event threads cannot send streams.
 *
 * The server rejects a head that a proxy could parse differently (RFC 9112 section 11.2). It closes
 * a connection after a chunked request body. The server can therefore never mistake body data for a
 * new request.
 *
 * Slow clients cannot block other clients. The server closes a connection if its head is not
 * complete in time, or if its body or response is too slow. If all connection slots are in use, the
 * server evicts a connection to admit a new one. It evicts the oldest connection of the first group
 * that is not empty:
 * - connections whose head has been incomplete for at least 1 s,
 * - connections with a slow body or response,
 * - idle connections,
 * - other connections with an incomplete head,
 * - connections with a body or response that takes more than 60 s.
 *
 * The server never closes a connection while the application processes its request.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "base/fault.h"
#include "http/exchange.h"
#include "http/server_options.h"

struct server;

/* Starts a server. `app` must outlive the server. If the server cannot listen on the address, the
 * certificate is unusable, or the system lacks threads or memory, sets the fault and returns
 * NULL. */
struct server *server_start(
	const struct server_options *options, const struct server_app *app, struct fault *fault);

/* Returns the port on which the server listens. */
uint16_t server_port(const struct server *server);

/* Makes the server use this certificate chain and private key (both PEM) for new connections. If
 * the chain or the key is unusable, returns STATUS_INVALID and keeps the previous chain and key.
 * The server must have been started with TLS. */
enum status server_renew_certificate(struct server *server, const char *certificate_pem,
	const char *key_pem, struct fault *fault);

/* Accepts the connections in the listen queue, then stops listening. Open connections stay open.
 * Blocks until the server no longer listens. */
void server_quiesce(struct server *server);

/* Closes all connections and frees the server. The caller must first resume all suspended
 * exchanges. `server` may be NULL. */
void server_stop(struct server *server);

/* Resumes an exchange whose begin() or serve() returned SERVER_WAIT. `step` replaces SERVER_WAIT as
 * the result of that callback. Thread-safe. */
void server_resume(struct exchange *exchange, enum server_step step);

#endif
