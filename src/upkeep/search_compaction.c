#include "upkeep/search_compaction.h"

#include "base/container_of.h"
#include "reviews/erased_words.h"
#include "reviews/search_store.h"
#include "upkeep/runtime.h"

struct step {
	struct group_job job;
	struct text round;
	bool is_first, is_last;
};

static enum status run(struct group_job *job, struct db *db, struct fault *fault)
{
	struct step *step = container_of(job, struct step, job);
	enum status status = STATUS_OK;

	if (step->is_first)
		status = erased_words_begin_merge(db, step->round, fault);
	if (status == STATUS_OK)
		status = search_store_compact(db, step->is_first, &step->is_last, fault);
	if (status == STATUS_OK && step->is_last)
		status = erased_words_end_merge(db, step->round, fault);
	return status;
}

enum status search_compaction_run(struct runtime *runtime, bool (*must_end)(void *context),
	void *context, struct fault *fault)
{
	struct arena *arena = arena_new();
	struct step step = {
		.round = guid_text(fault->arena, guid_new(clock_now_ms(runtime->clock))),
		.is_first = true};
	enum status status = STATUS_OK;

	while (!step.is_last && status == STATUS_OK && !must_end(context)) {
		struct fault inner = fault_make(arena);

		step.job = (struct group_job){.run = run, .fault = &inner};
		status = group_run(runtime->group, &step.job);
		if (status != STATUS_OK)
			fault_propagate(fault, &inner);
		step.is_first = false;
		arena_reset(arena);
	}
	arena_free(arena);
	return status;
}
