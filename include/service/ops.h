/*
 * ops: the operations listener, which serves /healthz, /readyz and /metrics.
 *
 * The operations listener has its own threads and connection slots. It therefore responds even if
 * all threads and slots of the public HTTP server are in use. The listener requires no credentials
 * and returns no personal data. It must listen only on a loopback address or in an internal
 * network.
 */
#ifndef SERVICE_OPS_H
#define SERVICE_OPS_H

#include "service/service.h"

struct ops;

/* Starts the listener on the address in the setting server.ops-address. If the setting is empty,
 * sets *ret_ops to NULL and returns STATUS_OK. Another service on the machine may already use the
 * default address. If the listener cannot start on the default address, the function therefore only
 * logs a warning, sets *ret_ops to NULL and returns STATUS_OK. */
enum status ops_start(struct ops **ret_ops, struct service *service, struct fault *fault);

/* Returns the URL of the listener, such as "http://127.0.0.1:9464". Returns NULL if `ops` is
 * NULL. */
const char *ops_url(const struct ops *ops);

/* Makes /readyz respond with 503 from now on, because the service is stopping. `ops` may be
 * NULL. */
void ops_announce_stop(struct ops *ops);

/* Stops the listener. `ops` may be NULL. */
void ops_stop(struct ops *ops);

#endif
