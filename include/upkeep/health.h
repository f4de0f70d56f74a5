/*
 * health: the conditions that prevent the service from working normally, each with a reason.
 *
 * Setting a condition logs one message, and clearing the condition logs another. Setting a
 * condition that is already set logs nothing. health_may_serve() costs one atomic read while no
 * condition stops all requests. Thread-safe.
 */
#ifndef UPKEEP_HEALTH_H
#define UPKEEP_HEALTH_H

#include "base/fault.h"
#include "base/log.h"
#include "base/metrics.h"

struct health;

/* The table in health.c has a row for each condition. */
enum health_condition {
	HEALTH_DATABASE_MOVED, /* the database was moved, deleted or replaced */
	HEALTH_DATABASE_DAMAGED, /* SQLite reported a malformed database */
	HEALTH_SEARCH_BROKEN, /* the search index is unreadable; no review can be stored */
	HEALTH_CONDITIONS
};

/* Creates a struct health in which no condition is set. Both arguments must outlive the struct
 * health. The metric METRIC_CONDITIONS is the number of conditions that are set. */
struct health *health_new(const struct log *log, struct metrics *metrics);
void health_free(struct health *health);

/* Sets a condition. `reason` must not name files, because clients can read the reason. A reason
 * longer than HEALTH_REASON_BYTES is truncated. If the condition is already set, keeps the first
 * reason and returns false. */
#define HEALTH_REASON_BYTES 256
bool health_set(struct health *health, enum health_condition condition, struct text reason);

/* Clears a condition, if it is set. */
void health_clear(struct health *health, enum health_condition condition);

/* Returns STATUS_OK if the service may process requests. If a condition stops all requests except
 * health checks, returns STATUS_UNAVAILABLE with the code and the reason of the condition. */
enum status health_may_serve(struct health *health, struct fault *fault);

/* Returns STATUS_OK if no condition is set. Otherwise returns STATUS_UNAVAILABLE with the code
 * "NotReady" and adds an error to the fault for each condition that is set. */
enum status health_check_ready(struct health *health, struct fault *fault);

#endif
