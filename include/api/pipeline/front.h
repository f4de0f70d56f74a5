/*
 * front: connects the HTTP server to the pipeline.
 *
 * Runs each request through the pipeline without blocking an event thread. Call the functions below
 * only on the thread that starts and stops the service.
 */
#ifndef API_PIPELINE_FRONT_H
#define API_PIPELINE_FRONT_H

#include "base/fault.h"
#include "config/config.h"

struct front;
struct service;

/* Starts the HTTP server as configured. The service must outlive the front. Returns STATUS_OK, or
 * the status of the fault if a setting is invalid or the server cannot listen on its address. */
enum status front_start(struct front **ret_front, struct service *service, struct fault *fault);

/* Returns the URL on which the server listens, with its numeric address and port. */
const char *front_url(const struct front *front);

/* Makes the server use the certificate named in `config` for new connections. Does nothing if
 * `config` names no certificate. If the certificate cannot be used, sets the fault, and the server
 * keeps its current certificate. */
enum status front_renew_certificate(
	struct front *front, const struct config *config, struct fault *fault);

/* Refuses new calls and connections, waits for calls in progress, then stops the server. Does
 * nothing if `front` is NULL. */
void front_stop(struct front *front);

#endif
