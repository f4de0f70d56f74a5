#include "api/core/import_limiter.h"

#include <pthread.h>
#include <stdlib.h>

#include "limit/occupancy.h"

#define MIB INT64_C(1048576)

/* Size limit for all callers, as a multiple of the limit for one. */
#define ALL_FACTOR 4

/* Retry-After in seconds: imports take long. */
#define RETRY_AFTER_S 10

struct import_limiter {
	pthread_mutex_t lock;
	struct occupancy occupancy;
};

struct import_limiter *import_limiter_new(void)
{
	struct import_limiter *limiter = calloc(1, sizeof(*limiter));

	if (limiter == NULL)
		abort();
	pthread_mutex_init(&limiter->lock, NULL);
	return limiter;
}

void import_limiter_free(struct import_limiter *limiter)
{
	if (limiter == NULL)
		return;
	pthread_mutex_destroy(&limiter->lock);
	free(limiter);
}

void import_limiter_leave(struct call *call)
{
	struct import_limiter *limiter = call->service->import_limiter;

	if (call->import_occupant == NULL)
		return;
	pthread_mutex_lock(&limiter->lock);
	occupancy_remove(&limiter->occupancy, call->import_occupant);
	pthread_mutex_unlock(&limiter->lock);
	call->import_occupant = NULL;
}

static bool is_full(
	const struct occupancy_sum *sum, int64_t bytes, int64_t max_count, int64_t max_mib)
{
	return sum->count >= max_count || (sum->count > 0 && sum->bytes + bytes > max_mib * MIB);
}

/* Checks whether one more import of `bytes` is within the limits of its caller and of all. */
static enum status check(struct call *call, const struct occupancy_sum *own,
	const struct occupancy_sum *all, int64_t bytes)
{
	const struct config *config = call->service->runtime.config;

	call->retry_after_s = RETRY_AFTER_S;
	if (is_full(own, bytes, config->limits_imports, config->limits_imports_mib))
		return fault_set(&call->fault, STATUS_TOO_MANY, "TooManyImports",
			"This caller has %lld imports in progress and has reached the limit on "
			"their "
			"number or size; try again when one has finished.",
			(long long)own->count);
	if (is_full(all, bytes, config->limits_all_imports,
		    ALL_FACTOR * config->limits_imports_mib))
		return fault_set(&call->fault, STATUS_UNAVAILABLE, "ImportsBusy",
			"The service has reached its limit of imports in progress; try again "
			"later.");
	call->retry_after_s = 0;
	return STATUS_OK;
}

bool import_limiter_enter(struct call *call)
{
	struct import_limiter *limiter = call->service->import_limiter;
	struct occupant *occupant = arena_alloc(call->arena, sizeof(*occupant));
	struct occupancy_sum own;
	enum status status;

	*occupant = (struct occupant){.caller = call->caller_id};
	pthread_mutex_lock(&limiter->lock);
	own = occupancy_of(&limiter->occupancy, occupant->caller);
	status = check(call, &own, &limiter->occupancy.all, 0);
	if (status == STATUS_OK)
		occupancy_add(&limiter->occupancy, occupant);
	pthread_mutex_unlock(&limiter->lock);
	if (status == STATUS_OK)
		call->import_occupant = occupant;
	return status == STATUS_OK;
}

enum status import_limiter_check_job(struct call *call, const struct job *job)
{
	struct job_store_totals own, all;

	if (job_store_count_unfinished(call->db, job, &own, &all, &call->fault) != STATUS_OK)
		return call->fault.status;
	return check(call, &(struct occupancy_sum){own.count, own.bytes},
		&(struct occupancy_sum){all.count, all.bytes}, job->total_bytes);
}
