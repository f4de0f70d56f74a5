/*
 * settings_fixture: plans and applies drafts of the settings document in one call.
 *
 * Fails the running cmocka test when a step fails that should succeed.
 */
#ifndef SUPPORT_SETTINGS_FIXTURE_H
#define SUPPORT_SETTINGS_FIXTURE_H

#include "registry/settings.h"
#include "support/registry_fixture.h"

/* An entry without an id, of the pair of that number. */
struct app settings_fixture_entry(int pair, const char *name);

/* The document as it is. */
struct settings settings_fixture_read(struct registry_fixture *f);

/* Saves the entries in a transaction of the writer, and gives the plan that was carried out. */
struct settings_plan settings_fixture_save(struct registry_fixture *f, bool require_moderator,
	struct app *apps, size_t count, int64_t now_ms);

/* The document has those entries, whatever their order and ids. */
void settings_fixture_expect(struct registry_fixture *f, const struct app *apps, size_t count);

#endif
