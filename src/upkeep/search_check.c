#include "upkeep/search_check.h"

#include "reviews/search_consistency.h"
#include "upkeep/runtime.h"

/* Time limit: while a check reads the index, no process can truncate the write-ahead log. */
#define DURATION_MS_MAX (120 * CLOCK_MS_PER_S)

struct limit {
	bool (*must_end)(void *context);
	void *context;
	int64_t until_ms;
};

static bool is_reached(void *context)
{
	const struct limit *limit = context;

	return clock_monotonic_ms() >= limit->until_ms || limit->must_end(limit->context);
}

/* Compares within one snapshot of the database. */
static enum status compare(struct db *db, struct limit *limit,
	struct search_consistency *ret_compare, struct fault *fault)
{
	if (db_begin(db, DB_READ, fault) == STATUS_OK)
		search_consistency_run(db, is_reached, limit, ret_compare, fault);
	db_rollback(db);
	return fault->status;
}

enum search_check_outcome search_check_run(struct runtime *runtime, bool (*must_end)(void *context),
	void *context, struct fault *fault)
{
	int64_t started_ms = clock_monotonic_ms();
	struct search_consistency found = {.is_sound = true};
	struct limit limit = {must_end, context, started_ms + DURATION_MS_MAX};
	struct db *db = pool_acquire(runtime->pool, fault);

	if (db != NULL)
		compare(db, &limit, &found, fault);
	pool_release(runtime->pool, db);
	if (fault->status == STATUS_OK && !found.is_sound)
		return SEARCH_CHECK_UNEQUAL;
	if (fault->status != STATUS_OK || !found.is_whole)
		return SEARCH_CHECK_INTERRUPTED;
	LOG(runtime->log, LOG_INFO, "search-index-checked", LOG_INT("words", found.words),
		LOG_INT("durationMs", clock_monotonic_ms() - started_ms));
	return SEARCH_CHECK_SOUND;
}
