/*
 * registry_state: the revision and the settings of the registry, stored in a single row.
 *
 * Every change to the registry increments the revision. The revision is the entity tag of the
 * settings document. Each process also compares revisions to detect that its cached registrations
 * are out of date.
 */
#ifndef REGISTRY_REGISTRY_STATE_H
#define REGISTRY_REGISTRY_STATE_H

#include "db/db.h"

struct registry_state {
	int64_t revision;
	bool require_moderator; /* a new review stays unpublished until a moderator publishes the
				   review */
	int64_t last_modified_at_ms; /* 0: never */
	struct text last_modified_by;
};

/* Author and time of a change to the registry. */
struct registry_change {
	int64_t now_ms;
	struct text by;
};

/* Reads the row. Allocates texts in the fault's arena. */
enum status registry_state_read(
	struct db *db, struct registry_state *ret_state, struct fault *fault);

/* Increments the revision and stores the time and author of the change. *ret_revision receives the
 * new revision. Call this function in the transaction that makes the change. */
enum status registry_state_advance(struct db *db, const struct registry_change *change,
	int64_t *ret_revision, struct fault *fault);

/* Stores require_moderator. The caller must call registry_state_advance() in the same transaction.
 */
enum status registry_state_set_moderator(
	struct db *db, bool require_moderator, struct fault *fault);

#endif
