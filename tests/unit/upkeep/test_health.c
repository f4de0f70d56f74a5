#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "support/expect.h"
#include "support/scratch.h"
#include "upkeep/health.h"

struct fixture {
	struct scratch *scratch;
	struct fault *fault;
	const char *path;
	struct log log;
	struct metrics metrics;
	struct health *health;
};

static int start(void **state)
{
	struct scratch *scratch;
	struct fixture *f;

	if (scratch_start(state) != 0)
		return -1;
	scratch = *state;
	f = arena_alloc(scratch->arena, sizeof(*f));
	*f = (struct fixture){.scratch = scratch, .fault = &scratch->fault};
	f->path = scratch_write(scratch, "log", TEXT(""));
	f->log = (struct log){.fd = open(f->path, O_WRONLY | O_APPEND | O_CLOEXEC)};
	f->health = health_new(&f->log, &f->metrics);
	*state = f;
	return f->log.fd >= 0 ? 0 : -1;
}

static int end(void **state)
{
	struct fixture *f = *state;

	health_free(f->health);
	close(f->log.fd);
	*state = f->scratch;
	return scratch_end(state);
}

static struct text read_log(struct fixture *f)
{
	return file_read(f->scratch->arena, f->path, 65536, NULL);
}

static void a_fresh_service_is_ready(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(health_may_serve(f->health, f->fault), STATUS_OK);
	assert_int_equal(health_check_ready(f->health, f->fault), STATUS_OK);
	health_clear(f->health, HEALTH_DATABASE_MOVED);
	expect_text(read_log(f), "");
	health_free(NULL);
}

static void a_condition_stops_and_is_named(void **state)
{
	struct fixture *f = *state;

	health_set(f->health, HEALTH_DATABASE_MOVED, TEXT("It is gone."));
	assert_int_equal(health_may_serve(f->health, f->fault), STATUS_UNAVAILABLE);
	expect_fault(f->fault, STATUS_UNAVAILABLE, "DatabaseMoved");
	expect_text(f->fault->detail, "It is gone.");
	fault_clear(f->fault);
	assert_int_equal(metrics_get(&f->metrics, METRIC_CONDITIONS), 1);
	health_set(f->health, HEALTH_DATABASE_DAMAGED, TEXT("Page 7."));
	assert_int_equal(metrics_get(&f->metrics, METRIC_CONDITIONS), 2);
	assert_int_equal(health_check_ready(f->health, f->fault), STATUS_UNAVAILABLE);
	assert_string_equal(f->fault->code, "NotReady");
	assert_int_equal(f->fault->error_count, 2);
	expect_error(f->fault, 0, "databaseMoved", "DatabaseMoved", "It is gone.");
	expect_error(f->fault, 1, "databaseDamaged", "DatabaseDamaged", "Page 7.");
}

static void a_condition_may_leave_calls_alone(void **state)
{
	struct fixture *f = *state;

	health_set(f->health, HEALTH_SEARCH_BROKEN, TEXT("No words."));
	assert_int_equal(health_may_serve(f->health, f->fault), STATUS_OK);
	assert_int_equal(health_check_ready(f->health, f->fault), STATUS_UNAVAILABLE);
	expect_error(f->fault, 0, "searchIndexBroken", "SearchIndexBroken", "No words.");
}

static void it_is_logged_once_and_its_first_reason_stays(void **state)
{
	struct fixture *f = *state;
	struct text log;

	for (int i = 0; i < 3; i++)
		health_set(
			f->health, HEALTH_DATABASE_MOVED, i == 0 ? TEXT("first") : TEXT("another"));
	log = read_log(f);
	expect_contains(log, "\"event\":\"not-ready\"");
	expect_contains(log, "\"condition\":\"databaseMoved\"");
	expect_contains(log, "\"why\":\"first\"");
	assert_false(expect_has(log, TEXT("another")));
	health_may_serve(f->health, f->fault);
	expect_text(f->fault->detail, "first");
}

static void it_ends(void **state)
{
	struct fixture *f = *state;

	health_set(f->health, HEALTH_DATABASE_MOVED, TEXT("first"));
	health_clear(f->health, HEALTH_DATABASE_MOVED);
	health_clear(f->health, HEALTH_DATABASE_MOVED);
	assert_int_equal(health_may_serve(f->health, f->fault), STATUS_OK);
	assert_int_equal(health_check_ready(f->health, f->fault), STATUS_OK);
	assert_int_equal(metrics_get(&f->metrics, METRIC_CONDITIONS), 0);
	expect_contains(read_log(f), "\"event\":\"condition-ended\"");
	health_set(f->health, HEALTH_DATABASE_MOVED, TEXT("second"));
	health_may_serve(f->health, f->fault);
	expect_text(f->fault->detail, "second");
}

static void a_long_reason_is_cut(void **state)
{
	struct fixture *f = *state;

	health_set(f->health, HEALTH_DATABASE_DAMAGED, scratch_noise(f->scratch, 1, 5000));
	health_set(f->health, HEALTH_DATABASE_MOVED, TEXT(""));
	assert_int_equal(health_may_serve(f->health, f->fault), STATUS_UNAVAILABLE);
	expect_text(f->fault->detail, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_fresh_service_is_ready, start, end),
		cmocka_unit_test_setup_teardown(a_condition_stops_and_is_named, start, end),
		cmocka_unit_test_setup_teardown(a_condition_may_leave_calls_alone, start, end),
		cmocka_unit_test_setup_teardown(
			it_is_logged_once_and_its_first_reason_stays, start, end),
		cmocka_unit_test_setup_teardown(it_ends, start, end),
		cmocka_unit_test_setup_teardown(a_long_reason_is_cut, start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
