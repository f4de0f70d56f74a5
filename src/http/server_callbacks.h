/*
 * server_callbacks: the functions that libmicrohttpd calls for connections and requests.
 *
 * libmicrohttpd defines their types. `context` is the struct server.
 */
#ifndef HTTP_SERVER_CALLBACKS_PRIVATE_H
#define HTTP_SERVER_CALLBACKS_PRIVATE_H

#include <microhttpd.h>

/* Called when the request line was read. Returns a new struct server_exchange. */
void *server_callbacks_on_uri(void *context, const char *uri, struct MHD_Connection *connection);

/* Called when a connection starts and when it ends. */
void server_callbacks_on_connection(void *context, struct MHD_Connection *connection,
	void **per_connection, enum MHD_ConnectionNotificationCode code);

/* Called when the head is complete, for each part of the body, when the body is complete, and when
 * the connection is resumed. */
enum MHD_Result server_callbacks_on_request(void *context, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version, const char *upload,
	size_t *upload_bytes, void **per_request);

/* Called when the response was sent or the client has disconnected. Frees the exchange. */
void server_callbacks_on_completed(void *context, struct MHD_Connection *connection,
	void **per_request, enum MHD_RequestTerminationCode code);

#endif
