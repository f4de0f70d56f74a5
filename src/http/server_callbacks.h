/*
 * server_callbacks: the functions that libmicrohttpd calls for connections and requests.
 *
 * libmicrohttpd defines the types of these functions. `context` is the struct server.
 */
#ifndef HTTP_SERVER_CALLBACKS_PRIVATE_H
#define HTTP_SERVER_CALLBACKS_PRIVATE_H

#include <microhttpd.h>

/* libmicrohttpd calls this function when it has read the request line. Returns a new struct
 * server_exchange. */
void *server_callbacks_on_uri(void *context, const char *uri, struct MHD_Connection *connection);

/* libmicrohttpd calls this function when a connection starts and when it ends. */
void server_callbacks_on_connection(void *context, struct MHD_Connection *connection,
	void **per_connection, enum MHD_ConnectionNotificationCode code);

/* libmicrohttpd calls this function several times: when the head is complete, for each chunk of the
 * body, when the body is complete, and when the connection is resumed. */
enum MHD_Result server_callbacks_on_request(void *context, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version, const char *upload,
	size_t *upload_bytes, void **per_request);

/* libmicrohttpd calls this function when the response was sent or the client has disconnected.
 * Frees the exchange. */
void server_callbacks_on_completed(void *context, struct MHD_Connection *connection,
	void **per_request, enum MHD_RequestTerminationCode code);

#endif
