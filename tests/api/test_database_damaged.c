#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "base/file.h"
#include "base/hash.h"
#include "support/expect.h"
#include "support/service_client.h"
#include "support/service_fixture.h"
#include "upkeep/database_open.h"

#define PAGE_BYTES 4096
#define LARGE_BYTES (INT64_C(80) * 1024 * 1024)
#define NOTICED_MS 20000
#define FILE_BYTES_MAX (64 * 1024 * 1024)

static struct response submit(struct service_fixture *f)
{
	struct text path = arena_printf(f->arena,
		"/v2.0/reviews/product/p/user?tenantId=%s&locale=en-us&encodedUser=u",
		service_environment_id(f->service, f->arena).data);

	return service_fixture_send(f, f->arena, "POST", path.data, "application/json",
		TEXT("{\"Rating\": 5, \"Title\": \"t\", \"ReviewText\": \"x\", "
		     "\"ProductName\": \"n\"}"));
}

/* Overwrites the first page of the table of reviews with noise. */
static void spoil_reviews(struct service_fixture *f)
{
	struct db *db = service_fixture_connect(f);
	struct fault fault = fault_make(f->arena);
	struct db_cursor rows;
	int64_t page = 0;
	FILE *file;

	db_query(&rows, db, "SELECT rootpage FROM sqlite_schema WHERE name = 'review'", DB_NO_ARGS);
	assert_true(db_next(&rows));
	page = db_int(&rows, 0);
	assert_int_equal(db_end(&rows, &fault), STATUS_OK);
	assert_int_equal(
		db_exec(db, &fault, "PRAGMA wal_checkpoint(TRUNCATE)", DB_NO_ARGS), STATUS_OK);
	db_close(db);
	file = fopen(f->config.database_path, "r+be");
	assert_non_null(file);
	assert_int_equal(fseek(file, (page - 1) * PAGE_BYTES, SEEK_SET), 0);
	for (int i = 0; i < PAGE_BYTES; i++)
		fputc(0xa5, file);
	assert_int_equal(fclose(file), 0);
}

static void stop(struct service_fixture *f)
{
	service_close(f->service);
	f->service = NULL;
}

static void start_again(struct service_fixture *f)
{
	struct fault fault = fault_make(f->arena);

	if (service_fixture_reopen(f, &fault) != STATUS_OK)
		fail_msg("%s", fault.detail.data);
}

/* Leaves a commit of an undamaged page in the write-ahead log only. */
static void leave_in_log(struct service_fixture *f)
{
	struct db *db = service_fixture_connect(f);
	struct fault fault = fault_make(f->arena);

	assert_int_equal(db_script(db, TEXT("CREATE TABLE late (n)"), &fault), STATUS_OK);
	db_freeze(db);
	db_close(db);
}

static struct text digest_of(struct service_fixture *f, const char *suffix)
{
	struct text path = arena_printf(f->arena, "%s%s", f->config.database_path, suffix);
	struct text bytes = file_read(f->arena, path.data, FILE_BYTES_MAX, NULL);
	struct hash hash = hash_sha256(bytes);

	assert_true(bytes.length > 0);
	return hash_hex(f->arena, &hash);
}

/* Returns the digests of the database and its write-ahead log, both not empty. */
static struct text digest(struct service_fixture *f)
{
	return arena_printf(f->arena, "%s %s", digest_of(f, "").data, digest_of(f, "-wal").data);
}

static void expect_damaged(struct service_fixture *f)
{
	struct response answer = service_client_get(f, "/readyz");

	assert_int_equal(answer.status, 503);
	expect_contains(answer.body, "\"target\":\"databaseDamaged\"");
	answer = submit(f);
	assert_int_equal(answer.status, 503);
	expect_contains(answer.body, "\"code\":\"DatabaseDamaged\"");
	assert_int_equal(service_client_get(f, "/v2.0/caller").status, 503);
	assert_int_equal(service_client_get(f, "/healthz").status, 200);
}

static void await_not_ready(struct service_fixture *f)
{
	assert_true(service_client_await_status(f, "/readyz", 503, NOTICED_MS));
}

static void refuse_command(struct service_fixture *f)
{
	struct fault fault = fault_make(f->arena);
	struct database_open_report about;
	struct db *db;

	assert_int_equal(
		database_open_migrated(&db, &f->config, DATABASE_OPEN_CACHE_KIB, &about, &fault),
		STATUS_UNAVAILABLE);
	expect_fault(&fault, STATUS_UNAVAILABLE, "DatabaseDamaged");
}

static void a_start_finds_it_and_writes_nothing(void **state)
{
	struct service_fixture *f = *state;
	struct text before;

	assert_int_equal(submit(f).status, 200);
	stop(f);
	spoil_reviews(f);
	leave_in_log(f);
	before = digest(f);
	start_again(f);
	expect_damaged(f);
	stop(f);
	expect_bytes(digest(f), before);
	refuse_command(f);
	expect_bytes(digest(f), before);
	start_again(f);
	expect_damaged(f);
}

/* The file is sparse: large, but mostly a hole. */
static void a_large_one_is_read_beside_the_service(void **state)
{
	struct service_fixture *f = *state;

	stop(f);
	spoil_reviews(f);
	assert_int_equal(truncate(f->config.database_path, LARGE_BYTES), 0);
	start_again(f);
	await_not_ready(f);
	expect_damaged(f);
}

static void a_large_one_that_is_whole_is_served(void **state)
{
	struct service_fixture *f = *state;

	assert_int_equal(submit(f).status, 200);
	stop(f);
	assert_int_equal(truncate(f->config.database_path, LARGE_BYTES), 0);
	start_again(f);
	assert_int_equal(submit(f).status, 200);
	assert_int_equal(service_client_get(f, "/readyz").status, 200);
	/* The check may still run; a stop does not wait for it. */
	stop(f);
	start_again(f);
}

static void a_call_that_meets_it_tells_of_it(void **state)
{
	struct service_fixture *f = *state;
	struct text before;

	assert_int_equal(service_client_get(f, "/readyz").status, 200);
	spoil_reviews(f);
	leave_in_log(f);
	/* The first connection that has not cached the page. */
	assert_int_equal(submit(f).status, 503);
	expect_damaged(f);
	assert_int_equal(service_client_get(f, "/admin/v1/settings").status, 503);
	assert_int_equal(service_fixture_count_events(f, "not-ready"), 1);
	assert_int_equal(service_fixture_count_events(f, "database-damaged"), 1);
	before = digest(f);
	stop(f);
	expect_bytes(digest(f), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(a_start_finds_it_and_writes_nothing),
		SERVICE_FIXTURE_TEST(a_large_one_is_read_beside_the_service),
		SERVICE_FIXTURE_TEST(a_large_one_that_is_whole_is_served),
		SERVICE_FIXTURE_TEST(a_call_that_meets_it_tells_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
