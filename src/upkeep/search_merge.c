#include "upkeep/search_merge.h"

#include "base/container_of.h"
#include "reviews/search_levels.h"
#include "upkeep/runtime.h"

struct compaction {
	struct group_job job;
	const struct log *log;
};

static enum status run(struct group_job *job, struct db *db, struct fault *fault)
{
	const struct log *log = container_of(job, struct compaction, job)->log;
	int64_t before, after;
	enum status status = search_levels_count(db, &before, fault);

	if (status != STATUS_OK || before < SEARCH_LEVELS_MANY)
		return status;
	status = search_levels_compact(db, fault);
	if (status == STATUS_OK)
		status = search_levels_count(db, &after, fault);
	if (status == STATUS_OK && log != NULL)
		LOG(log, LOG_WARNING, "search-index-levels", LOG_INT("before", before),
			LOG_INT("after", after));
	return status;
}

enum status search_merge_first(struct db *db, const struct log *log, struct fault *fault)
{
	struct compaction compaction = {.log = log};
	enum status status = db_begin(db, DB_WRITE, fault);

	if (status != STATUS_OK)
		return status;
	status = run(&compaction.job, db, fault);
	if (status == STATUS_OK)
		status = db_commit(db, fault);
	if (status != STATUS_OK)
		db_rollback(db);
	return status;
}

enum status search_merge_run(struct runtime *runtime, struct fault *fault)
{
	struct compaction compaction = {.job = {.run = run, .fault = fault}, .log = runtime->log};

	return group_run(runtime->group, &compaction.job);
}
