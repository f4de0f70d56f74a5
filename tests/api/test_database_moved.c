#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "db/backup.h"
#include "support/expect.h"
#include "support/service_client.h"

#define NOTICED_MS 10000

#define FOUND_ASIDE "write-log-found-aside"

static void await_not_ready(struct service_fixture *f)
{
	assert_true(service_client_await_status(f, "/readyz", 503, NOTICED_MS));
}

/* Once the database file was removed, only health calls are answered. */
static void nothing_is_served_from_a_database_that_is_gone(void **state)
{
	struct service_fixture *f = *state;
	struct response answer;

	assert_int_equal(service_client_get(f, "/readyz").status, 200);
	assert_int_equal(unlink(f->config.database_path), 0);
	await_not_ready(f);
	answer = service_client_get(f, "/readyz");
	assert_int_equal(answer.status, 503);
	expect_contains(answer.body, "\"code\":\"NotReady\"");
	expect_contains(answer.body, "\"target\":\"databaseMoved\"");
	assert_int_equal(service_client_get(f, "/healthz").status, 200);
	for (size_t i = 0; i < 4; i++) {
		static const char *const paths[] = {
			"/v2.0/caller", "/v2.0/reviews", "/admin/v1/settings", "/"};

		answer = service_client_get(f, paths[i]);
		assert_int_equal(answer.status, 503);
		expect_contains(answer.body, "\"code\":\"DatabaseMoved\"");
	}
	answer = service_fixture_send(f, f->arena, "POST",
		"/v2.0/reviews/product/p/user?locale=en-us&encodedUser=u", "application/json",
		TEXT("{\"rating\": 5}"));
	assert_int_equal(answer.status, 503);
}

static const char *beside(struct service_fixture *f, const char *suffix)
{
	return arena_printf(f->arena, "%s%s", f->config.database_path, suffix).data;
}

static void start_again(struct service_fixture *f)
{
	struct fault fault = fault_make(f->arena);

	if (service_fixture_reopen(f, &fault) != STATUS_OK)
		fail_msg("%s", fault.detail.data);
}

static void delete_and_stop(struct service_fixture *f)
{
	assert_int_equal(unlink(f->config.database_path), 0);
	service_close(f->service);
	f->service = NULL;
}

/* Even if the service stopped right after the removal. */
static void a_backup_that_is_put_there_after_the_stop_is_served(void **state)
{
	struct service_fixture *f = *state;
	struct fault fault = fault_make(f->arena);
	struct text said;

	assert_int_equal(
		backup_write(f->config.database_path, beside(f, ".backup"), &fault), STATUS_OK);
	delete_and_stop(f);
	assert_int_equal(access(beside(f, "-wal"), F_OK), -1);
	assert_int_equal(access(beside(f, "-shm"), F_OK), -1);
	said = service_fixture_log(f);
	expect_contains(said, "\"event\":\"not-ready\"");
	expect_contains(said, "restore");
	expect_contains(said, "\"event\":\"write-log-set-aside\"");
	expect_contains(said, beside(f, "-wal.moved"));
	assert_int_equal(rename(beside(f, ".backup"), f->config.database_path), 0);
	start_again(f);
	assert_int_equal(service_client_get(f, "/readyz").status, 200);
	assert_int_equal(service_client_get(f, "/v2.0/caller").status, 200);
}

static void a_start_tells_of_a_log_beside_it(void **state)
{
	struct service_fixture *f = *state;

	delete_and_stop(f);
	start_again(f);
	assert_int_equal(service_fixture_count_events(f, FOUND_ASIDE), 1);
	expect_contains(service_fixture_log(f), beside(f, "-wal.moved"));
	service_close(f->service);
	assert_int_equal(unlink(beside(f, "-wal.moved")), 0);
	start_again(f);
	assert_int_equal(service_fixture_count_events(f, FOUND_ASIDE), 2);
	expect_contains(service_fixture_log(f), beside(f, "-shm.moved"));
	service_close(f->service);
	assert_int_equal(unlink(beside(f, "-shm.moved")), 0);
	start_again(f);
	assert_int_equal(service_fixture_count_events(f, FOUND_ASIDE), 2);
}

/* If the file system cannot show that it is the same file, the service logs a warning instead. */
static void a_start_brings_back_the_log_of_a_file_that_came_back(void **state)
{
	struct service_fixture *f = *state;
	struct text said;

	assert_int_equal(rename(f->config.database_path, beside(f, ".former")), 0);
	service_close(f->service);
	f->service = NULL;
	assert_int_equal(rename(beside(f, ".former"), f->config.database_path), 0);
	start_again(f);
	said = service_fixture_log(f);
	if (service_fixture_count_events(f, FOUND_ASIDE) == 1)
		skip();
	expect_contains(said, "\"event\":\"write-log-put-back\"");
	assert_int_equal(access(beside(f, "-wal.moved"), F_OK), -1);
	/* The registration is in the write-ahead log only. */
	assert_int_equal(service_client_get(f, "/v2.0/caller").status, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(nothing_is_served_from_a_database_that_is_gone),
		SERVICE_FIXTURE_TEST(a_backup_that_is_put_there_after_the_stop_is_served),
		SERVICE_FIXTURE_TEST(a_start_brings_back_the_log_of_a_file_that_came_back),
		SERVICE_FIXTURE_TEST(a_start_tells_of_a_log_beside_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
