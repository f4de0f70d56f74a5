/*
 * ops: the listener for those who run the service: /healthz, /readyz and /metrics.
 *
 * Promises: threads of its own, so that it answers when the service's own listener is full or its
 * event threads are busy. Nothing on it needs credentials and nothing names people, so that it
 * belongs on a loopback address or an internal network.
 */
#ifndef SERVICE_OPS_H
#define SERVICE_OPS_H

#include "service/service.h"

struct ops;

/* Listens on the setting server.ops-address; *ret_ops is NULL where that is empty. A default
 * address that is taken is a warning in the log, and *ret_ops is NULL too: several services may
 * run on one machine. */
enum status ops_start(struct ops **ret_ops, struct service *service, struct fault *fault);

/* "http://127.0.0.1:9464", or NULL for no listener. */
const char *ops_url(const struct ops *ops);

/* From now on /readyz says that the service stops. */
void ops_announce_stop(struct ops *ops);

void ops_stop(struct ops *ops);

#endif
