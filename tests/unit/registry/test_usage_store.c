#include "registry/usage_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "registry/admin_key_store.h"
#include "registry/app_store.h"
#include "support/registry_fixture.h"

#define CLIENT REGISTRY_FIXTURE_CLIENT
#define DIRECTORY "11111111-aaaa-2222-3333-444444444444"

static void add(struct registry_fixture *f, struct guid caller, int64_t calls, int64_t last_used_ms)
{
	assert_int_equal(
		usage_store_add(f->writer, caller, calls, last_used_ms, &f->fault), STATUS_OK);
}

static void expect_usage(
	struct registry_fixture *f, struct guid id, int64_t calls, int64_t last_used_ms)
{
	struct app app = {.call_count = -1};

	assert_int_equal(app_store_get(f->reader, id, &app, &f->fault), STATUS_OK);
	assert_int_equal(app.call_count, calls);
	assert_int_equal(app.last_used_at_ms, last_used_ms);
}

static void calls_add_up_and_the_latest_use_stays(void **state)
{
	struct registry_fixture *f = *state;
	struct app app = registry_fixture_add(f, CLIENT, DIRECTORY);

	expect_usage(f, app.id, 0, 0);
	add(f, app.id, 3, 500);
	expect_usage(f, app.id, 3, 500);
	add(f, app.id, 4, 400);
	expect_usage(f, app.id, 7, 500);
	add(f, app.id, INT64_C(5000000000), INT64_C(1700000000001));
	expect_usage(f, app.id, INT64_C(5000000007), INT64_C(1700000000001));
	add(f, app.id, 1, INT64_C(1700000000001));
	expect_usage(f, app.id, INT64_C(5000000008), INT64_C(1700000000001));
	assert_int_equal(registry_fixture_count_usage(f), 1);
}

static void each_caller_has_its_own_count(void **state)
{
	static const struct registry_change change = {9, TEXT_INIT("me")};
	struct registry_fixture *f = *state;
	struct app app = registry_fixture_add(f, CLIENT, DIRECTORY);
	struct app other = registry_fixture_add(f, DIRECTORY, CLIENT);
	struct admin_key key = admin_key_make();
	struct text secret;

	key.name = TEXT("ops");
	key.roles = ADMIN_ROLE_ADMIN;
	assert_int_equal(
		admin_key_store_insert(f->writer, &key, &change, &secret, &f->fault), STATUS_OK);
	add(f, app.id, 1, 10);
	add(f, other.id, 2, 20);
	add(f, key.id, 3, 30);
	add(f, key.id, 3, 29);
	expect_usage(f, app.id, 1, 10);
	expect_usage(f, other.id, 2, 20);
	assert_int_equal(admin_key_store_get(f->reader, key.id, &key, &f->fault), STATUS_OK);
	assert_int_equal(key.call_count, 6);
	assert_int_equal(key.last_used_at_ms, 30);
	assert_int_equal(admin_key_store_delete(f->writer, key.id, &f->fault), STATUS_OK);
	assert_int_equal(registry_fixture_count_usage(f), 2);
	add(f, key.id, 1, 1);
	assert_int_equal(registry_fixture_count_usage(f), 2);
}

static void unknown_ids_leave_nothing(void **state)
{
	struct registry_fixture *f = *state;

	registry_fixture_add(f, CLIENT, DIRECTORY);
	add(f, registry_fixture_guid("00000000-0000-7000-8000-000000000001"), 5, 5);
	add(f, (struct guid){{0}}, 5, 5);
	add(f, registry_fixture_guid(CLIENT), 5, 5);
	assert_int_equal(registry_fixture_count_usage(f), 0);
}

/* Calls of before the removal are written after it; a registration that comes back has them. */
static void a_removed_registration_is_counted_on(void **state)
{
	static const struct registry_change change = {9, TEXT_INIT("me")};
	struct registry_fixture *f = *state;
	struct app app = registry_fixture_add(f, CLIENT, DIRECTORY), found;

	add(f, app.id, 1, 10);
	registry_fixture_delete(f, app.id);
	add(f, app.id, 2, 20);
	assert_int_equal(app_store_get_deleted(f->reader, app.id, &found, &f->fault), STATUS_OK);
	assert_int_equal(found.call_count, 3);
	assert_int_equal(
		app_store_restore(f->writer, app.id, &change, &found, &f->fault), STATUS_OK);
	expect_usage(f, app.id, 3, 20);
}

static void counting_moves_no_revision(void **state)
{
	struct registry_fixture *f = *state;
	struct app app = registry_fixture_add(f, CLIENT, DIRECTORY), found;
	struct registry_state now;

	add(f, app.id, 1, 10);
	assert_int_equal(registry_state_read(f->reader, &now, &f->fault), STATUS_OK);
	assert_int_equal(now.revision, 1);
	assert_int_equal(app_store_get(f->reader, app.id, &found, &f->fault), STATUS_OK);
	assert_int_equal(found.revision, 1);
	assert_int_equal(found.last_modified_at_ms, REGISTRY_FIXTURE_NOW_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(calls_add_up_and_the_latest_use_stays),
		REGISTRY_FIXTURE_TEST(each_caller_has_its_own_count),
		REGISTRY_FIXTURE_TEST(unknown_ids_leave_nothing),
		REGISTRY_FIXTURE_TEST(a_removed_registration_is_counted_on),
		REGISTRY_FIXTURE_TEST(counting_moves_no_revision),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
