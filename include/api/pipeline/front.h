/*
 * front: the connection between the HTTP server and the pipeline.
 *
 * Runs each request through the pipeline without blocking an event thread. The functions below are
 * for the thread that starts and stops the service.
 */
#ifndef API_PIPELINE_FRONT_H
#define API_PIPELINE_FRONT_H

#include "base/fault.h"
#include "config/config.h"

struct front;
struct service;

/* Starts the HTTP server as configured. The service must outlive the front. Returns the status of
 * the fault if a setting is invalid or the address cannot be used. */
enum status front_start(struct front **ret_front, struct service *service, struct fault *fault);

/* Returns the URL on which the server listens, with its numeric address and port. */
const char *front_url(const struct front *front);

/* Uses the certificate of `config` for new connections. Does nothing without TLS. On a fault the
 * current certificate stays in use. */
enum status front_renew_certificate(
	struct front *front, const struct config *config, struct fault *fault);

/* Refuses new calls and connections, waits for calls in progress, then stops the server. Does
 * nothing if `front` is NULL. */
void front_stop(struct front *front);

#endif
