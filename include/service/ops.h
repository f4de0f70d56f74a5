/*
 * ops: the operations listener, which serves /healthz, /readyz and /metrics.
 *
 * The listener has its own threads and connection slots. It therefore responds even if all threads
 * and slots of the service's main listener are in use. The listener requires no credentials and
 * returns no personal data. Bind it to a loopback address or an internal network.
 */
#ifndef SERVICE_OPS_H
#define SERVICE_OPS_H

#include "service/service.h"

struct ops;

/* Starts the listener on the address in the setting server.ops-address. If the setting is empty,
 * sets *ret_ops to NULL and returns STATUS_OK. If the listener cannot start on the default address,
 * logs a warning, sets *ret_ops to NULL and returns STATUS_OK, because another service on the
 * machine may already use that address. */
enum status ops_start(struct ops **ret_ops, struct service *service, struct fault *fault);

/* Returns the URL, such as "http://127.0.0.1:9464", or NULL if `ops` is NULL. */
const char *ops_url(const struct ops *ops);

/* Makes /readyz report that the service is stopping. NULL is allowed. */
void ops_announce_stop(struct ops *ops);

/* Stops the listener. NULL is allowed. */
void ops_stop(struct ops *ops);

#endif
