#include "limit/body_quota.h"

#include <pthread.h>
#include <stdlib.h>

#include "limit/occupancy.h"

struct body_claim {
	struct occupant occupant; /* first */
	struct body_quota *room;
};

struct body_quota {
	pthread_mutex_t lock;
	struct occupancy occupancy;
};

struct body_quota *body_quota_new(void)
{
	struct body_quota *room = calloc(1, sizeof(*room));

	if (room == NULL)
		abort();
	pthread_mutex_init(&room->lock, NULL);
	return room;
}

void body_quota_free(struct body_quota *room)
{
	if (room == NULL)
		return;
	pthread_mutex_destroy(&room->lock);
	free(room);
}

static void release(void *resource)
{
	struct body_claim *claim = resource;

	pthread_mutex_lock(&claim->room->lock);
	occupancy_remove(&claim->room->occupancy, &claim->occupant);
	pthread_mutex_unlock(&claim->room->lock);
}

/* The lock is held. */
static enum status check(
	const struct body_quota *room, const struct body_quota_wish *wish, struct fault *fault)
{
	if (occupancy_of(&room->occupancy, wish->caller).bytes + wish->bytes > wish->own_max_bytes)
		return fault_set(fault, STATUS_TOO_MANY, "TooManyBodies",
			"The bodies that this caller is sending may have %lld bytes together; send "
			"fewer at a time.",
			(long long)wish->own_max_bytes);
	if (room->occupancy.all.bytes + wish->bytes > wish->all_max_bytes)
		return fault_set(fault, STATUS_UNAVAILABLE, "BodyNotKept",
			"The service has no room for the body now; try again later.");
	return STATUS_OK;
}

enum status body_quota_claim(struct body_quota *room, struct arena *arena,
	const struct body_quota_wish *wish, struct fault *fault)
{
	struct body_claim *claim = arena_alloc(arena, sizeof(*claim));
	enum status status;

	*claim = (struct body_claim){
		.occupant = {.caller = wish->caller, .bytes = wish->bytes}, .room = room};
	pthread_mutex_lock(&room->lock);
	status = check(room, wish, fault);
	if (status == STATUS_OK)
		occupancy_add(&room->occupancy, &claim->occupant);
	pthread_mutex_unlock(&room->lock);
	if (status == STATUS_OK)
		arena_defer(arena, release, claim);
	return status;
}

int64_t body_quota_bytes(struct body_quota *room)
{
	int64_t bytes;

	pthread_mutex_lock(&room->lock);
	bytes = room->occupancy.all.bytes;
	pthread_mutex_unlock(&room->lock);
	return bytes;
}
