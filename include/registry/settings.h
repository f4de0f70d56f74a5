/*
 * settings: reads and replaces the settings document of the site builder.
 *
 * The document contains all app registrations and says whether a moderator must publish reviews. A
 * draft is a new version of the document. The draft is stored completely or not at all.
 *
 * A draft entry with an id refers to the registration with that id. If that registration was
 * removed, the draft restores the registration. A draft entry without an id refers to the
 * registration with the same pair of client app ID and directory ID. If no registration has this
 * pair, the draft creates a new registration. The draft removes all registrations that it does not
 * contain. Pairs must be unique after all changes, but need not be unique between two changes. A
 * draft may therefore swap the pairs of two registrations.
 */
#ifndef REGISTRY_SETTINGS_H
#define REGISTRY_SETTINGS_H

#include "registry/app.h"
#include "registry/registry_state.h"

/* Maximum number of registrations in a document. A longer list must be managed through
 * /admin/v1/app-registrations. */
#define SETTINGS_APPS_MAX 5000

/* Maximum size of a document serialized as JSON, in bytes. */
#define SETTINGS_BYTES_MAX (16 * 1024 * 1024)

struct settings {
	struct registry_state state; /* state.revision is the document's entity tag */
	struct app *apps; /* sorted by id */
	size_t count;
};

/* A new version of the document. An entry without an id has the zero id. A value that the caller
 * could not parse is also zero. settings_plan() does not check zero values. */
struct settings_draft {
	bool require_moderator;
	struct app *apps;
	size_t count;
};

/* A change to one registration. `before` is NULL if the registration is added or restored. `after`
 * is NULL if the registration is removed. */
struct settings_step {
	const struct app *before;
	struct app *after;
	bool restored; /* true if a removed registration is restored */
};

/* The changes that turn the stored document into a draft. */
struct settings_plan {
	const struct settings *current;
	bool require_moderator;
	struct settings_step *steps; /* one for each registration that changes */
	size_t count;
};

/* Reads the document into the fault's arena. Returns STATUS_CONFLICT with the code
 * TooManyRegistrations if there are more than SETTINGS_APPS_MAX registrations. Call this function
 * inside a transaction, because it runs two queries. */
enum status settings_read(struct db *db, struct settings *ret_settings, struct fault *fault);

/* Returns the document's entity tag, including its double quotes. */
struct text settings_etag(struct arena *arena, const struct settings *settings);

/* Computes the changes that turn `current` into `draft`. Adds an error to the fault for each
 * unknown id, duplicate id and duplicate pair. The target of each error names the entry and the
 * field, for example apps[2].clientAppId. Returns STATUS_INVALID if the fault has errors. `current`
 * must outlive the plan. */
enum status settings_plan(struct db *db, const struct settings *current,
	const struct settings_draft *draft, struct settings_plan *ret_plan, struct fault *fault);

/* Returns true if the plan changes nothing. */
bool settings_is_same(const struct settings_plan *plan);

/* Carries out the plan. Call this function inside a transaction. In the member `after` of each
 * step, sets the revision, times and authors. If the registration is new, also sets the id. */
enum status settings_apply(struct db *db, const struct settings_plan *plan,
	const struct registry_change *change, struct fault *fault);

#endif
