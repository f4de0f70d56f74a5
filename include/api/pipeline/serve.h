/*
 * serve: turns a request into its response on the calling thread, without sockets.
 *
 * The operations listener, the tests, the fuzzers and the benchmarks use this module. The public
 * server uses front.c instead, which runs the same pipeline without blocking a thread.
 */
#ifndef API_PIPELINE_SERVE_H
#define API_PIPELINE_SERVE_H

#include "http/message.h"

struct service;

/* Handles the request and fills in *ret_response. The texts of the response live in request->arena.
 * Blocks until the response is complete. */
void serve_request(struct service *service, struct request *request, struct response *ret_response);

#endif
