#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/embedded.h"
#include "base/hash.h"
#include "db/migrate.h"
#include "registry/admin_key_store.h"
#include "registry/app_page.h"
#include "registry/app_store.h"
#include "registry/audit_store.h"
#include "registry/settings.h"
#include "support/db_fixture.h"
#include "support/expect.h"

#define NOW_MS INT64_C(1700000000000)
#define FOLDER "migrations/sqlite/"
#define OLD_MS 1600000000000
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, db_fixture_start, db_fixture_end)

#define LIVE_ID "00000000-0000-7000-8000-000000000001"
#define OTHER_ID "00000000-0000-7000-8000-000000000002"
#define REMOVED_ID "00000000-0000-7000-8000-000000000003"
#define KEY_ID "00000000-0000-7000-8000-00000000000a"
#define SECRET "s2sadm_0123456789012345678901234567890123456789012"

static void run(struct db_fixture *f, const char *sql)
{
	fault_clear(f->fault);
	db_script(f->db, text_from(sql), f->fault);
	expect_text(f->fault->detail, NULL);
}

static void apply(struct db_fixture *f, int64_t version, const char *name)
{
	const struct embedded_file *file =
		embedded_find(arena_printf(f->scratch->arena, FOLDER "%s", name));
	struct hash hash;

	assert_non_null(file);
	assert_int_equal(db_script(f->db, file->content, f->fault), STATUS_OK);
	hash = hash_sha256(file->content);
	assert_int_equal(
		db_exec(f->db, f->fault, "INSERT INTO schema_migration VALUES ($1, $2, $3, 5)",
			DB_ARGS(DB_INT(version), DB_TEXT(text_from(name)),
				DB_TEXT(hash_hex(f->scratch->arena, &hash)))),
		STATUS_OK);
}

/* A registration as the first version stored it. $3 is NULL unless it was removed. */
static void add_app(struct db_fixture *f, const char *id, const char *name, int64_t deleted_at_ms)
{
	assert_int_equal(
		db_exec(f->db, f->fault,
			"INSERT INTO app_registration (id, name, client_app_id, "
			"directory_tenant_id, enabled, permissions, accepts_user_tokens, "
			"accepts_public_clients, notes, expires_at_ms, revision, created_at_ms, "
			"created_by, last_modified_at_ms, last_modified_by, deleted_at_ms) VALUES "
			"($1, $2, $1, $1, 1, 5, 1, 0, 'n', NULL, 4, $4, 'old', $4, 'old', $3)",
			DB_ARGS(DB_TEXT(text_from(id)), DB_TEXT(text_from(name)),
				DB_INT_OR_NULL(deleted_at_ms != 0, deleted_at_ms), DB_INT(OLD_MS))),
		STATUS_OK);
}

/* An old database: two migrations, three registrations, one admin key. */
static void make_old(struct db_fixture *f)
{
	struct hash hash = hash_sha256(TEXT(SECRET));

	run(f,
		"CREATE TABLE schema_migration (version BIGINT NOT NULL PRIMARY KEY, "
		"name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at_ms BIGINT NOT NULL)");
	apply(f, 1, "0001_registry.sql");
	apply(f, 2, "0002_reviews.sql");
	add_app(f, LIVE_ID, "\xc3\x84pfel STRASSE", 0);
	add_app(f, OTHER_ID, "Zebra", 0);
	add_app(f, REMOVED_ID, "Gone", OLD_MS + 7);
	run(f, "UPDATE registry_state SET revision = 4");
	assert_int_equal(
		db_exec(f->db, f->fault,
			"INSERT INTO admin_key (id, name, hash, created_at_ms) VALUES "
			"($1, 'ops', $2, $3)",
			DB_ARGS(DB_TEXT(TEXT(KEY_ID)), DB_TEXT(hash_hex(f->scratch->arena, &hash)),
				DB_INT(OLD_MS))),
		STATUS_OK);
}

/* Migrates the database as the service does at start. */
static void start(struct db_fixture *f)
{
	size_t applied = 0;

	assert_int_equal(migrate_run(f->db, NOW_MS, &applied, f->fault), STATUS_OK);
	assert_true(applied >= 1);
	assert_int_equal(app_store_fold_names(f->db, f->fault), STATUS_OK);
}

static struct guid guid_of(const char *text)
{
	struct guid guid;

	assert_true(guid_parse_strict(text_from(text), &guid));
	return guid;
}

static void an_old_key_is_still_found(void **state)
{
	struct db_fixture *f = *state;
	struct admin_key key;

	make_old(f);
	start(f);
	assert_int_equal(admin_key_store_find(f->db, TEXT(SECRET), &key, f->fault), STATUS_OK);
	assert_true(guid_equal(key.id, guid_of(KEY_ID)));
	expect_text(admin_key_text(&f->scratch->fault, &key),
		"{\"id\":\"" KEY_ID "\",\"name\":\"ops\",\"roles\":[\"Registry.Admin\"],"
		"\"enabled\":true,\"createdAt\":\"2020-09-13T12:26:40.000Z\","
		"\"createdBy\":\"command line\",\"lastModifiedAt\":\"2020-09-13T12:26:40.000Z\","
		"\"lastModifiedBy\":\"command line\",\"callCount\":0,\"etag\":\"\\\"1\\\"\"}");
	assert_int_equal(admin_key_store_find(f->db, TEXT(SECRET "x"), &key, f->fault),
		STATUS_UNAUTHENTICATED);
}

static void old_registrations_keep_their_values(void **state)
{
	struct db_fixture *f = *state;
	struct app app;

	make_old(f);
	start(f);
	assert_int_equal(app_store_get(f->db, guid_of(LIVE_ID), &app, f->fault), STATUS_OK);
	expect_text(app.name, "\xc3\x84pfel STRASSE");
	assert_int_equal(app.permissions, PERMISSION_READ | PERMISSION_EXPORT);
	expect_text(app.notes, "n");
	assert_int_equal(app.revision, 4);
	assert_true(app.created_at_ms == OLD_MS);
	expect_text(app.created_by, "old");
	assert_int_equal(app.call_count, 0);
	assert_int_equal(app.last_used_at_ms, 0);
	assert_int_equal(
		app_store_get_deleted(f->db, guid_of(REMOVED_ID), &app, f->fault), STATUS_OK);
	assert_true(app.deleted_at_ms == OLD_MS + 7);
}

static void old_names_can_be_searched_and_sorted(void **state)
{
	static const struct {
		const char *part;
		size_t count;
	} cases[] = {{"stra\xc3\x9f"
		      "e",
			     1},
		{"a\xcc\x88PFEL", 1}, {"ZEBRA", 1}, {"gone", 0}, {"e", 2}};
	struct db_fixture *f = *state;
	struct app *apps;
	size_t count;

	make_old(f);
	start(f);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct app_query query = {.order = APP_ORDER_NAME,
			.name_part = text_from(cases[i].part),
			.limit = 10};

		assert_int_equal(app_page_read(f->db, &query, &apps, &count, f->fault), STATUS_OK);
		assert_int_equal(count, cases[i].count);
	}
	expect_text(apps[0].name, "Zebra");
}

static void an_old_removed_registration_can_be_restored(void **state)
{
	static const struct registry_change change = {NOW_MS, TEXT_INIT("me")};
	struct db_fixture *f = *state;
	struct app_query query = {.name_part = TEXT("GONE"), .limit = 10};
	struct app app, *apps;
	size_t count;

	make_old(f);
	start(f);
	assert_int_equal(
		app_store_restore(f->db, guid_of(REMOVED_ID), &change, &app, f->fault), STATUS_OK);
	assert_int_equal(app.revision, 5);
	assert_int_equal(app_page_read(f->db, &query, &apps, &count, f->fault), STATUS_OK);
	assert_int_equal(count, 1);
}

static void the_settings_reflect_existing_registrations(void **state)
{
	struct db_fixture *f = *state;
	struct settings settings;

	make_old(f);
	start(f);
	assert_int_equal(settings_read(f->db, &settings, f->fault), STATUS_OK);
	assert_int_equal(settings.count, 2);
	expect_text(settings_etag(f->scratch->arena, &settings), "\"s4\"");
	assert_false(settings.state.require_moderator);
	assert_int_equal(settings.state.last_modified_at_ms, 0);
	expect_text(settings.state.last_modified_by, "");
}

static void the_audit_log_starts_empty(void **state)
{
	struct db_fixture *f = *state;
	struct audit_event *events;
	size_t count;

	make_old(f);
	start(f);
	assert_int_equal(audit_store_list(f->db, &(struct audit_query){.limit = 5}, &events, &count,
				 f->fault),
		STATUS_OK);
	assert_int_equal(count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_old_key_is_still_found),
		TEST(old_registrations_keep_their_values),
		TEST(old_names_can_be_searched_and_sorted),
		TEST(an_old_removed_registration_can_be_restored),
		TEST(the_settings_reflect_existing_registrations),
		TEST(the_audit_log_starts_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
