/*
 * server: sockets to struct request and back, with libmicrohttpd; the only place that knows it.
 *
 * Promises: event threads never wait for the application: it answers at once or says SERVER_WAIT
 * and calls server_resume() later, from any thread. Bodies up to SERVER_MEMORY_BODY_BYTES stay in
 * memory, larger ones go to an unlinked temporary file that is mapped for the application.
 * A file that loses its last name while it is sent, and a stream that fails, end the connection
 * before the body is whole, so that the client sees that it is not. A stream's end is not known
 * when it begins: it is sent in chunks, to GET alone, and takes event threads.
 * A head that another recipient could read otherwise (RFC 9112 §11.2) is never acted on, and a body
 * in chunks is the last that a connection takes: so nothing that a proxy takes for a body becomes a
 * request here.
 * A request that is refused before its body was read costs no more than 64 kB of reading; one whose
 * body passes its limit is cut off 1 MiB later.
 * Slow clients keep nobody out: a head that does not end in time, a body or a reader that hardly
 * moves ends the connection, and where all places are taken, such a connection, or else the one
 * that has been idle for longest, gives up its place to a new one. Connections whose request the
 * application works on are left alone.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "base/fault.h"
#include "http/exchange.h"
#include "http/server_options.h"

struct server;

/* NULL, with the fault set, when the address cannot be listened on, or there are no threads or
 * memory to serve it; the fault says which. `app` must outlive the server. */
struct server *server_start(
	const struct server_options *options, const struct server_app *app, struct fault *fault);

/* The port that is listened on. */
uint16_t server_port(const struct server *server);

/* Serves this pair, both PEM, to connections that come from now on. STATUS_INVALID, and the pair
 * before stays, when it cannot be used. Only for a server that was started with a pair. */
enum status server_renew_certificate(struct server *server, const char *certificate_pem,
	const char *key_pem, struct fault *fault);

/* No new connections from now on; those open go on. */
void server_quiesce(struct server *server);

/* Closes every connection and frees the server. No exchange may be waiting. */
void server_stop(struct server *server);

/* Goes on with an exchange that waits. `step` is what begin() or serve() would have returned. */
void server_resume(struct exchange *exchange, enum server_step step);

#endif
