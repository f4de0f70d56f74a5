/*
 * ops_process: the metrics of the process, such as its memory and its open files.
 *
 * Source: "Process metrics" in "Writing client libraries" of Prometheus.
 */
#ifndef SERVICE_OPS_PROCESS_PRIVATE_H
#define SERVICE_OPS_PROCESS_PRIVATE_H

#include "base/arena.h"

/* Returns the metrics in the text format of Prometheus, in the arena. Omits the metrics that the
 * operating system does not provide. */
struct text ops_process_write(struct arena *arena);

#endif
