/*
 * ops_process: the process metrics of Prometheus ("Writing client libraries", section "Process
 * metrics").
 */
#ifndef SERVICE_OPS_PROCESS_PRIVATE_H
#define SERVICE_OPS_PROCESS_PRIVATE_H

#include "base/arena.h"

/* Writes the metrics, in the arena. Omits metrics that the system does not provide. */
struct text ops_process_write(struct arena *arena);

#endif
