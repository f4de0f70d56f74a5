/*
 * server_callbacks: the callbacks that libmicrohttpd calls for connections and requests.
 *
 * Their types are defined by libmicrohttpd; `context` is the server.
 */
#ifndef HTTP_SERVER_CALLBACKS_PRIVATE_H
#define HTTP_SERVER_CALLBACKS_PRIVATE_H

#include <microhttpd.h>

void *server_callbacks_on_uri(void *context, const char *uri, struct MHD_Connection *connection);
void server_callbacks_on_connection(void *context, struct MHD_Connection *connection,
	void **per_connection, enum MHD_ConnectionNotificationCode code);
enum MHD_Result server_callbacks_on_request(void *context, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version, const char *upload,
	size_t *upload_bytes, void **per_request);
void server_callbacks_on_completed(void *context, struct MHD_Connection *connection,
	void **per_request, enum MHD_RequestTerminationCode code);

#endif
