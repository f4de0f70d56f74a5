/*
 * metrics: what the process counts, for Prometheus ("Exposition formats", text format 0.0.4).
 *
 * Promises: thread-safe without a lock, and never waits. A metric has no label, so that neither a
 * token nor a body can add one. Counters only grow; gauges are set.
 */
#ifndef BASE_METRICS_H
#define BASE_METRICS_H

#include <stdatomic.h>

#include "base/text.h"

struct arena;

enum metric {
	METRIC_LOG_LINES_DROPPED,
	METRIC_SEARCH_LEVELS,
	METRIC_CONNECTIONS_OPEN,
	METRIC_CONNECTIONS_ACCEPTED,
	METRIC_CONNECTIONS_EVICTED,
	METRIC_CONNECTIONS_REFUSED,
	METRIC_CONNECTIONS_TIMED_OUT,
	METRIC_DISK_FREE_BYTES,
	METRIC_WAL_BYTES,
	METRIC_CONDITIONS,
	METRIC_COUNT
};

/* All zero is a good start. */
struct metrics {
	_Atomic int64_t values[METRIC_COUNT];
};

void metrics_add(struct metrics *metrics, enum metric metric, int64_t count);
void metrics_set(struct metrics *metrics, enum metric metric, int64_t value);
int64_t metrics_get(const struct metrics *metrics, enum metric metric);

/* Every metric with its help and type, in the arena. */
struct text metrics_write(const struct metrics *metrics, struct arena *arena);

#endif
