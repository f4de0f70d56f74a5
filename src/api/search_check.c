#include "api/search_check.h"

#include "api/call.h"
#include "reviews/search_compare.h"

/* Of one state of the database. */
static enum status compare(struct db *db, bool (*must_end)(void *context), void *context,
	struct search_compare *ret_compare, struct fault *fault)
{
	if (db_begin(db, DB_READ, fault) == STATUS_OK)
		search_compare_run(db, must_end, context, ret_compare, fault);
	db_rollback(db);
	return fault->status;
}

enum search_check_outcome search_check_run(struct service *service, bool (*must_end)(void *context),
	void *context, struct fault *fault)
{
	int64_t begun_ms = clock_monotonic_ms();
	struct search_compare found = {.is_sound = true};
	struct db *db = pool_take(service->pool, fault);

	if (db != NULL)
		compare(db, must_end, context, &found, fault);
	pool_put(service->pool, db);
	if (fault->status == STATUS_OK && !found.is_sound)
		return SEARCH_CHECK_UNEQUAL;
	if (fault->status != STATUS_OK || !found.is_whole)
		return SEARCH_CHECK_BROKEN_OFF;
	LOG(service->log, LOG_INFO, "search-index-checked", LOG_INT("words", found.words),
		LOG_INT("durationMs", clock_monotonic_ms() - begun_ms));
	return SEARCH_CHECK_SOUND;
}
