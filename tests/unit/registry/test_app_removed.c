#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "registry/app_store.h"
#include "registry/usage_store.h"
#include "support/entra.h"
#include "support/registry_fixture.h"

#define CLIENT REGISTRY_FIXTURE_CLIENT
#define OTHER_CLIENT "aaaaaaaa-0000-1111-2222-cccccccccccc"
#define DIRECTORY "11111111-aaaa-2222-3333-444444444444"
#define OTHER_DIRECTORY "22222222-aaaa-2222-3333-444444444444"

static const struct registry_change change = {9, TEXT_INIT("me")};

static void remove_at(struct registry_fixture *f, struct guid id, int64_t now_ms)
{
	const struct registry_change then = {now_ms, TEXT("test")};

	assert_int_equal(app_store_delete(f->writer, id, &then, &f->fault), STATUS_OK);
}

static struct app get_deleted(struct registry_fixture *f, struct guid id)
{
	struct app app = {0};

	assert_int_equal(app_store_get_deleted(f->reader, id, &app, &f->fault), STATUS_OK);
	return app;
}

static void expect_no_deleted(struct registry_fixture *f, struct guid id)
{
	struct app app;

	assert_int_equal(app_store_get_deleted(f->reader, id, &app, &f->fault), STATUS_NOT_FOUND);
	assert_string_equal(f->fault.code, "AppRegistrationNotFound");
	fault_clear(&f->fault);
}

static void what_is_removed_can_be_read(void **state)
{
	struct registry_fixture *f = *state;
	struct app app = registry_fixture_add(f, CLIENT, DIRECTORY), found;
	struct jsonwrite out = jsonwrite_make(f->arena, APP_JSON_BYTES_MAX);

	expect_no_deleted(f, app.id);
	remove_at(f, app.id, 77);
	found = get_deleted(f, app.id);
	assert_int_equal(found.deleted_at_ms, 77);
	assert_int_equal(found.last_modified_at_ms, 77);
	entra_text(found.last_modified_by, "test");
	assert_int_equal(found.revision, 2);
	app_write(&out, &found);
	entra_member(jsonread_parse(f->arena, buffer_text(&out.buffer), NULL), "deletedAt",
		"1970-01-01T00:00:00.077Z");
	assert_int_equal(app_store_get_deleted(f->reader,
				 registry_fixture_guid("00000000-0000-7000-8000-000000000001"),
				 &found, &f->fault),
		STATUS_NOT_FOUND);
	entra_text(f->fault.detail,
		"There is no removed app registration 00000000-0000-7000-8000-000000000001; list "
		"/admin/v1/deleted-app-registrations to find its id.");
}

/* Last removed first; of one moment, by id. Pages of every size hold each once. */
static void the_removed_are_listed_in_pages(void **state)
{
	struct registry_fixture *f = *state;
	struct app *apps, added[9];
	size_t count;

	for (int i = 0; i < 9; i++) {
		added[i] = registry_fixture_add(f, CLIENT, DIRECTORY);
		remove_at(f, added[i].id, 1000 + i / 4);
	}
	registry_fixture_add(f, CLIENT, DIRECTORY);
	for (size_t size = 1; size <= 10; size++) {
		int64_t before_ms = INT64_MAX;
		struct guid before = {{0}};
		int next = 8;

		for (;;) {
			assert_int_equal(app_store_list_deleted(f->reader, before_ms, before, size,
						 &apps, &count, &f->fault),
				STATUS_OK);
			assert_true(count <= size);
			if (count == 0)
				break;
			for (size_t i = 0; i < count; i++, next--)
				assert_true(guid_equal(apps[i].id, added[next].id));
			before_ms = apps[count - 1].deleted_at_ms;
			before = apps[count - 1].id;
		}
		assert_int_equal(next, -1);
	}
}

static void what_is_removed_can_be_restored(void **state)
{
	struct registry_fixture *f = *state;
	struct app app = registry_fixture_add(f, CLIENT, DIRECTORY), restored, found;

	assert_int_equal(usage_store_add(f->writer, app.id, 5, 50, &f->fault), STATUS_OK);
	remove_at(f, app.id, 77);
	assert_int_equal(
		app_store_restore(f->writer, app.id, &change, &restored, &f->fault), STATUS_OK);
	found = registry_fixture_get(f, app.id);
	registry_fixture_same(f, &restored, &found);
	app.revision = 3;
	app.last_modified_at_ms = 9;
	app.last_modified_by = TEXT("me");
	app.call_count = 5;
	app.last_used_at_ms = 50;
	registry_fixture_same(f, &found, &app);
	assert_int_equal(registry_fixture_revision(f), 3);
	expect_no_deleted(f, app.id);
	assert_int_equal(app_store_restore(f->writer, app.id, &change, &restored, &f->fault),
		STATUS_NOT_FOUND);
	assert_int_equal(registry_fixture_revision(f), 3);
}

static void a_taken_pair_cannot_be_restored(void **state)
{
	struct registry_fixture *f = *state;
	struct app first = registry_fixture_add(f, CLIENT, DIRECTORY), second, restored;

	remove_at(f, first.id, 77);
	second = registry_fixture_add(f, CLIENT, DIRECTORY);
	registry_fixture_refused(f,
		app_store_restore(f->writer, first.id, &change, &restored, &f->fault), second.id);
	assert_int_equal(registry_fixture_revision(f), 3);
	assert_int_equal(get_deleted(f, first.id).deleted_at_ms, 77);
	remove_at(f, second.id, 78);
	assert_int_equal(
		app_store_restore(f->writer, first.id, &change, &restored, &f->fault), STATUS_OK);
}

static void what_is_purged_is_gone(void **state)
{
	struct registry_fixture *f = *state;
	struct app app = registry_fixture_add(f, CLIENT, DIRECTORY), found;

	assert_int_equal(usage_store_add(f->writer, app.id, 5, 50, &f->fault), STATUS_OK);
	assert_int_equal(app_store_purge(f->writer, app.id, &f->fault), STATUS_OK);
	assert_int_equal(registry_fixture_get(f, app.id).call_count, 5);
	remove_at(f, app.id, 77);
	assert_int_equal(app_store_purge(f->writer, app.id, &f->fault), STATUS_OK);
	expect_no_deleted(f, app.id);
	assert_int_equal(registry_fixture_count_usage(f), 0);
	assert_int_equal(app_store_purge(f->writer, app.id, &f->fault), STATUS_OK);
	assert_int_equal(
		app_store_restore(f->writer, app.id, &change, &found, &f->fault), STATUS_NOT_FOUND);
}

/* Under the id of a removed one another may be stored, which takes its place and begins to count.
 */
static void a_live_registration_keeps_its_count(void **state)
{
	struct registry_fixture *f = *state;
	struct app app = registry_fixture_add(f, CLIENT, DIRECTORY);

	assert_int_equal(usage_store_add(f->writer, app.id, 5, 50, &f->fault), STATUS_OK);
	remove_at(f, app.id, 77);
	app.directory_tenant_id = registry_fixture_guid(OTHER_DIRECTORY);
	registry_fixture_insert(f, &app);
	expect_no_deleted(f, app.id);
	assert_int_equal(registry_fixture_get(f, app.id).call_count, 0);
	assert_int_equal(usage_store_add(f->writer, app.id, 3, 90, &f->fault), STATUS_OK);
	assert_int_equal(app_store_purge(f->writer, app.id, &f->fault), STATUS_OK);
	assert_int_equal(registry_fixture_get(f, app.id).call_count, 3);
	assert_int_equal(registry_fixture_get(f, app.id).last_used_at_ms, 90);
}

static void expect_name_key(struct registry_fixture *f, struct guid id, const char *expected)
{
	struct db_cursor rows;

	db_query(&rows, f->reader, "SELECT name_key FROM app_registration WHERE id = $1",
		DB_ARGS(DB_TEXT(guid_text(f->arena, id))));
	assert_true(db_next(&rows));
	entra_text(db_text(&rows, 0), expected);
	assert_int_equal(db_end(&rows, &f->fault), STATUS_OK);
}

static void old_names_are_folded(void **state)
{
	struct registry_fixture *f = *state;
	struct app live = registry_fixture_add(f, CLIENT, DIRECTORY), nothing, removed;

	nothing = registry_fixture_app(OTHER_CLIENT, DIRECTORY);
	nothing.name = TEXT("\xc2\xad");
	registry_fixture_insert(f, &nothing);
	removed = registry_fixture_add(f, OTHER_CLIENT, OTHER_DIRECTORY);
	remove_at(f, removed.id, 77);
	expect_name_key(f, live.id, "reviews sync");
	assert_int_equal(
		db_script(f->writer, TEXT("UPDATE app_registration SET name_key = ''"), &f->fault),
		STATUS_OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(app_store_fold_names(f->writer, &f->fault), STATUS_OK);
		expect_name_key(f, live.id, "reviews sync");
		expect_name_key(f, nothing.id, "");
	}
	assert_int_equal(registry_fixture_revision(f), 4);
	assert_int_equal(
		app_store_restore(f->writer, removed.id, &change, &removed, &f->fault), STATUS_OK);
	expect_name_key(f, removed.id, "reviews sync");
	removed.name = TEXT("Other");
	registry_fixture_update(f, &removed);
	expect_name_key(f, removed.id, "other");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(what_is_removed_can_be_read),
		REGISTRY_FIXTURE_TEST(the_removed_are_listed_in_pages),
		REGISTRY_FIXTURE_TEST(what_is_removed_can_be_restored),
		REGISTRY_FIXTURE_TEST(a_taken_pair_cannot_be_restored),
		REGISTRY_FIXTURE_TEST(what_is_purged_is_gone),
		REGISTRY_FIXTURE_TEST(a_live_registration_keeps_its_count),
		REGISTRY_FIXTURE_TEST(old_names_are_folded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
