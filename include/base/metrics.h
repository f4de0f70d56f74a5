/*
 * metrics: counters and gauges of the process, in the text format of Prometheus (version 0.0.4).
 *
 * Thread-safe and lock-free. Metrics have no labels, so requests cannot create new time series.
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

/* Initialize all members to zero. */
struct metrics {
	_Atomic int64_t values[METRIC_COUNT];
};

/* Adds `count` to a counter. */
void metrics_add(struct metrics *metrics, enum metric metric, int64_t count);

/* Sets the value of a gauge. */
void metrics_set(struct metrics *metrics, enum metric metric, int64_t value);

int64_t metrics_get(const struct metrics *metrics, enum metric metric);

/* Returns all metrics in the text format, in the arena. */
struct text metrics_write(const struct metrics *metrics, struct arena *arena);

#endif
