#include "reviews/job_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/job_fixture.h"

#define ID JOB_FIXTURE_ID

static void add_for(struct registry_fixture *f, const char *id, const char *caller)
{
	struct job job = job_fixture_make(id);

	job.caller_id = text_from(caller);
	job_fixture_add(f, job);
}

static void callers_take_turns(void **state)
{
	static const struct {
		const char *behind, *next;
	} cases[] = {
		{"", ID("1")},
		{"a", ID("3")},
		{"b", ID("4")},
		{"c", ID("1")},
		{"z", ID("1")},
	};
	struct registry_fixture *f = *state;
	struct job job;
	bool found = false;

	add_for(f, ID("1"), "a");
	add_for(f, ID("2"), "a");
	add_for(f, ID("3"), "b");
	add_for(f, ID("4"), "c");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		job_store_next(f->reader, text_from(cases[i].behind), &job, &found, &f->fault);
		assert_true(found);
		expect_text(job.id, cases[i].next);
	}
}

static void jobs_that_are_open_are_summed(void **state)
{
	struct registry_fixture *f = *state;
	struct job_store_totals own, all;
	struct job job;
	bool others = true;

	add_for(f, ID("1"), "a");
	assert_int_equal(job_store_get(f->reader, TEXT(ID("1")), &job, &f->fault), STATUS_OK);
	assert_int_equal(job_store_has_others(f->reader, TEXT("a"), &others, &f->fault), STATUS_OK);
	assert_false(others);
	add_for(f, ID("2"), "a");
	add_for(f, ID("3"), "b");
	job_store_has_others(f->reader, TEXT("a"), &others, &f->fault);
	assert_true(others);
	assert_int_equal(
		job_store_count_unfinished(f->reader, &job, &own, &all, &f->fault), STATUS_OK);
	assert_int_equal(own.count, 1);
	assert_int_equal(own.bytes, 500);
	assert_int_equal(all.count, 2);
	assert_int_equal(all.bytes, 1000);
	job_store_get(f->reader, TEXT(ID("3")), &job, &f->fault);
	job_fixture_take(f, &job, "owner");
	job.state = JOB_SUCCEEDED;
	job.finished_at_ms = 5;
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	job_fixture_commit(f, job_store_update(f->writer, &job, &f->fault));
	job_store_count_unfinished(f->reader, &job, &own, &all, &f->fault);
	assert_int_equal(own.count, 0);
	assert_int_equal(all.count, 2);
	job_store_has_others(f->reader, TEXT("a"), &others, &f->fault);
	assert_false(others);
	add_for(f, ID("4"), "b");
	job_store_get(f->reader, TEXT(ID("4")), &job, &f->fault);
	job_store_has_others(f->reader, TEXT("a"), &others, &f->fault);
	assert_true(others);
	job_fixture_take(f, &job, "another");
	job_store_has_others(f->reader, TEXT("a"), &others, &f->fault);
	assert_false(others);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(callers_take_turns),
		REGISTRY_FIXTURE_TEST(jobs_that_are_open_are_summed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
