/*
 * front: the service behind the HTTP server.
 */
#ifndef API_PIPELINE_FRONT_H
#define API_PIPELINE_FRONT_H

#include "base/fault.h"
#include "config/config.h"

struct front;
struct service;

/* Listens as the configuration says; the service must outlive the front. */
enum status front_start(struct front **ret_front, struct service *service, struct fault *fault);

/* The URL that is listened on, by address and port. */
const char *front_url(const struct front *front);

/* Serves the certificate of `config` to connections that come from now on; without TLS it does
 * nothing. On a fault the certificate before stays. */
enum status front_renew_certificate(
	struct front *front, const struct config *config, struct fault *fault);

/* Takes no new connections and no new calls, lets what is under way end, then closes. */
void front_stop(struct front *front);

#endif
