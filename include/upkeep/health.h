/*
 * health: conditions that keep the service from doing its work, each with a reason.
 *
 * Promises: any thread may call any function at any time. A condition is logged when it is set and
 * when it is cleared, not in between, however often it is set. health_may_serve() is one atomic
 * read while no condition stops the service.
 */
#ifndef UPKEEP_HEALTH_H
#define UPKEEP_HEALTH_H

#include "base/fault.h"
#include "base/log.h"
#include "base/metrics.h"

struct health;

/* health.c has a row for each: its names, and what it stops. */
enum health_condition {
	HEALTH_DATABASE_MOVED, /* another file, or none, is where the database was */
	HEALTH_DATABASE_DAMAGED, /* SQLite found the file malformed */
	HEALTH_SEARCH_BROKEN, /* the search index is unreadable, so no review can be stored */
	HEALTH_CONDITIONS
};

/* Both must outlive it; METRIC_CONDITIONS is how many are set. */
struct health *health_new(const struct log *log, struct metrics *metrics);
void health_free(struct health *health);

/* `reason` is one sentence without names of files, since everybody may read it; the first
 * HEALTH_REASON_BYTES of it are kept. While a condition is set, its first reason stays. True when
 * it was not set before. */
#define HEALTH_REASON_BYTES 256
bool health_set(struct health *health, enum health_condition condition, struct text reason);
void health_clear(struct health *health, enum health_condition condition);

/* STATUS_OK, or STATUS_UNAVAILABLE with the code and reason of a condition under which no call but
 * those for health may be answered. */
enum status health_may_serve(struct health *health, struct fault *fault);

/* STATUS_OK while no condition is set. Else STATUS_UNAVAILABLE "NotReady", an error for each. */
enum status health_check_ready(struct health *health, struct fault *fault);

#endif
