/*
 * server_send: the response of an exchange, handed to libmicrohttpd.
 */
#ifndef HTTP_SERVER_SEND_PRIVATE_H
#define HTTP_SERVER_SEND_PRIVATE_H

#include "http/server_exchange.h"

/* Queues exchange->response; its body stays the exchange's until that is completed. */
enum MHD_Result server_send_response(struct server_exchange *self);

#endif
