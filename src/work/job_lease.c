#include "work/job_lease.h"

#include <string.h>

static bool is_same(const struct job_lease_watch *watch, const struct job *job)
{
	return text_equal((struct text){watch->id, sizeof(watch->id)}, job->id) &&
		watch->attempt == job->attempt && watch->beat == job->beat;
}

bool job_lease_is_free(
	struct job_lease_watch *watch, const struct job *job, struct text self, int64_t now_ms)
{
	if (!text_is_set(job->owner) || text_equal(job->owner, self))
		return true;
	if (is_same(watch, job))
		return now_ms - watch->since_ms >= JOB_LEASE_PATIENCE_MS;
	*watch = (struct job_lease_watch){
		.attempt = job->attempt, .beat = job->beat, .since_ms = now_ms};
	if (job->id.length == sizeof(watch->id))
		memcpy(watch->id, job->id.data, sizeof(watch->id));
	return false;
}
