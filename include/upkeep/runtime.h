/*
 * runtime: what every part of the running service shares: settings, clock, log, database, health.
 *
 * service/service.c fills it in before any thread starts; the service owns it and all it points at.
 * Nothing in it changes afterwards but `config`, which a reload replaces: read it once per use.
 */
#ifndef UPKEEP_RUNTIME_H
#define UPKEEP_RUNTIME_H

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "config/config.h"
#include "db/group.h"
#include "db/pool.h"
#include "registry/environment.h"
#include "reviews/word_lists.h"
#include "upkeep/health.h"

/* Nice steps of threads that do long work, so that short calls go first. */
#define RUNTIME_NICE_STEPS 10

struct runtime {
	const struct config *_Atomic config;
	const struct clock *clock;
	const struct log *log;
	struct metrics *metrics;
	struct pool *pool; /* connections that read */
	struct group *group; /* the only writer */
	struct health *health;
	struct word_lists *word_lists;
	struct environment environment;
};

#endif
