#include "registry/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "registry/app_store.h"
#include "registry/usage_store.h"
#include "support/expect.h"
#include "support/settings_fixture.h"

#define NOW_MS REGISTRY_FIXTURE_NOW_MS
#define LATER_MS (NOW_MS + 5000)

/* Three registrations of pairs 0, 1 and 2, named "0", "1" and "2", saved as one. */
static struct settings begin(struct registry_fixture *f)
{
	struct app apps[] = {settings_fixture_entry(0, "0"), settings_fixture_entry(1, "1"),
		settings_fixture_entry(2, "2")};

	settings_fixture_save(f, false, apps, 3, NOW_MS);
	return settings_fixture_read(f);
}

static void an_empty_document(void **state)
{
	struct registry_fixture *f = *state;
	struct settings now = settings_fixture_read(f);
	struct settings_plan plan = settings_fixture_save(f, false, NULL, 0, NOW_MS);

	assert_int_equal(now.count, 0);
	assert_false(now.state.require_moderator);
	expect_text(settings_etag(f->arena, &now), "\"s0\"");
	assert_int_equal(plan.count, 0);
	assert_true(settings_is_same(&plan));
	assert_int_equal(settings_fixture_read(f).state.revision, 0);
}

static void new_entries_are_created(void **state)
{
	struct registry_fixture *f = *state;
	struct settings now = begin(f);

	assert_int_equal(now.count, 3);
	expect_text(settings_etag(f->arena, &now), "\"s1\"");
	expect_text(now.state.last_modified_by, "saver");
	assert_int_equal(now.state.last_modified_at_ms, NOW_MS);
	for (size_t i = 0; i < 3; i++) {
		expect_text(now.apps[i].name, arena_printf(f->arena, "%zu", i).data);
		assert_false(guid_is_zero(now.apps[i].id));
		assert_int_equal(now.apps[i].revision, 1);
		assert_int_equal(now.apps[i].created_at_ms, NOW_MS);
		expect_text(now.apps[i].created_by, "saver");
		expect_text(now.apps[i].last_modified_by, "saver");
	}
}

static void one_save_updates_creates_and_removes(void **state)
{
	struct registry_fixture *f = *state;
	struct settings old = begin(f), now;
	struct app apps[] = {settings_fixture_entry(3, "3"), old.apps[0], old.apps[1]};
	struct settings_plan plan;
	struct app removed;

	apps[2].name = TEXT("one");
	apps[2].notes = TEXT("n");
	apps[2].enabled = false;
	apps[2].permissions = PERMISSION_READ;
	apps[2].accepts_user_tokens = false;
	apps[2].accepts_public_clients = true;
	apps[2].expires_at_ms = 5000;
	plan = settings_fixture_save(f, false, apps, 3, LATER_MS);
	assert_int_equal(plan.count, 3);
	assert_true(guid_equal(plan.steps[0].before->id, old.apps[2].id));
	assert_null(plan.steps[0].after);
	assert_null(plan.steps[1].before);
	assert_int_equal(plan.steps[1].after->created_at_ms, LATER_MS);
	expect_text(plan.steps[2].before->name, "1");
	assert_int_equal(plan.steps[2].after->revision, 2);
	settings_fixture_expect(f, apps, 3);
	now = settings_fixture_read(f);
	assert_int_equal(now.state.revision, 2);
	assert_int_equal(now.apps[0].revision, 1);
	assert_int_equal(now.apps[0].last_modified_at_ms, NOW_MS);
	assert_int_equal(now.apps[1].revision, 2);
	assert_int_equal(now.apps[1].created_at_ms, NOW_MS);
	assert_int_equal(now.apps[1].last_modified_at_ms, LATER_MS);
	assert_int_equal(
		app_store_get_deleted(f->reader, old.apps[2].id, &removed, &f->fault), STATUS_OK);
	assert_int_equal(removed.revision, 2);
	assert_int_equal(removed.deleted_at_ms, LATER_MS);
}

/* What the server sets is not the draft's to say. */
static void the_servers_values_are_kept(void **state)
{
	struct registry_fixture *f = *state;
	struct settings old = begin(f), now;
	struct app apps[] = {old.apps[0], old.apps[1], old.apps[2]};
	struct settings_plan plan;

	assert_int_equal(usage_store_add(f->writer, old.apps[0].id, 7, 70, &f->fault), STATUS_OK);
	apps[0].name = TEXT("zero");
	apps[0].created_at_ms = 1;
	apps[0].created_by = TEXT("a thief");
	apps[0].revision = 99;
	apps[1].created_by = TEXT("a thief");
	apps[1].call_count = 99;
	plan = settings_fixture_save(f, false, apps, 3, LATER_MS);
	assert_int_equal(plan.count, 1);
	assert_int_equal(plan.steps[0].after->created_at_ms, NOW_MS);
	expect_text(plan.steps[0].after->created_by, "saver");
	assert_int_equal(plan.steps[0].after->call_count, 7);
	assert_int_equal(plan.steps[0].after->last_used_at_ms, 70);
	now = settings_fixture_read(f);
	assert_int_equal(now.apps[0].created_at_ms, NOW_MS);
	expect_text(now.apps[0].created_by, "saver");
	assert_int_equal(now.apps[0].revision, 2);
	assert_int_equal(now.apps[0].call_count, 7);
	expect_text(now.apps[1].created_by, "saver");
	assert_int_equal(now.apps[1].call_count, 0);
}

static void an_entry_without_an_id_is_that_of_its_pair(void **state)
{
	struct registry_fixture *f = *state;
	struct settings old = begin(f), now;
	struct app apps[] = {settings_fixture_entry(2, "2"), settings_fixture_entry(0, "zero"),
		settings_fixture_entry(1, "1")};

	assert_int_equal(settings_fixture_save(f, false, apps, 3, LATER_MS).count, 1);
	now = settings_fixture_read(f);
	assert_int_equal(now.count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(guid_equal(now.apps[i].id, old.apps[i].id));
	expect_text(now.apps[0].name, "zero");
}

/* The entry with an id has the first claim on a registration, wherever it stands. */
static void an_id_goes_before_a_pair(void **state)
{
	struct registry_fixture *f = *state;
	struct settings old = begin(f), now;
	struct app apps[] = {settings_fixture_entry(0, "new"), old.apps[0]};

	apps[1].client_app_id = settings_fixture_entry(9, "").client_app_id;
	assert_int_equal(settings_fixture_save(f, false, apps, 2, LATER_MS).count, 4);
	settings_fixture_expect(f, apps, 2);
	now = settings_fixture_read(f);
	assert_true(guid_equal(now.apps[0].id, old.apps[0].id));
	expect_text(now.apps[1].name, "new");
	assert_int_equal(now.apps[1].created_at_ms, LATER_MS);
}

static void what_is_removed_is_restored_by_its_id(void **state)
{
	struct registry_fixture *f = *state;
	struct settings old = begin(f), now;
	struct app apps[] = {old.apps[0], old.apps[2]}, again[3];
	struct settings_plan plan;
	struct app ignored;

	assert_int_equal(usage_store_add(f->writer, old.apps[1].id, 7, 70, &f->fault), STATUS_OK);
	settings_fixture_save(f, false, apps, 2, LATER_MS);
	again[0] = old.apps[1];
	again[1] = settings_fixture_entry(5, "5");
	again[2] = old.apps[2];
	again[2].name = TEXT("two");
	plan = settings_fixture_save(f, false, again, 3, LATER_MS + 1);
	assert_int_equal(plan.count, 4);
	assert_true(plan.steps[1].restored);
	assert_null(plan.steps[1].before);
	assert_true(guid_equal(plan.steps[1].after->id, old.apps[1].id));
	settings_fixture_expect(f, again, 3);
	now = settings_fixture_read(f);
	assert_int_equal(now.apps[0].created_at_ms, NOW_MS);
	assert_int_equal(now.apps[0].call_count, 7);
	assert_int_equal(now.apps[0].deleted_at_ms, 0);
	assert_int_equal(now.apps[0].revision, 3);
	assert_int_equal(app_store_get_deleted(f->reader, old.apps[1].id, &ignored, &f->fault),
		STATUS_NOT_FOUND);
}

/* Without its id, the pair of a removed registration is a new one's. */
static void a_removed_pair_is_free(void **state)
{
	struct registry_fixture *f = *state;
	struct settings old = begin(f), now;
	struct app entry = settings_fixture_entry(1, "1");

	settings_fixture_save(f, false, NULL, 0, LATER_MS);
	settings_fixture_save(f, false, &entry, 1, LATER_MS + 1);
	now = settings_fixture_read(f);
	assert_int_equal(now.count, 1);
	assert_false(guid_equal(now.apps[0].id, old.apps[1].id));
	/* The one that was removed comes back, and the other gives way. */
	entry.id = old.apps[1].id;
	assert_int_equal(settings_fixture_save(f, false, &entry, 1, LATER_MS + 2).count, 2);
	settings_fixture_expect(f, &entry, 1);
}

static void swap_pairs(struct app *a, struct app *b)
{
	struct app old = *a;

	a->client_app_id = b->client_app_id;
	a->directory_tenant_id = b->directory_tenant_id;
	b->client_app_id = old.client_app_id;
	b->directory_tenant_id = old.directory_tenant_id;
}

static void pairs_may_change_places(void **state)
{
	struct registry_fixture *f = *state;
	struct settings old = begin(f);
	struct app apps[] = {old.apps[0], old.apps[1], old.apps[2]};

	swap_pairs(&apps[0], &apps[1]);
	assert_int_equal(settings_fixture_save(f, false, apps, 3, LATER_MS).count, 2);
	settings_fixture_expect(f, apps, 3);
	/* A cycle of three, and the other way round. */
	swap_pairs(&apps[1], &apps[2]);
	swap_pairs(&apps[0], &apps[1]);
	assert_int_equal(settings_fixture_save(f, false, apps, 3, LATER_MS).count, 3);
	settings_fixture_expect(f, apps, 3);
	swap_pairs(&apps[0], &apps[1]);
	swap_pairs(&apps[1], &apps[2]);
	assert_int_equal(settings_fixture_save(f, false, apps, 3, LATER_MS).count, 3);
	settings_fixture_expect(f, apps, 3);
}

/* A pair passes from one that goes, to one that stays, whose own passes to a new one. */
static void pairs_pass_on(void **state)
{
	struct registry_fixture *f = *state;
	struct settings old = begin(f);
	struct app apps[] = {old.apps[1], settings_fixture_entry(1, "new"), old.apps[2]};

	apps[0].client_app_id = old.apps[0].client_app_id;
	apps[0].directory_tenant_id = old.apps[0].directory_tenant_id;
	assert_int_equal(settings_fixture_save(f, false, apps, 3, LATER_MS).count, 3);
	settings_fixture_expect(f, apps, 3);
}

static void the_moderator_alone_is_a_change(void **state)
{
	struct registry_fixture *f = *state;
	struct settings now = begin(f);
	struct settings_plan plan = settings_fixture_save(f, true, now.apps, now.count, LATER_MS);

	assert_int_equal(plan.count, 0);
	assert_false(settings_is_same(&plan));
	now = settings_fixture_read(f);
	assert_true(now.state.require_moderator);
	assert_int_equal(now.state.revision, 2);
	assert_int_equal(now.apps[0].revision, 1);
	plan = settings_fixture_save(f, true, now.apps, now.count, LATER_MS);
	assert_true(settings_is_same(&plan));
	assert_int_equal(settings_fixture_read(f).state.revision, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(an_empty_document),
		REGISTRY_FIXTURE_TEST(new_entries_are_created),
		REGISTRY_FIXTURE_TEST(one_save_updates_creates_and_removes),
		REGISTRY_FIXTURE_TEST(the_servers_values_are_kept),
		REGISTRY_FIXTURE_TEST(an_entry_without_an_id_is_that_of_its_pair),
		REGISTRY_FIXTURE_TEST(an_id_goes_before_a_pair),
		REGISTRY_FIXTURE_TEST(what_is_removed_is_restored_by_its_id),
		REGISTRY_FIXTURE_TEST(a_removed_pair_is_free),
		REGISTRY_FIXTURE_TEST(pairs_may_change_places),
		REGISTRY_FIXTURE_TEST(pairs_pass_on),
		REGISTRY_FIXTURE_TEST(the_moderator_alone_is_a_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
