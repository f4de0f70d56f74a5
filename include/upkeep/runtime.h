/*
 * runtime: the state that all parts of the running service share: settings, clock, log, database
 * and health.
 *
 * service/service.c fills in the struct before any thread starts. service/service.c also owns all
 * objects to which the struct points. While threads run, only the pointer `config` can change: a
 * reload replaces the configuration. Code that needs several settings must read the pointer
 * `config` only once.
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

/* The service adds this number to the nice value of threads with long tasks. Short requests
 * therefore run first. */
#define RUNTIME_NICE_STEPS 10

struct runtime {
	const struct config *_Atomic config;
	const struct clock *clock;
	const struct log *log;
	struct metrics *metrics;
	struct pool *pool; /* read connections */
	struct group *group; /* the group commit, which does all writes */
	struct health *health;
	struct word_lists *word_lists;
	struct environment environment;
};

#endif
