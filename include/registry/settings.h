/*
 * settings: the site builder's settings document: the whole list of registrations, and whether a
 * moderator publishes reviews. What its page saves is stored as one, or not at all.
 *
 * Promises: an entry with an id is that registration, removed ones included; one without is the
 * registration of its pair, or a new one; a registration that no entry is meant for is removed.
 * Pairs are compared when all is in its place, so two entries may swap theirs.
 */
#ifndef REGISTRY_SETTINGS_H
#define REGISTRY_SETTINGS_H

#include "registry/app.h"
#include "registry/registry_state.h"

/* Entries of a document; a longer list is managed entry by entry. */
#define SETTINGS_APPS_MAX 5000

/* Bytes of a document, as JSON. */
#define SETTINGS_BYTES_MAX (16 * 1024 * 1024)

struct settings {
	struct registry_state state; /* its revision is the entity tag */
	struct app *apps; /* by id */
	size_t count;
};

/* What is to be stored. An entry without an id has the zero id; what of an entry could not be read
 * is zero too, and is looked at no further. */
struct settings_draft {
	bool require_moderator;
	struct app *apps;
	size_t count;
};

/* One registration's way from before to after; NULL where it was not or is no more. */
struct settings_step {
	const struct app *before;
	struct app *after;
	bool restored; /* it had been removed */
};

struct settings_plan {
	const struct settings *current;
	bool require_moderator;
	struct settings_step *steps; /* only what changes */
	size_t count;
};

/* The document as it is, in the fault's arena. STATUS_CONFLICT, code TooManyRegistrations, when
 * there are more than SETTINGS_APPS_MAX. Two reads: the caller has a transaction. */
enum status settings_read(struct db *db, struct settings *ret_settings, struct fault *fault);

/* Entity tag, with quotes. */
struct text settings_etag(struct arena *arena, const struct settings *settings);

/* What the draft would change. STATUS_INVALID with all that is wrong between its entries: ids that
 * are unknown or given twice, pairs given twice; targets are like apps[2].clientAppId. */
enum status settings_plan(struct db *db, const struct settings *current,
	const struct settings_draft *draft, struct settings_plan *ret_plan, struct fault *fault);

/* True when there is nothing to change. */
bool settings_is_same(const struct settings_plan *plan);

/* Carries it out in the caller's transaction, and sets revision, times and names in the steps'
 * `after`. */
enum status settings_apply(struct db *db, const struct settings_plan *plan,
	const struct registry_change *change, struct fault *fault);

#endif
