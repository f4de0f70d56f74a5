/*
 * server_send: sends the response of an exchange with libmicrohttpd.
 */
#ifndef HTTP_SERVER_SEND_PRIVATE_H
#define HTTP_SERVER_SEND_PRIVATE_H

#include "http/server_exchange.h"

/* Queues exchange->response. The exchange keeps its body until the request is completed. */
enum MHD_Result server_send_response(struct server_exchange *self);

#endif
