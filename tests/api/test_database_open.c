#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/file.h"
#include "support/expect.h"
#include "support/service_fixture.h"
#include "upkeep/database_open.h"

#define FILE_BYTES_MAX (16 * 1024 * 1024)

/* Stops the service and selects another database file in its folder for the next start. */
static void stop_and_choose(struct service_fixture *f, const char *name)
{
	service_close(f->service);
	f->service = NULL;
	f->config.database_path = arena_printf(f->arena, "%s/%s", f->dir, name).data;
}

static void a_database_that_is_made_is_told_of(void **state)
{
	struct service_fixture *f = *state;
	struct fault fault = fault_make(f->arena);

	stop_and_choose(f, "other.db");
	assert_int_equal(service_fixture_reopen(f, &fault), STATUS_OK);
	assert_int_equal(service_fixture_count_events(f, "database-created"), 1);
	expect_contains(service_fixture_log(f), f->config.database_path);
	service_close(f->service);
	assert_int_equal(service_fixture_reopen(f, &fault), STATUS_OK);
	assert_int_equal(service_fixture_count_events(f, "database-created"), 1);
}

static void another_program_s_file_is_not_served(void **state)
{
	struct service_fixture *f = *state;
	struct fault fault = fault_make(f->arena);
	struct database_open_report about;
	struct text before;
	struct db *db;

	stop_and_choose(f, "other.db");
	db = service_fixture_connect(f);
	assert_int_equal(db_script(db,
				 TEXT("CREATE TABLE app_registration (n);"
				      "PRAGMA journal_mode=DELETE"),
				 &fault),
		STATUS_OK);
	db_close(db);
	before = file_read(f->arena, f->config.database_path, FILE_BYTES_MAX, NULL);
	assert_int_equal(service_fixture_reopen(f, &fault), STATUS_INVALID);
	expect_fault(&fault, STATUS_INVALID, "NotADatabase");
	fault_clear(&fault);
	assert_int_equal(
		database_open_migrated(&db, &f->config, DATABASE_OPEN_CACHE_KIB, &about, &fault),
		STATUS_INVALID);
	expect_bytes(file_read(f->arena, f->config.database_path, FILE_BYTES_MAX, NULL), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(a_database_that_is_made_is_told_of),
		SERVICE_FIXTURE_TEST(another_program_s_file_is_not_served),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
