/*
 * serve: a blocking call from a request to its response, without sockets.
 *
 * For tests, fuzzers and benchmarks. front.c runs the same pipeline without blocking.
 */
#ifndef API_PIPELINE_SERVE_H
#define API_PIPELINE_SERVE_H

#include "http/message.h"

struct service;

/* Runs the request to its end and fills *ret_response, whose texts live in request->arena. Blocks
 * the calling thread. */
void serve_request(struct service *service, struct request *request, struct response *ret_response);

#endif
