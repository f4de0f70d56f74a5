#include "api/core/import_limiter.h"

#include <pthread.h>
#include <stdlib.h>

#include "limit/occupancy.h"
#include "reviews/job_queue.h"

#define MIB INT64_C(1048576)

/* Bytes that all may have, in those of one caller. */
#define ALL_FACTOR 4

/* Before a client tries again: imports take long. */
#define RETRY_AFTER_S 10

struct import_limiter {
	pthread_mutex_t lock;
	struct occupancy occupancy;
};

struct import_limiter *import_limiter_new(void)
{
	struct import_limiter *gate = calloc(1, sizeof(*gate));

	if (gate == NULL)
		abort();
	pthread_mutex_init(&gate->lock, NULL);
	return gate;
}

void import_limiter_free(struct import_limiter *gate)
{
	if (gate == NULL)
		return;
	pthread_mutex_destroy(&gate->lock);
	free(gate);
}

void import_limiter_leave(struct call *call)
{
	struct import_limiter *gate = call->service->import_limiter;

	if (call->import_occupant == NULL)
		return;
	pthread_mutex_lock(&gate->lock);
	occupancy_remove(&gate->occupancy, call->import_occupant);
	pthread_mutex_unlock(&gate->lock);
	call->import_occupant = NULL;
}

static bool is_full(const struct occupancy_sum *sum, int64_t bytes, int64_t most, int64_t most_mib)
{
	return sum->count >= most || (sum->count > 0 && sum->bytes + bytes > most_mib * MIB);
}

/* What is under way beside one more of so many bytes. */
static enum status check(struct call *call, const struct occupancy_sum *own,
	const struct occupancy_sum *all, int64_t bytes)
{
	const struct config *config = call->service->runtime.config;

	call->retry_after_s = RETRY_AFTER_S;
	if (is_full(own, bytes, config->limits_imports, config->limits_imports_mib))
		return fault_set(&call->fault, STATUS_TOO_MANY, "TooManyImports",
			"%lld imports of this caller are under way, as many or as large as may be; "
			"try again when one is over.",
			(long long)own->count);
	if (is_full(all, bytes, config->limits_all_imports,
		    ALL_FACTOR * config->limits_imports_mib))
		return fault_set(&call->fault, STATUS_UNAVAILABLE, "ImportsBusy",
			"As many imports are under way as the service takes at a time; try again "
			"later.");
	call->retry_after_s = 0;
	return STATUS_OK;
}

bool import_limiter_enter(struct call *call)
{
	struct import_limiter *gate = call->service->import_limiter;
	struct occupant *occupant = arena_alloc(call->arena, sizeof(*occupant));
	struct occupancy_sum own;
	enum status status;

	*occupant = (struct occupant){.caller = call->caller_id};
	pthread_mutex_lock(&gate->lock);
	own = occupancy_of(&gate->occupancy, occupant->caller);
	status = check(call, &own, &gate->occupancy.all, 0);
	if (status == STATUS_OK)
		occupancy_add(&gate->occupancy, occupant);
	pthread_mutex_unlock(&gate->lock);
	if (status == STATUS_OK)
		call->import_occupant = occupant;
	return status == STATUS_OK;
}

enum status import_limiter_check_job(struct call *call, const struct job *job)
{
	struct job_queue_totals own, all;

	if (job_queue_totals(call->db, job, &own, &all, &call->fault) != STATUS_OK)
		return call->fault.status;
	return check(call, &(struct occupancy_sum){own.count, own.bytes},
		&(struct occupancy_sum){all.count, all.bytes}, job->total_bytes);
}
