/*
 * registry_state: the row with the registry's revision and settings. Every change of the registry
 * updates it.
 *
 * The revision is the entity tag of the settings document. It also tells this and other processes
 * that their cached registrations are outdated.
 */
#ifndef REGISTRY_REGISTRY_STATE_H
#define REGISTRY_REGISTRY_STATE_H

#include "db/db.h"

struct registry_state {
	int64_t revision;
	bool require_moderator; /* a moderator must publish each review */
	int64_t last_modified_at_ms; /* 0: never */
	struct text last_modified_by;
};

/* Author and time of a change. */
struct registry_change {
	int64_t now_ms;
	struct text by;
};

/* Reads the row; texts live in the fault's arena. */
enum status registry_state_read(
	struct db *db, struct registry_state *ret_state, struct fault *fault);

/* Increments the revision as part of the caller's transaction. */
enum status registry_state_advance(struct db *db, const struct registry_change *change,
	int64_t *ret_revision, struct fault *fault);

/* Sets require_moderator. The caller's transaction must also call registry_state_advance(). */
enum status registry_state_set_moderator(
	struct db *db, bool require_moderator, struct fault *fault);

#endif
