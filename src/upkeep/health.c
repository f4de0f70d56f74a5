#include "upkeep/health.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct row {
	const char *name; /* in /readyz and the log */
	const char *code; /* in problem documents */
	bool stops; /* every call except health checks */
};

static const struct row rows[HEALTH_CONDITIONS] = {
	[HEALTH_DATABASE_MOVED] = {.name = "databaseMoved", .code = "DatabaseMoved", .stops = true},
	[HEALTH_DATABASE_DAMAGED] = {.name = "databaseDamaged",
		.code = "DatabaseDamaged",
		.stops = true},
	[HEALTH_SEARCH_BROKEN] = {.name = "searchIndexBroken", .code = "SearchIndexBroken"},
};

struct health {
	const struct log *log;
	struct metrics *metrics;
	atomic_bool stopped; /* a condition with `stops` is set */
	pthread_mutex_t lock;
	bool is_set[HEALTH_CONDITIONS];
	char reasons[HEALTH_CONDITIONS][HEALTH_REASON_BYTES + 1];
};

struct health *health_new(const struct log *log, struct metrics *metrics)
{
	struct health *health = calloc(1, sizeof(*health));

	if (health == NULL)
		abort();
	health->log = log;
	health->metrics = metrics;
	pthread_mutex_init(&health->lock, NULL);
	return health;
}

void health_free(struct health *health)
{
	if (health == NULL)
		return;
	pthread_mutex_destroy(&health->lock);
	free(health);
}

/* The caller has the lock. */
static void note_stops(struct health *health)
{
	bool stopped = false;
	int64_t count = 0;

	for (size_t i = 0; i < HEALTH_CONDITIONS; i++) {
		stopped = stopped || (rows[i].stops && health->is_set[i]);
		count += health->is_set[i];
	}
	metrics_set(health->metrics, METRIC_CONDITIONS, count);
	atomic_store(&health->stopped, stopped);
}

bool health_set(struct health *health, enum health_condition condition, struct text reason)
{
	size_t length = reason.length < HEALTH_REASON_BYTES ? reason.length : HEALTH_REASON_BYTES;
	bool is_new;

	pthread_mutex_lock(&health->lock);
	is_new = !health->is_set[condition];
	if (is_new) {
		health->is_set[condition] = true;
		memcpy(health->reasons[condition], reason.data, length);
		health->reasons[condition][length] = '\0';
		note_stops(health);
	}
	pthread_mutex_unlock(&health->lock);
	if (is_new)
		LOG_NOW(health->log, LOG_ERROR, "not-ready",
			LOG_CSTR("condition", rows[condition].name), LOG_TEXT("why", reason));
	return is_new;
}

void health_clear(struct health *health, enum health_condition condition)
{
	bool was_set;

	pthread_mutex_lock(&health->lock);
	was_set = health->is_set[condition];
	health->is_set[condition] = false;
	note_stops(health);
	pthread_mutex_unlock(&health->lock);
	if (was_set)
		LOG_NOW(health->log, LOG_WARNING, "condition-ended",
			LOG_CSTR("condition", rows[condition].name));
}

enum status health_may_serve(struct health *health, struct fault *fault)
{
	if (!atomic_load(&health->stopped))
		return STATUS_OK;
	pthread_mutex_lock(&health->lock);
	for (size_t i = 0; i < HEALTH_CONDITIONS && fault->status == STATUS_OK; i++) {
		if (rows[i].stops && health->is_set[i])
			fault_set(
				fault, STATUS_UNAVAILABLE, rows[i].code, "%s", health->reasons[i]);
	}
	pthread_mutex_unlock(&health->lock);
	return fault->status;
}

enum status health_check_ready(struct health *health, struct fault *fault)
{
	pthread_mutex_lock(&health->lock);
	for (size_t i = 0; i < HEALTH_CONDITIONS; i++) {
		if (health->is_set[i])
			fault_add(fault, text_from(rows[i].name), rows[i].code, "%s",
				health->reasons[i]);
	}
	pthread_mutex_unlock(&health->lock);
	if (fault->error_count == 0)
		return STATUS_OK;
	fault->status = STATUS_UNAVAILABLE;
	fault->code = "NotReady";
	return fault->status;
}
