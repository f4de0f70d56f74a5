/*
 * serve: a request in, a response out, without sockets. Unit tests, fuzzers and benchmarks call it;
 * front.c does the same in steps, so that event threads never wait.
 */
#ifndef API_PIPELINE_SERVE_H
#define API_PIPELINE_SERVE_H

#include "http/message.h"

struct service;

/* Answers the request completely. The response's texts live in request->arena. */
void serve_request(struct service *service, struct request *request, struct response *ret_response);

#endif
