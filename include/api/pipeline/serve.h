/*
 * serve: runs a call from its request to its response on the calling thread, without sockets.
 *
 * For tests, fuzzers and benchmarks. front.c runs the same pipeline without blocking a thread.
 */
#ifndef API_PIPELINE_SERVE_H
#define API_PIPELINE_SERVE_H

#include "http/message.h"

struct service;

/* Handles the request and fills *ret_response, whose texts live in request->arena. Blocks until the
 * response is complete. */
void serve_request(struct service *service, struct request *request, struct response *ret_response);

#endif
