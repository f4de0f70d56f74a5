/*
 * health: the conditions that keep the service from working, each with a reason.
 *
 * Thread-safe. A condition is logged once when it is set and once when it is cleared, no matter how
 * often it is set in between. While no condition stops the service, health_may_serve() costs one
 * atomic read.
 */
#ifndef UPKEEP_HEALTH_H
#define UPKEEP_HEALTH_H

#include "base/fault.h"
#include "base/log.h"
#include "base/metrics.h"

struct health;

/* health.c has a row for each condition. */
enum health_condition {
	HEALTH_DATABASE_MOVED, /* the database was moved, deleted or replaced */
	HEALTH_DATABASE_DAMAGED, /* SQLite reported a malformed database */
	HEALTH_SEARCH_BROKEN, /* the search index is unreadable, so no review can be stored */
	HEALTH_CONDITIONS
};

/* Both arguments must outlive it. METRIC_CONDITIONS counts the conditions that are set. */
struct health *health_new(const struct log *log, struct metrics *metrics);
void health_free(struct health *health);

/* Sets a condition. `reason` is public, so it must name no files; it is cut after
 * HEALTH_REASON_BYTES. Returns false, and keeps the first reason, when the condition is
 * already set. */
#define HEALTH_REASON_BYTES 256
bool health_set(struct health *health, enum health_condition condition, struct text reason);
void health_clear(struct health *health, enum health_condition condition);

/* Returns STATUS_OK, or STATUS_UNAVAILABLE with the code and reason of a condition that stops all
 * calls except health checks. */
enum status health_may_serve(struct health *health, struct fault *fault);

/* Returns STATUS_OK while no condition is set, else STATUS_UNAVAILABLE "NotReady" with an error for
 * each condition. */
enum status health_check_ready(struct health *health, struct fault *fault);

#endif
