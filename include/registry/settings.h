/*
 * settings: the site builder's settings document: all app registrations, and whether a moderator
 * publishes reviews. A draft is stored completely or not at all.
 *
 * A draft entry with an id refers to that registration, even a removed one. An entry without an id
 * refers to the registration with the same pair, or creates one. Registrations missing from the
 * draft are removed. Pairs need to be unique only after all changes, so two entries may swap pairs.
 */
#ifndef REGISTRY_SETTINGS_H
#define REGISTRY_SETTINGS_H

#include "registry/app.h"
#include "registry/registry_state.h"

/* Maximum number of entries; longer lists are managed entry by entry. */
#define SETTINGS_APPS_MAX 5000

/* Maximum size of a document as JSON. */
#define SETTINGS_BYTES_MAX (16 * 1024 * 1024)

struct settings {
	struct registry_state state; /* its revision is the entity tag */
	struct app *apps; /* sorted by id */
	size_t count;
};

/* The new content. An entry without an id has the zero id. Unreadable values are zero as well and
 * are not checked further. */
struct settings_draft {
	bool require_moderator;
	struct app *apps;
	size_t count;
};

/* The change of one registration. `before` is NULL if it is added or restored, `after` is NULL if
 * it is removed. */
struct settings_step {
	const struct app *before;
	struct app *after;
	bool restored; /* a removed registration comes back */
};

struct settings_plan {
	const struct settings *current;
	bool require_moderator;
	struct settings_step *steps; /* only what changes */
	size_t count;
};

/* Reads the document into the fault's arena. Returns STATUS_CONFLICT, code TooManyRegistrations, if
 * there are more than SETTINGS_APPS_MAX registrations. Runs two queries, so the caller must have a
 * transaction. */
enum status settings_read(struct db *db, struct settings *ret_settings, struct fault *fault);

/* Returns the entity tag, with quotes. */
struct text settings_etag(struct arena *arena, const struct settings *settings);

/* Computes the changes from `current` to `draft`. Returns STATUS_INVALID with a fault for each
 * unknown id, duplicate id and duplicate pair; targets have the form apps[2].clientAppId. */
enum status settings_plan(struct db *db, const struct settings *current,
	const struct settings_draft *draft, struct settings_plan *ret_plan, struct fault *fault);

/* Returns true if the plan changes nothing. */
bool settings_is_same(const struct settings_plan *plan);

/* Carries out the plan in the caller's transaction, and sets revision, times and names in the
 * steps' `after`. */
enum status settings_apply(struct db *db, const struct settings_plan *plan,
	const struct registry_change *change, struct fault *fault);

#endif
