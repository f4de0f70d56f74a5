/*
 * review_fixture: creates and stores reviews in one call, in the database of a registry_fixture.
 *
 * Fails the running cmocka test when a change fails that should succeed.
 */
#ifndef SUPPORT_REVIEW_FIXTURE_H
#define SUPPORT_REVIEW_FIXTURE_H

#include "reviews/review_store.h"
#include "support/registry_fixture.h"

#define REVIEW_FIXTURE_SOURCE "shop"

/* A published rating without a text, as an import of REVIEW_FIXTURE_SOURCE brings it; both ids are
 * borrowed, and `external_id` may be NULL. */
struct review review_fixture_make(const char *external_id, const char *product_id, int64_t rating);

/* A review of which every member has a value of its own. */
struct review review_fixture_full(void);

/* Gives the member another value, in the arena. */
void review_fixture_change(
	struct arena *arena, struct review *review, const struct review_member *member);

/* The review as JSON. */
struct text review_fixture_json(struct arena *arena, const struct review *review);

/* Each in a committed transaction of the writer. */
void review_fixture_insert(struct registry_fixture *f, struct review *review);
enum review_outcome review_fixture_upsert(struct registry_fixture *f, struct review *review);

/* The stored review of that external id, in the fixture's arena; one there must be. */
struct review review_fixture_get(struct registry_fixture *f, const char *external_id);

/* The one number that the statement answers. */
int64_t review_fixture_number(struct registry_fixture *f, const char *sql);

/* feed_state.sequence */
int64_t review_fixture_sequence(struct registry_fixture *f);

#endif
