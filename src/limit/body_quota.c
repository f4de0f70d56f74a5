#include "limit/body_quota.h"

#include <pthread.h>
#include <stdlib.h>

#include "limit/occupancy.h"

struct body_claim {
	struct occupant occupant;
	struct body_quota *quota;
};

struct body_quota {
	pthread_mutex_t lock;
	struct occupancy occupancy;
};

struct body_quota *body_quota_new(void)
{
	struct body_quota *quota = calloc(1, sizeof(*quota));

	if (quota == NULL)
		abort();
	pthread_mutex_init(&quota->lock, NULL);
	return quota;
}

void body_quota_free(struct body_quota *quota)
{
	if (quota == NULL)
		return;
	pthread_mutex_destroy(&quota->lock);
	free(quota);
}

static void release(void *resource)
{
	struct body_claim *claim = resource;

	pthread_mutex_lock(&claim->quota->lock);
	occupancy_remove(&claim->quota->occupancy, &claim->occupant);
	pthread_mutex_unlock(&claim->quota->lock);
}

/* The caller has the lock. */
static enum status check(const struct body_quota *quota, const struct body_quota_request *request,
	struct fault *fault)
{
	if (occupancy_of(&quota->occupancy, request->caller).bytes + request->bytes >
		request->own_max_bytes)
		return fault_set(fault, STATUS_TOO_MANY, "TooManyBodies",
			"The request bodies that this caller is sending exceed %lld bytes in "
			"total. "
			"Send fewer requests at a time.",
			(long long)request->own_max_bytes);
	if (quota->occupancy.all.bytes + request->bytes > request->all_max_bytes)
		return fault_set(fault, STATUS_UNAVAILABLE, "BodyNotKept",
			"The service is receiving too many request bodies. Try again later.");
	return STATUS_OK;
}

enum status body_quota_claim(struct body_quota *quota, struct arena *arena,
	const struct body_quota_request *request, struct fault *fault)
{
	struct body_claim *claim = arena_alloc(arena, sizeof(*claim));
	enum status status;

	*claim = (struct body_claim){
		.occupant = {.caller = request->caller, .bytes = request->bytes}, .quota = quota};
	pthread_mutex_lock(&quota->lock);
	status = check(quota, request, fault);
	if (status == STATUS_OK)
		occupancy_add(&quota->occupancy, &claim->occupant);
	pthread_mutex_unlock(&quota->lock);
	if (status == STATUS_OK)
		arena_defer(arena, release, claim);
	return status;
}

int64_t body_quota_bytes(struct body_quota *quota)
{
	int64_t bytes;

	pthread_mutex_lock(&quota->lock);
	bytes = quota->occupancy.all.bytes;
	pthread_mutex_unlock(&quota->lock);
	return bytes;
}
