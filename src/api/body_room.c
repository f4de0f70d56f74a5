#include "api/body_room.h"

#include <pthread.h>
#include <stdlib.h>

struct claim {
	struct body_room *room;
	struct claim *next, **link; /* what points at it */
	struct guid caller;
	int64_t bytes;
};

struct body_room {
	pthread_mutex_t lock;
	struct claim *first;
	int64_t bytes;
	bool is_closed; /* goes with the last claim */
};

struct body_room *body_room_new(void)
{
	struct body_room *room = calloc(1, sizeof(*room));

	if (room == NULL)
		abort();
	pthread_mutex_init(&room->lock, NULL);
	return room;
}

/* The lock is held, and is no longer. */
static void leave(struct body_room *room)
{
	bool is_last = room->is_closed && room->first == NULL;

	pthread_mutex_unlock(&room->lock);
	if (!is_last)
		return;
	pthread_mutex_destroy(&room->lock);
	free(room);
}

void body_room_free(struct body_room *room)
{
	if (room == NULL)
		return;
	pthread_mutex_lock(&room->lock);
	room->is_closed = true;
	leave(room);
}

static void release(void *resource)
{
	struct claim *claim = resource;
	struct body_room *room = claim->room;

	pthread_mutex_lock(&room->lock);
	*claim->link = claim->next;
	if (claim->next != NULL)
		claim->next->link = claim->link;
	room->bytes -= claim->bytes;
	leave(room);
	free(claim);
}

/* The lock is held. */
static int64_t bytes_of(const struct body_room *room, struct guid caller)
{
	int64_t bytes = 0;

	for (const struct claim *claim = room->first; claim != NULL; claim = claim->next)
		bytes += guid_equal(claim->caller, caller) ? claim->bytes : 0;
	return bytes;
}

/* The lock is held. */
static enum status check(
	const struct body_room *room, const struct body_room_wish *wish, struct fault *fault)
{
	if (bytes_of(room, wish->caller) + wish->bytes > wish->own_max_bytes)
		return fault_set(fault, STATUS_TOO_MANY, "TooManyBodies",
			"The bodies that this caller is sending may have %lld bytes together; send "
			"fewer at a time.",
			(long long)wish->own_max_bytes);
	if (room->bytes + wish->bytes > wish->all_max_bytes)
		return fault_set(fault, STATUS_UNAVAILABLE, "BodyNotKept",
			"The service has no room for the body now; try again later.");
	return STATUS_OK;
}

enum status body_room_claim(struct body_room *room, struct arena *arena,
	const struct body_room_wish *wish, struct fault *fault)
{
	struct claim *claim = calloc(1, sizeof(*claim));
	enum status status;

	if (claim == NULL)
		abort();
	*claim = (struct claim){.room = room, .caller = wish->caller, .bytes = wish->bytes};
	pthread_mutex_lock(&room->lock);
	status = check(room, wish, fault);
	if (status == STATUS_OK) {
		claim->next = room->first;
		claim->link = &room->first;
		if (claim->next != NULL)
			claim->next->link = &claim->next;
		room->first = claim;
		room->bytes += claim->bytes;
	}
	pthread_mutex_unlock(&room->lock);
	if (status == STATUS_OK)
		arena_defer(arena, release, claim);
	else
		free(claim);
	return status;
}

int64_t body_room_bytes(struct body_room *room)
{
	int64_t bytes;

	pthread_mutex_lock(&room->lock);
	bytes = room->bytes;
	pthread_mutex_unlock(&room->lock);
	return bytes;
}
