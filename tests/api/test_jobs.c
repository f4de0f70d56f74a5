/*
 * Finished jobs: what is purged, and what the document of a broken job contains.
 */
#include "work/job_runner.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "base/buffer.h"
#include "base/file.h"
#include "support/expect.h"
#include "support/service_client.h"
#include "support/service_fixture.h"
#include "work/housekeeping.h"
#include "work/job_run.h"

#define DAY_MS (INT64_C(24) * 3600 * CLOCK_MS_PER_S)
#define BAD_ITEM "[{\"externalId\":\"a\"},{\"externalId\":\"b\",\"productId\":\"p\",\"rating\":1}]"

/* A job row to be inserted in a group commit. */
struct change {
	struct group_job job;
	struct job row;
};

static enum status add(struct group_job *job, struct db *db, struct fault *fault)
{
	return job_store_add(db, &((struct change *)job)->row, fault);
}

/* Stores the job. By default it is an import of an unknown caller. */
static void add_row(struct service_fixture *f, struct job row)
{
	struct fault fault = fault_make(f->arena);
	struct change change = {.job = {.run = add, .fault = &fault}, .row = row};

	if (!text_is_set(row.kind))
		change.row.kind = TEXT("import");
	if (row.created_at_ms == 0)
		change.row.created_at_ms = 1;
	if (!text_is_set(row.options))
		change.row.options = TEXT("{}");
	if (!text_is_set(row.counts))
		change.row.counts = TEXT("{}");
	change.row.created_by = change.row.caller_id = TEXT("x");
	if (group_run(f->service->runtime.group, &change.job) != STATUS_OK)
		fail_msg("%s", fault.detail.data);
}

/* Stores a job that finished `days_ago`, with files. */
static void store(struct service_fixture *f, const char *id, int64_t days_ago)
{
	static const char *const endings[] = {JOB_RUN_INPUT, JOB_RUN_RESULT};
	int64_t then_ms = clock_now_ms(&clock_system) - days_ago * DAY_MS;

	add_row(f,
		(struct job){.id = text_from(id),
			.state = JOB_SUCCEEDED,
			.created_at_ms = then_ms,
			.finished_at_ms = then_ms});
	assert_true(file_make_dir(f->config.reviews_job_dir));
	for (size_t i = 0; i < 2; i++)
		assert_true(file_replace(f->arena,
			job_run_path(&f->config, f->arena, text_from(id), endings[i]), TEXT("x")));
}

static bool is_there(struct service_fixture *f, const char *id, const char *ending)
{
	return access(job_run_path(&f->config, f->arena, text_from(id), ending), F_OK) == 0;
}

/* Sets the time of the file's last write to `seconds` ago. */
static void age(struct service_fixture *f, const char *id, const char *ending, int64_t seconds)
{
	struct timespec times[2] = {
		{.tv_sec = clock_now_ms(&clock_system) / CLOCK_MS_PER_S - seconds}};

	times[1] = times[0];
	assert_int_equal(
		utimensat(AT_FDCWD, job_run_path(&f->config, f->arena, text_from(id), ending),
			times, 0),
		0);
}

#define OLD "018bcfe5-6800-7000-8000-000000000001"
#define RECENT "018bcfe5-6800-7000-8000-000000000002"
#define UNKNOWN "018bcfe5-6800-7000-8000-000000000003"

static void what_ended_a_week_ago_is_purged(void **state)
{
	struct service_fixture *f = *state;

	store(f, OLD, 8);
	store(f, RECENT, 6);
	assert_true(file_replace(f->arena,
		job_run_path(&f->config, f->arena, TEXT(UNKNOWN), JOB_RUN_INPUT), TEXT("x")));
	assert_true(file_replace(
		f->arena, job_run_path(&f->config, f->arena, TEXT("notes"), ".txt"), TEXT("x")));
	age(f, OLD, JOB_RUN_INPUT, 8 * 86400);
	age(f, OLD, JOB_RUN_RESULT, 8 * 86400);
	age(f, "notes", ".txt", 8 * 86400);
	housekeeping_run(f->service->housekeeping);
	assert_false(is_there(f, OLD, JOB_RUN_INPUT));
	assert_false(is_there(f, OLD, JOB_RUN_RESULT));
	assert_false(is_there(f, RECENT, JOB_RUN_INPUT));
	assert_true(is_there(f, RECENT, JOB_RUN_RESULT));
	/* The file may belong to a request in progress. */
	assert_true(is_there(f, UNKNOWN, JOB_RUN_INPUT));
	age(f, UNKNOWN, JOB_RUN_INPUT, 3700);
	housekeeping_run(f->service->housekeeping);
	assert_false(is_there(f, UNKNOWN, JOB_RUN_INPUT));
	assert_true(is_there(f, "notes", ".txt"));
}

/* Adds a background import that is queued, or that another process has begun. */
static void add_import(struct service_fixture *f, enum job_state state, struct text body)
{
	assert_true(file_make_dir(f->config.reviews_job_dir));
	assert_true(file_replace(
		f->arena, job_run_path(&f->config, f->arena, TEXT(UNKNOWN), JOB_RUN_INPUT), body));
	add_row(f,
		(struct job){.id = TEXT(UNKNOWN),
			.state = state,
			.total_bytes = (int64_t)body.length,
			.options = TEXT("{\"format\":\"json\",\"source\":\"s\"}")});
	job_runner_wake(f->service->job_runner);
}

static bool has_finished(const struct jsonread_node *job)
{
	return jsonread_member(job, "finishedDateTime") != NULL;
}

/* Waits for the job to finish and returns its document for admins. */
static const struct jsonread_node *wait_for(struct service_fixture *f, const char *id)
{
	struct text token = service_client_become_admin(f);
	const struct jsonread_node *job = service_client_await(
		f, arena_printf(f->arena, "/admin/v1/jobs/%s", id).data, has_finished);

	f->authorization = token;
	return job;
}

/* The database has the job, but its file is missing. */
static void a_job_without_its_file_fails(void **state)
{
	struct service_fixture *f = *state;
	const struct jsonread_node *job;

	add_row(f,
		(struct job){.id = TEXT(UNKNOWN),
			.total_bytes = 5,
			.options = TEXT("{\"format\":\"csv\",\"source\":\"s\"}")});
	job_runner_wake(f->service->job_runner);
	job = wait_for(f, UNKNOWN);
	expect_text(jsonread_member_text(job, "state"), "failed");
	expect_text(jsonread_member_text(jsonread_member(job, "fault"), "code"), "JobFileMissing");
}

static void a_job_of_an_unknown_kind_fails(void **state)
{
	struct service_fixture *f = *state;
	const struct jsonread_node *job;

	add_row(f, (struct job){.id = TEXT(UNKNOWN), .kind = TEXT("voyage")});
	job_runner_wake(f->service->job_runner);
	job = wait_for(f, UNKNOWN);
	expect_text(jsonread_member_text(jsonread_member(job, "fault"), "code"), "UnknownJob");
}

#define LONG_NAMES 64
#define LONG_NAME_BYTES 6000

/* Returns an item with unknown members, whose names begin with a number. */
static struct text long_names(struct service_fixture *f)
{
	struct buffer out = buffer_make(f->arena, 1024 * 1024);

	buffer_add(&out, TEXT("[{\"externalId\":\"a\",\"productId\":\"p\",\"rating\":1"));
	for (int i = 0; i < LONG_NAMES; i++) {
		buffer_printf(&out, ",\"%02d", i);
		for (int j = 0; j < LONG_NAME_BYTES; j += 2)
			buffer_add(&out, TEXT("\xc3\xa4"));
		buffer_add(&out, TEXT("\":1"));
	}
	buffer_add(&out, TEXT("}]"));
	assert_false(out.full);
	return buffer_text(&out);
}

/* Returns the first job of the admins' list. */
static const struct jsonread_node *newest(struct service_fixture *f)
{
	struct text token = service_client_become_admin(f);
	const struct jsonread_node *list =
		service_client_expect(f, 200, "GET", "/admin/v1/jobs", NULL);

	f->authorization = token;
	return jsonread_element(jsonread_member(list, "value"), 0);
}

static void long_names_of_ignored_fields_are_cut(void **state)
{
	struct service_fixture *f = *state;
	const struct jsonread_node *ignored;

	add_import(f, JOB_QUEUED, long_names(f));
	expect_text(jsonread_member_text(wait_for(f, UNKNOWN), "state"), "succeeded");
	ignored = jsonread_member(jsonread_member(newest(f), "counts"), "ignoredFields");
	assert_int_equal(jsonread_count(ignored), LONG_NAMES);
	for (int i = 0; i < LONG_NAMES; i++) {
		struct text name = jsonread_text(jsonread_element(ignored, (size_t)i));

		assert_true(text_starts_with(name, arena_printf(f->arena, "%02d\xc3\xa4", i)));
		assert_in_range(name.length, 100, 103);
	}
}

/* Early versions of the service stored truncated texts. */
static void a_job_that_was_stored_cut_does_not_spoil_the_list(void **state)
{
	struct service_fixture *f = *state;

	add_row(f,
		(struct job){.id = TEXT(UNKNOWN),
			.state = JOB_SUCCEEDED,
			.finished_at_ms = 2,
			.counts = TEXT("{\"created\":1,\"ignoredFields\":[\"aaa")});
	expect_text(jsonread_member_text(newest(f), "jobId"), UNKNOWN);
	expect_text(jsonread_member_text(wait_for(f, UNKNOWN), "state"), "succeeded");
}

static void expect_one_rejected(const struct jsonread_node *job)
{
	const struct jsonread_node *rejected = jsonread_member(job, "rejectedItems");

	expect_text(jsonread_member_text(job, "state"), "succeeded");
	assert_int_equal(jsonread_count(rejected), 1);
	expect_text(jsonread_member_text(jsonread_element(rejected, 0), "externalId"), "a");
}

/* A crash can leave uncommitted results at the end of the file; the next run overwrites them. */
static void results_behind_what_counts_are_written_over(void **state)
{
	struct service_fixture *f = *state;

	assert_true(file_make_dir(f->config.reviews_job_dir));
	assert_true(file_replace(f->arena,
		job_run_path(&f->config, f->arena, TEXT(UNKNOWN), JOB_RUN_RESULT),
		arena_printf(f->arena, "%0500d", 7)));
	add_import(f, JOB_RUNNING, TEXT(BAD_ITEM));
	expect_one_rejected(wait_for(f, UNKNOWN));
}

/* An accepted job waits until its results can be written, as when the disk was full. */
static void a_want_that_passes_does_not_end_a_job(void **state)
{
	struct service_fixture *f = *state;
	const char *result = job_run_path(&f->config, f->arena, TEXT(UNKNOWN), JOB_RUN_RESULT);

	assert_true(file_make_dir(f->config.reviews_job_dir));
	assert_int_equal(mkdir(result, 0700), 0);
	add_import(f, JOB_QUEUED, TEXT(BAD_ITEM));
	sleep(1);
	assert_null(jsonread_member(newest(f), "finishedDateTime"));
	assert_int_equal(rmdir(result), 0);
	expect_one_rejected(wait_for(f, UNKNOWN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(what_ended_a_week_ago_is_purged),
		SERVICE_FIXTURE_TEST(a_job_without_its_file_fails),
		SERVICE_FIXTURE_TEST(a_job_of_an_unknown_kind_fails),
		SERVICE_FIXTURE_TEST(results_behind_what_counts_are_written_over),
		SERVICE_FIXTURE_TEST(a_want_that_passes_does_not_end_a_job),
		SERVICE_FIXTURE_TEST(long_names_of_ignored_fields_are_cut),
		SERVICE_FIXTURE_TEST(a_job_that_was_stored_cut_does_not_spoil_the_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
