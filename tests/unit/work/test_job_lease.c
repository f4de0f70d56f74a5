#include "work/job_lease.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ID TEXT("018bcfe5-6800-7000-8000-000000000001")
#define OTHER_ID TEXT("018bcfe5-6800-7000-8000-000000000002")
#define SELF TEXT("018bcfe5-6800-7000-8000-00000000000a")
#define OTHER TEXT("018bcfe5-6800-7000-8000-00000000000b")

static struct job held(int64_t attempt, int64_t beat)
{
	return (struct job){.id = ID, .owner = OTHER, .attempt = attempt, .beat = beat};
}

static void what_nobody_has_is_free(void **state)
{
	struct job_lease_watch watch = {.since_ms = 0};
	struct job nobodys = {.id = ID}, mine = {.id = ID, .owner = SELF, .attempt = 3};

	(void)state;
	assert_true(job_lease_is_free(&watch, &nobodys, SELF, 5));
	assert_true(job_lease_is_free(&watch, &mine, SELF, 5));
}

static void one_beat_for_long_enough_is_a_death(void **state)
{
	struct job_lease_watch watch = {.since_ms = 0};
	struct job job = held(1, 7);

	(void)state;
	assert_false(job_lease_is_free(&watch, &job, SELF, 100));
	assert_false(job_lease_is_free(&watch, &job, SELF, 99 + JOB_LEASE_PATIENCE_MS));
	assert_true(job_lease_is_free(&watch, &job, SELF, 100 + JOB_LEASE_PATIENCE_MS));
}

/* However long the looks are apart, a beat between two of them is a life. */
static void a_beat_begins_the_wait_anew(void **state)
{
	struct job_lease_watch watch = {.since_ms = 0};
	int64_t now_ms = 1;

	(void)state;
	for (int64_t beat = 0; beat < 10; beat++) {
		struct job job = held(1, beat);

		assert_false(job_lease_is_free(&watch, &job, SELF, now_ms));
		now_ms += 10 * JOB_LEASE_PATIENCE_MS;
	}
}

static void another_attempt_or_job_begins_the_wait_anew(void **state)
{
	struct job_lease_watch watch = {.since_ms = 0};
	struct job first = held(1, 7), again = held(2, 7), other = held(2, 7);

	(void)state;
	other.id = OTHER_ID;
	assert_false(job_lease_is_free(&watch, &first, SELF, 0));
	assert_false(job_lease_is_free(&watch, &again, SELF, JOB_LEASE_PATIENCE_MS));
	assert_false(job_lease_is_free(&watch, &other, SELF, 2 * JOB_LEASE_PATIENCE_MS));
	assert_true(job_lease_is_free(&watch, &other, SELF, 3 * JOB_LEASE_PATIENCE_MS));
}

/* Taken over within ten seconds of a death: a look may be just before the last beat. */
static void the_bounds_keep_the_promise(void **state)
{
	(void)state;
	assert_true(JOB_LEASE_PATIENCE_MS + 2 * JOB_LEASE_POLL_MS < 10000);
	assert_true(2 * JOB_LEASE_RENEW_INTERVAL_MS < JOB_LEASE_PATIENCE_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_nobody_has_is_free),
		cmocka_unit_test(one_beat_for_long_enough_is_a_death),
		cmocka_unit_test(a_beat_begins_the_wait_anew),
		cmocka_unit_test(another_attempt_or_job_begins_the_wait_anew),
		cmocka_unit_test(the_bounds_keep_the_promise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
