#include "work/job_kinds.h"

#include "work/erasure_job.h"
#include "work/import_job.h"

static const struct job_kind kinds[] = {
	{"import", import_job_run, NULL},
	{"erasure", erasure_job_run, erasure_job_abridge},
};

const struct job_kind *job_kinds_find(struct text name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (text_equal(name, text_from(kinds[i].name)))
			return &kinds[i];
	}
	return NULL;
}

struct text job_kinds_public_options(struct fault *fault, const struct job *job)
{
	return job_run_public_options(fault, job_kinds_find(job->kind), job->options);
}
