#include "upkeep/erasure_checkpoint.h"

#include "base/container_of.h"
#include "reviews/erased_words.h"
#include "upkeep/runtime.h"
#include "upkeep/wal_checkpoint.h"

struct marking {
	struct group_job job;
	struct text name;
	bool has_any;
};

static enum status begin(struct group_job *job, struct db *db, struct fault *fault)
{
	struct marking *marking = container_of(job, struct marking, job);

	return erased_words_begin_checkpoint(db, marking->name, &marking->has_any, fault);
}

static enum status end(struct group_job *job, struct db *db, struct fault *fault)
{
	return erased_words_end_checkpoint(db, container_of(job, struct marking, job)->name, fault);
}

bool erasure_checkpoint_run(struct runtime *runtime, struct fault *fault)
{
	struct marking marking = {.job = {.run = begin, .fault = fault},
		.name = guid_text(fault->arena, guid_new(clock_now_ms(runtime->clock)))};

	if (group_run(runtime->group, &marking.job) != STATUS_OK)
		return false;
	if (!marking.has_any)
		return true;
	if (!wal_checkpoint_truncate(runtime, fault))
		return false;
	marking.job = (struct group_job){.run = end, .fault = fault};
	return group_run(runtime->group, &marking.job) == STATUS_OK;
}
