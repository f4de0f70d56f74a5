/*
 * front: connects the HTTP server to the pipeline.
 *
 * Runs each request through the pipeline without blocking an event thread. Only the thread that
 * starts and stops the service may call the functions below.
 */
#ifndef API_PIPELINE_FRONT_H
#define API_PIPELINE_FRONT_H

#include "base/fault.h"
#include "config/config.h"

struct front;
struct service;

/* Starts the HTTP server with the settings of the service. The service must outlive the front. If a
 * setting is invalid or the server cannot listen on its address, sets the fault and returns its
 * status. */
enum status front_start(struct front **ret_front, struct service *service, struct fault *fault);

/* Returns the URL of the server, with the numeric address and the port on which it listens. */
const char *front_url(const struct front *front);

/* Loads the certificate that `config` names. The server then uses this certificate for new
 * connections. Does nothing if `config` names no certificate. If the certificate cannot be used,
 * sets the fault, and the server keeps its current certificate. */
enum status front_renew_certificate(
	struct front *front, const struct config *config, struct fault *fault);

/* Stops the server. First refuses new requests, waits for the requests in progress, and stops
 * listening. Then gives clients up to 5 s to receive their responses. Does nothing if `front` is
 * NULL. */
void front_stop(struct front *front);

#endif
