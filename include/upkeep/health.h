/*
 * health: the conditions that prevent the service from working normally, each with a reason.
 *
 * A condition is logged once when it is set and once when it is cleared, no matter how often it is
 * set in between. While no condition stops all calls, health_may_serve() costs one atomic read.
 * Thread-safe.
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
	HEALTH_SEARCH_BROKEN, /* the search index is unreadable, so no review can be stored */
	HEALTH_CONDITIONS
};

/* Both arguments must outlive the struct health. The metric METRIC_CONDITIONS is the number of
 * conditions that are set. */
struct health *health_new(const struct log *log, struct metrics *metrics);
void health_free(struct health *health);

/* Sets a condition. Clients can read `reason`, so it must not name files. A longer reason is
 * truncated to HEALTH_REASON_BYTES. If the condition is already set, keeps the first reason and
 * returns false. */
#define HEALTH_REASON_BYTES 256
bool health_set(struct health *health, enum health_condition condition, struct text reason);

/* Clears a condition, if it is set. */
void health_clear(struct health *health, enum health_condition condition);

/* Returns STATUS_OK if the service may process calls. If a condition stops all calls except health
 * checks, returns STATUS_UNAVAILABLE with the code and the reason of the condition. */
enum status health_may_serve(struct health *health, struct fault *fault);

/* Returns STATUS_OK if no condition is set. Otherwise returns STATUS_UNAVAILABLE with the code
 * "NotReady" and adds an error to the fault for each condition that is set. */
enum status health_check_ready(struct health *health, struct fault *fault);

#endif
