/*
 * ops: the operations listener, which serves /healthz, /readyz and /metrics.
 *
 * It has threads of its own, so it responds when the service's main listener is full or its event
 * threads are busy. It requires no credentials and returns no personal data. Bind it to a loopback
 * address or an internal network.
 */
#ifndef SERVICE_OPS_H
#define SERVICE_OPS_H

#include "service/service.h"

struct ops;

/* Listens on the address in server.ops-address; sets *ret_ops to NULL when the setting is empty.
 * Several services may run on one machine, so when the default address is in use, logs a warning,
 * sets *ret_ops to NULL and returns STATUS_OK. */
enum status ops_start(struct ops **ret_ops, struct service *service, struct fault *fault);

/* Returns the URL, such as "http://127.0.0.1:9464", or NULL for no listener. */
const char *ops_url(const struct ops *ops);

/* Makes /readyz report that the service is stopping. NULL is allowed. */
void ops_announce_stop(struct ops *ops);

/* Stops the listener. NULL is allowed. */
void ops_stop(struct ops *ops);

#endif
