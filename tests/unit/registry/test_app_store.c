#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "registry/app_store.h"
#include "support/entra.h"
#include "support/registry_fixture.h"

#define CLIENT REGISTRY_FIXTURE_CLIENT
#define OTHER_CLIENT "aaaaaaaa-0000-1111-2222-cccccccccccc"
#define DIRECTORY "11111111-aaaa-2222-3333-444444444444"
#define OTHER_DIRECTORY "22222222-aaaa-2222-3333-444444444444"

static const struct registry_change change = {9, TEXT_INIT("me")};

static void what_was_stored_comes_back(void **state)
{
	struct registry_fixture *f = *state;
	struct app app = registry_fixture_app(CLIENT, DIRECTORY), found;

	app.enabled = false;
	app.permissions = PERMISSION_SUBMIT;
	app.accepts_user_tokens = false;
	app.accepts_public_clients = true;
	app.notes = TEXT("it's \"quoted\"; DROP TABLE app_registration");
	app.expires_at_ms = INT64_C(1893553445001);
	app.last_modified_by = TEXT("someone else");
	registry_fixture_insert(f, &app);
	found = registry_fixture_get(f, app.id);
	registry_fixture_same(f, &found, &app);
	assert_int_equal(found.expires_at_ms, INT64_C(1893553445001));
}

static void absent_stays_absent(void **state)
{
	struct registry_fixture *f = *state;
	struct app app = registry_fixture_add(f, CLIENT, DIRECTORY),
		   found = registry_fixture_get(f, app.id);

	assert_false(text_is_set(found.notes));
	assert_int_equal(found.expires_at_ms, 0);
	registry_fixture_same(f, &found, &app);
}

static void unknown_ids_are_not_found(void **state)
{
	struct registry_fixture *f = *state;
	struct app app = registry_fixture_app(CLIENT, DIRECTORY), found;
	struct guid id = registry_fixture_guid("00000000-0000-7000-8000-000000000001");

	app.id = id;
	assert_int_equal(app_store_get(f->reader, id, &found, &f->fault), STATUS_NOT_FOUND);
	assert_string_equal(f->fault.code, "AppRegistrationNotFound");
	entra_text(f->fault.detail,
		"There is no app registration 00000000-0000-7000-8000-000000000001; list "
		"/admin/v1/app-registrations to find its id.");
	fault_clear(&f->fault);
	assert_int_equal(app_store_update(f->writer, &app, &f->fault), STATUS_NOT_FOUND);
	fault_clear(&f->fault);
	assert_int_equal(app_store_delete(f->writer, id, &change, &f->fault), STATUS_NOT_FOUND);
	assert_string_equal(f->fault.code, "AppRegistrationNotFound");
}

static void a_pair_is_registered_once(void **state)
{
	struct registry_fixture *f = *state;
	struct app first = registry_fixture_add(f, CLIENT, DIRECTORY);
	struct app second = registry_fixture_app(CLIENT, DIRECTORY);
	int64_t before = registry_fixture_revision(f);

	registry_fixture_refused(f, app_store_insert(f->writer, &second, &f->fault), first.id);
	assert_int_equal(registry_fixture_revision(f), before);
	second.client_app_id = registry_fixture_guid(OTHER_CLIENT);
	registry_fixture_insert(f, &second);
	second.client_app_id = first.client_app_id;
	registry_fixture_refused(f, app_store_update(f->writer, &second, &f->fault), first.id);
	registry_fixture_add(f, CLIENT, OTHER_DIRECTORY);
}

static void an_update_may_keep_its_own_pair(void **state)
{
	struct registry_fixture *f = *state;
	struct app app = registry_fixture_add(f, CLIENT, DIRECTORY), found;

	app.name = TEXT("Another name");
	app.notes = TEXT("n");
	app.enabled = false;
	app.permissions = PERMISSION_READ;
	app.accepts_user_tokens = false;
	app.accepts_public_clients = true;
	app.expires_at_ms = 5000;
	app.client_app_id = registry_fixture_guid(OTHER_CLIENT);
	app.directory_tenant_id = registry_fixture_guid(OTHER_DIRECTORY);
	app.last_modified_at_ms++;
	app.last_modified_by = TEXT("admin-key:other");
	registry_fixture_update(f, &app);
	found = registry_fixture_get(f, app.id);
	registry_fixture_same(f, &found, &app);
	registry_fixture_update(f, &app);
}

static void an_update_keeps_who_created(void **state)
{
	struct registry_fixture *f = *state;
	struct app app = registry_fixture_add(f, CLIENT, DIRECTORY), changed = app, found;

	changed.created_by = TEXT("a thief");
	changed.created_at_ms = 1;
	registry_fixture_update(f, &changed);
	found = registry_fixture_get(f, app.id);
	entra_text(found.created_by, "admin-key:test");
	assert_int_equal(found.created_at_ms, REGISTRY_FIXTURE_NOW_MS);
}

static void a_removed_pair_can_come_back(void **state)
{
	struct registry_fixture *f = *state;
	struct app first = registry_fixture_add(f, CLIENT, DIRECTORY), second, found;

	registry_fixture_delete(f, first.id);
	assert_int_equal(app_store_get(f->reader, first.id, &found, &f->fault), STATUS_NOT_FOUND);
	fault_clear(&f->fault);
	assert_int_equal(app_store_update(f->writer, &first, &f->fault), STATUS_NOT_FOUND);
	fault_clear(&f->fault);
	assert_int_equal(
		app_store_delete(f->writer, first.id, &change, &f->fault), STATUS_NOT_FOUND);
	fault_clear(&f->fault);
	second = registry_fixture_add(f, CLIENT, DIRECTORY);
	assert_false(guid_equal(first.id, second.id));
	assert_true(guid_equal(registry_fixture_get(f, second.id).id, second.id));
	registry_fixture_delete(f, second.id);
	registry_fixture_add(f, CLIENT, DIRECTORY);
}

static void every_change_moves_the_revision(void **state)
{
	struct registry_fixture *f = *state;
	struct app app;

	assert_int_equal(registry_fixture_revision(f), 0);
	app = registry_fixture_add(f, CLIENT, DIRECTORY);
	assert_int_equal(app.revision, 1);
	assert_int_equal(registry_fixture_revision(f), 1);
	entra_text(app_etag(f->arena, &app), "\"1\"");
	registry_fixture_update(f, &app);
	assert_int_equal(app.revision, 2);
	assert_int_equal(registry_fixture_get(f, app.id).revision, 2);
	registry_fixture_delete(f, app.id);
	assert_int_equal(registry_fixture_revision(f), 3);
}

static void a_rolled_back_change_never_was(void **state)
{
	struct registry_fixture *f = *state;
	struct app app = registry_fixture_app(CLIENT, DIRECTORY), found;

	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(app_store_insert(f->writer, &app, &f->fault), STATUS_OK);
	assert_int_equal(app_store_get(f->reader, app.id, &found, &f->fault), STATUS_NOT_FOUND);
	fault_clear(&f->fault);
	db_rollback(f->writer);
	assert_int_equal(app_store_get(f->writer, app.id, &found, &f->fault), STATUS_NOT_FOUND);
	assert_int_equal(registry_fixture_revision(f), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(what_was_stored_comes_back),
		REGISTRY_FIXTURE_TEST(absent_stays_absent),
		REGISTRY_FIXTURE_TEST(unknown_ids_are_not_found),
		REGISTRY_FIXTURE_TEST(a_pair_is_registered_once),
		REGISTRY_FIXTURE_TEST(an_update_may_keep_its_own_pair),
		REGISTRY_FIXTURE_TEST(an_update_keeps_who_created),
		REGISTRY_FIXTURE_TEST(a_removed_pair_can_come_back),
		REGISTRY_FIXTURE_TEST(every_change_moves_the_revision),
		REGISTRY_FIXTURE_TEST(a_rolled_back_change_never_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
