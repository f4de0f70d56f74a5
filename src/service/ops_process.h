/*
 * ops_process: what the system knows of this process, for Prometheus (its guide "Writing client
 * libraries", section "Process metrics").
 */
#ifndef SERVICE_OPS_PROCESS_PRIVATE_H
#define SERVICE_OPS_PROCESS_PRIVATE_H

#include "base/arena.h"

/* In the arena; what the system does not tell is left out. */
struct text ops_process_write(struct arena *arena);

#endif
