/*
 * registry_state: the one row that moves with every change of the registry.
 *
 * Its revision is the entity tag of the settings document, and tells readers in this and other
 * processes that what they hold is old.
 */
#ifndef REGISTRY_REGISTRY_STATE_H
#define REGISTRY_REGISTRY_STATE_H

#include "db/db.h"

struct registry_state {
	int64_t revision;
	bool require_moderator; /* reviews are published by a moderator */
	int64_t last_modified_at_ms; /* 0: never */
	struct text last_modified_by;
};

/* Who changes something, and when. */
struct registry_change {
	int64_t now_ms;
	struct text by;
};

/* The row, texts in the fault's arena. */
enum status registry_state_read(
	struct db *db, struct registry_state *ret_state, struct fault *fault);

/* Takes the next revision, for a change inside the caller's transaction. */
enum status registry_state_advance(struct db *db, const struct registry_change *change,
	int64_t *ret_revision, struct fault *fault);

/* Switches the moderator; part of a change that has taken its revision. */
enum status registry_state_set_moderator(
	struct db *db, bool require_moderator, struct fault *fault);

#endif
