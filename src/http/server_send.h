/*
 * server_send: uses libmicrohttpd to send the response to a request.
 */
#ifndef HTTP_SERVER_SEND_PRIVATE_H
#define HTTP_SERVER_SEND_PRIVATE_H

#include "http/server_exchange.h"

/* Passes the response of the exchange to libmicrohttpd. The body of the response must stay valid
 * until libmicrohttpd calls server_callbacks_on_completed(). */
enum MHD_Result server_send_response(struct server_exchange *self);

#endif
