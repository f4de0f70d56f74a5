#include "reviews/job_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/job_fixture.h"

#define ID JOB_FIXTURE_ID

static void add_kind(struct registry_fixture *f, const char *id, const char *kind)
{
	struct job job = job_fixture_make(id);

	job.kind = text_from(kind);
	job_fixture_add(f, job);
}

static void add(struct registry_fixture *f, const char *id)
{
	add_kind(f, id, "import");
}

static enum status take_late(struct db *db, const struct job *job, struct fault *fault)
{
	struct job copy = *job;

	return job_store_claim(db, &copy, TEXT("late"), fault);
}

/* The write is refused, for that reason. */
static void expect_taken(struct registry_fixture *f,
	enum status (*write)(struct db *db, const struct job *job, struct fault *fault),
	const struct job *job)
{
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(write(f->writer, job, &f->fault), STATUS_CONFLICT);
	assert_true(job_store_is_claimed_elsewhere(&f->fault));
	db_rollback(f->writer);
}

/* By the job's owner, or by one that takes it for that. */
static void update(struct registry_fixture *f, struct job *job)
{
	if (!text_is_set(job->owner)) {
		struct job stored = *job;

		job_fixture_take(f, &stored, "owner");
		job->owner = stored.owner;
		job->attempt = stored.attempt;
	}
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	job_fixture_commit(f, job_store_update(f->writer, job, &f->fault));
}

static struct job get(struct registry_fixture *f, const char *id)
{
	struct job job;

	assert_int_equal(job_store_get(f->reader, text_from(id), &job, &f->fault), STATUS_OK);
	return job;
}

static void a_job_comes_back(void **state)
{
	struct registry_fixture *f = *state;
	struct job job;

	add(f, ID("1"));
	job = get(f, ID("1"));
	expect_text(job.kind, "import");
	assert_int_equal(job.state, JOB_QUEUED);
	assert_int_equal(job.created_at_ms, 1000);
	assert_int_equal(job.finished_at_ms, 0);
	expect_text(job.created_by, "Fabrikam");
	expect_text(job.caller_id, "caller");
	expect_text(job.options, "{}");
	assert_int_equal(job.total_bytes, 500);
	expect_text(job.fault, NULL);
	assert_int_equal(
		job_store_get(f->reader, TEXT(ID("2")), &job, &f->fault), STATUS_NOT_FOUND);
	expect_fault(&f->fault, STATUS_NOT_FOUND, "JobNotFound");
}

static void progress_is_stored(void **state)
{
	struct registry_fixture *f = *state;
	struct job job;

	add(f, ID("1"));
	job = get(f, ID("1"));
	job.state = JOB_RUNNING;
	job.done_bytes = 100;
	job.done_items = 7;
	job.result_bytes = 30;
	job.counts = TEXT("{\"created\":7}");
	update(f, &job);
	job = get(f, ID("1"));
	assert_int_equal(job.state, JOB_RUNNING);
	assert_int_equal(job.done_bytes, 100);
	assert_int_equal(job.done_items, 7);
	assert_int_equal(job.result_bytes, 30);
	expect_text(job.counts, "{\"created\":7}");
	job.state = JOB_FAILED;
	job.finished_at_ms = 2000;
	job.fault = TEXT("{\"code\":\"X\"}");
	update(f, &job);
	job = get(f, ID("1"));
	assert_int_equal(job.state, JOB_FAILED);
	assert_int_equal(job.finished_at_ms, 2000);
	expect_text(job.fault, "{\"code\":\"X\"}");
}

/* Whose process has taken a job writes it, and no process that had it before does. */
static void a_job_is_fenced_by_its_attempt(void **state)
{
	struct registry_fixture *f = *state;
	struct job first, second, late;

	add(f, ID("1"));
	late = first = get(f, ID("1"));
	job_fixture_take(f, &first, "a");
	assert_int_equal(first.attempt, 1);
	assert_int_equal(get(f, ID("1")).state, JOB_RUNNING);
	expect_text(get(f, ID("1")).owner, "a");
	/* Whoever looked before that comes too late. */
	expect_taken(f, take_late, &late);
	first.done_items = 250;
	update(f, &first);
	second = get(f, ID("1"));
	job_fixture_take(f, &second, "b");
	assert_int_equal(second.done_items, 250);
	expect_taken(f, job_store_update, &first);
	expect_taken(f, job_store_heartbeat, &first);
	expect_taken(f, job_store_release, &first);
	/* Nor with the owner alone, or the attempt alone. */
	first.attempt = second.attempt;
	expect_taken(f, job_store_update, &first);
	first = second;
	first.attempt--;
	expect_taken(f, job_store_update, &first);
	second.finished_at_ms = 9;
	second.state = JOB_SUCCEEDED;
	update(f, &second);
	expect_taken(f, job_store_update, &second);
	late = get(f, ID("1"));
	expect_taken(f, take_late, &late);
	fault_clear(&f->fault);
	assert_false(job_store_is_claimed_elsewhere(&f->fault));
}

/* A beat between a look and the taking: the owner lives. */
static void a_sign_of_life_keeps_a_job(void **state)
{
	static enum status (*const signs[])(struct db * db, const struct job *job,
		struct fault *fault) = {job_store_heartbeat, job_store_update};
	struct registry_fixture *f = *state;
	struct job mine, seen;

	add(f, ID("1"));
	mine = get(f, ID("1"));
	job_fixture_take(f, &mine, "a");
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		seen = get(f, ID("1"));
		assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
		job_fixture_commit(f, signs[i](f->writer, &mine, &f->fault));
		expect_taken(f, take_late, &seen);
	}
	seen = get(f, ID("1"));
	job_fixture_take(f, &seen, "b");
	assert_int_equal(seen.attempt, 2);
}

static void a_released_job_is_nobodys(void **state)
{
	struct registry_fixture *f = *state;
	struct job job;

	add(f, ID("1"));
	job = get(f, ID("1"));
	job_fixture_take(f, &job, "a");
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	job_fixture_commit(f, job_store_release(f->writer, &job, &f->fault));
	expect_text(get(f, ID("1")).owner, NULL);
	expect_taken(f, job_store_update, &job);
}

static void the_oldest_open_job_is_next(void **state)
{
	struct registry_fixture *f = *state;
	struct job job;
	bool found = true;

	assert_int_equal(job_store_next(f->reader, TEXT(""), &job, &found, &f->fault), STATUS_OK);
	assert_false(found);
	add(f, ID("2"));
	add(f, ID("1"));
	assert_int_equal(job_store_next(f->reader, TEXT(""), &job, &found, &f->fault), STATUS_OK);
	assert_true(found);
	expect_text(job.id, ID("1"));
	job.state = JOB_RUNNING;
	update(f, &job);
	job_store_next(f->reader, TEXT(""), &job, &found, &f->fault);
	expect_text(job.id, ID("1"));
	job.state = JOB_SUCCEEDED;
	job.finished_at_ms = 5;
	update(f, &job);
	job_store_next(f->reader, TEXT(""), &job, &found, &f->fault);
	expect_text(job.id, ID("2"));
}

static void lists_are_newest_first(void **state)
{
	struct registry_fixture *f = *state;
	struct job *jobs;
	size_t count;

	add(f, ID("1"));
	add(f, ID("2"));
	add(f, ID("3"));
	assert_int_equal(
		job_store_list(f->reader, TEXT_NONE, TEXT_NONE, 2, &jobs, &count, &f->fault),
		STATUS_OK);
	assert_int_equal(count, 2);
	expect_text(jobs[0].id, ID("3"));
	expect_text(jobs[1].id, ID("2"));
	assert_int_equal(
		job_store_list(f->reader, TEXT_NONE, jobs[1].id, 2, &jobs, &count, &f->fault),
		STATUS_OK);
	assert_int_equal(count, 1);
	expect_text(jobs[0].id, ID("1"));
}

static void only_what_finished_long_ago_is_purged(void **state)
{
	struct registry_fixture *f = *state;
	struct job job;
	struct job *jobs;
	size_t count;

	add(f, ID("1"));
	add(f, ID("2"));
	add(f, ID("3"));
	job = get(f, ID("1"));
	job.finished_at_ms = 99;
	update(f, &job);
	job = get(f, ID("2"));
	job.finished_at_ms = 100;
	update(f, &job);
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	job_fixture_commit(f, job_store_purge(f->writer, 100, &f->fault));
	job_store_list(f->reader, TEXT_NONE, TEXT_NONE, 9, &jobs, &count, &f->fault);
	assert_int_equal(count, 2);
	expect_text(jobs[0].id, ID("3"));
	expect_text(jobs[1].id, ID("2"));
}

static void expect_erasures(
	struct registry_fixture *f, struct text before, const char *first, size_t expected)
{
	struct job *jobs;
	size_t count;

	assert_int_equal(
		job_store_list(f->reader, TEXT("erasure"), before, 2, &jobs, &count, &f->fault),
		STATUS_OK);
	assert_int_equal(count, expected);
	if (count > 0)
		expect_text(jobs[0].id, first);
}

static void erasures_are_listed_newest_first(void **state)
{
	struct registry_fixture *f = *state;

	add_kind(f, ID("1"), "erasure");
	add(f, ID("2"));
	add_kind(f, ID("3"), "erasure");
	add_kind(f, ID("4"), "erasure");
	add(f, ID("5"));
	expect_erasures(f, TEXT_NONE, ID("4"), 2);
	expect_erasures(f, TEXT(ID("3")), ID("1"), 1);
	expect_erasures(f, TEXT(ID("1")), NULL, 0);
}

static void the_options_of_a_receipt_are_replaced_and_it_outlasts_the_purge(void **state)
{
	struct registry_fixture *f = *state;
	struct job job;

	add_kind(f, ID("1"), "erasure");
	job = get(f, ID("1"));
	job.options = TEXT("{\"scope\":\"all\"}");
	job.finished_at_ms = 99;
	update(f, &job);
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	job_fixture_commit(f, job_store_purge(f->writer, 100, &f->fault));
	expect_text(get(f, ID("1")).options, "{\"scope\":\"all\"}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(a_job_comes_back),
		REGISTRY_FIXTURE_TEST(progress_is_stored),
		REGISTRY_FIXTURE_TEST(a_job_is_fenced_by_its_attempt),
		REGISTRY_FIXTURE_TEST(a_sign_of_life_keeps_a_job),
		REGISTRY_FIXTURE_TEST(a_released_job_is_nobodys),
		REGISTRY_FIXTURE_TEST(the_oldest_open_job_is_next),
		REGISTRY_FIXTURE_TEST(lists_are_newest_first),
		REGISTRY_FIXTURE_TEST(only_what_finished_long_ago_is_purged),
		REGISTRY_FIXTURE_TEST(erasures_are_listed_newest_first),
		REGISTRY_FIXTURE_TEST(
			the_options_of_a_receipt_are_replaced_and_it_outlasts_the_purge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
