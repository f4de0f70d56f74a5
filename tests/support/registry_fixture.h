/*
 * registry_fixture: a migrated database in its own folder, with one connection that writes and one
 * that reads, and functions that create a registration in one call.
 *
 * Fails the running cmocka test when a change fails that should succeed.
 */
#ifndef SUPPORT_REGISTRY_FIXTURE_H
#define SUPPORT_REGISTRY_FIXTURE_H

#include "db/pool.h"
#include "registry/app.h"

#define REGISTRY_FIXTURE_CLIENT "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb"
#define REGISTRY_FIXTURE_NOW_MS INT64_C(1700000000000)

struct registry_fixture {
	struct arena *arena;
	struct fault fault;
	const char *dir;
	struct db_options options;
	struct db *writer, *reader;
	struct pool *pool;
};

/* The whole, also as cmocka's set-up and tear-down of a test; *state is a struct
 * registry_fixture. */
void registry_fixture_open(struct registry_fixture *f);
void registry_fixture_close(struct registry_fixture *f);
int registry_fixture_start(void **state);
int registry_fixture_end(void **state);
#define REGISTRY_FIXTURE_TEST(name_)                                                               \
	cmocka_unit_test_setup_teardown(name_, registry_fixture_start, registry_fixture_end)

/* Another connection to the same database. */
struct db *registry_fixture_connect(struct registry_fixture *f);

struct guid registry_fixture_guid(const char *text);

/* A registration as the plain form makes it, not stored yet. */
struct app registry_fixture_app(const char *client_app_id, const char *directory_tenant_id);

/* Each in a committed transaction of the writer. */
struct app registry_fixture_add(
	struct registry_fixture *f, const char *client_app_id, const char *directory_tenant_id);
void registry_fixture_insert(struct registry_fixture *f, struct app *app);
void registry_fixture_update(struct registry_fixture *f, struct app *app);
void registry_fixture_delete(struct registry_fixture *f, struct guid id);

/* What the reader sees: a registration that is there, the registry's revision, rows of usage. */
struct app registry_fixture_get(struct registry_fixture *f, struct guid id);
int64_t registry_fixture_revision(struct registry_fixture *f);
int64_t registry_fixture_count_usage(struct registry_fixture *f);

/* Fails unless the status, and the fixture's fault, say that `existing` has the pair already; the
 * fault is cleared. */
void registry_fixture_refused(struct registry_fixture *f, enum status status, struct guid existing);

/* Fails unless both are the same resource. */
void registry_fixture_same(struct registry_fixture *f, const struct app *a, const struct app *b);

#endif
