#include "upkeep/search_rebuild.h"

#include "base/container_of.h"
#include "reviews/search_consistency.h"
#include "reviews/search_repair.h"
#include "upkeep/runtime.h"

struct rebuild {
	struct group_job job;
	enum search_rebuild_precheck precheck;
	bool was_sound;
};

static enum status check(struct rebuild *rebuild, struct db *db, struct fault *fault)
{
	struct search_consistency compare;

	switch (rebuild->precheck) {
	case SEARCH_REBUILD_UNREADABLE:
		return search_repair_probe(db, &rebuild->was_sound, fault);
	case SEARCH_REBUILD_UNEQUAL:
		search_consistency_run(db, NULL, NULL, &compare, fault);
		rebuild->was_sound = compare.is_sound;
		return fault->status;
	case SEARCH_REBUILD_REPORTED:
		return search_repair_verify(db, &rebuild->was_sound, fault);
	case SEARCH_REBUILD_UNCHECKED:
		break;
	}
	return STATUS_OK;
}

static enum status run(struct group_job *job, struct db *db, struct fault *fault)
{
	struct rebuild *rebuild = container_of(job, struct rebuild, job);
	enum status status = check(rebuild, db, fault);

	return status != STATUS_OK || rebuild->was_sound ? status
							 : search_repair_rebuild(db, fault);
}

void search_rebuild_announce(struct runtime *runtime)
{
	health_set(runtime->health, HEALTH_SEARCH_BROKEN,
		TEXT("The search index is being rebuilt. No review can be stored until then."));
}

static enum search_rebuild_outcome log_outcome(
	const struct runtime *runtime, const struct rebuild *rebuild, int64_t ms)
{
	const struct fault *fault = rebuild->job.fault;

	if (rebuild->job.status != STATUS_OK) {
		LOG(runtime->log, LOG_ERROR, "search-upkeep-failed", LOG_CSTR("code", fault->code),
			LOG_TEXT("detail", fault->detail));
		return SEARCH_REBUILD_FAILED;
	}
	LOG(runtime->log, LOG_WARNING,
		rebuild->was_sound ? "search-index-sound" : "search-index-rebuilt",
		LOG_INT("ms", ms));
	return rebuild->was_sound ? SEARCH_REBUILD_NOT_NEEDED : SEARCH_REBUILD_DONE;
}

enum search_rebuild_outcome search_rebuild_run(
	struct runtime *runtime, enum search_rebuild_precheck precheck)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	struct rebuild rebuild = {.job = {.run = run, .fault = &fault, .kind = GROUP_EXCLUSIVE},
		.precheck = precheck};
	int64_t started_ms = clock_monotonic_ms();
	enum search_rebuild_outcome outcome;

	LOG(runtime->log, LOG_ERROR, "search-index-broken",
		LOG_CSTR("detail",
			"The index is being rebuilt from the stored words. No review can be "
			"stored or searched for until then."));
	search_rebuild_announce(runtime);
	rebuild.job.status = group_run(runtime->group, &rebuild.job);
	outcome = log_outcome(runtime, &rebuild, clock_monotonic_ms() - started_ms);
	arena_free(arena);
	return outcome;
}
