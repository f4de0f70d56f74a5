/* Whichever file operation or allocation of SQLite fails, acknowledged changes are stored and
 * refused changes are not. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "db/group.h"
#include "registry/app_store.h"
#include "reviews/data_subject_store.h"
#include "reviews/search_store.h"
#include "support/fault_fixture.h"
#include "support/review_fixture.h"

#define IMPORTED 20
#define CLIENT "11111111-0000-1111-2222-bbbbbbbbbbbb"
#define DIRECTORY "22222222-0000-1111-2222-bbbbbbbbbbbb"

/* State of one run on a copy of the template. */
struct trial {
	struct arena *arena;
	struct fault fault;
	const char *path;
	bool is_hit, is_acknowledged;
};

struct operation {
	enum status (*run)(struct group_job *job, struct db *db, struct fault *fault);
	enum group_kind kind;
	const char *count; /* a query, and its result after the operation */
	int64_t after;
};

/* Runs the operation as the service's writer does, from opening the database to closing it. */
static void run_trial(
	struct trial *trial, const struct operation *operation, enum fault_kind kind, int64_t n)
{
	struct db_options options = {.path = trial->path, .cache_kib = 64};
	struct group_job job = {
		.run = operation->run, .fault = &trial->fault, .kind = operation->kind};
	struct db *db = NULL;

	fault_vfs_arm(kind, n);
	if (db_open(&db, &options, &trial->fault) == STATUS_OK) {
		struct group *group = group_start(db, &review_batch_accumulator);

		trial->is_acknowledged = group_run(group, &job) == STATUS_OK;
		group_stop(group);
	}
	trial->is_hit = fault_vfs_disarm();
	if (!trial->is_acknowledged)
		assert_int_not_equal(trial->fault.status, STATUS_OK);
}

/* If the disk fails permanently, SQLite cannot undo the writes of a commit that it could not sync.
 * The next start may find that commit complete, as if only the response was lost. */
static void expect_one_of_two(struct fault_fixture *t, const struct trial *trial,
	const struct operation *operation, enum fault_kind kind)
{
	sqlite3 *db = fault_fixture_open_copy(t);
	bool is_after = fault_fixture_number(db, operation->count) == operation->after;

	fault_fixture_expect_whole(db);
	if (trial->is_acknowledged || (kind == FAULT_ON && is_after))
		assert_true(is_after);
	else
		assert_true(fault_fixture_digest(db) == t->digest);
	fault_fixture_close(db);
}

static void try_each(struct fault_fixture *t, const struct operation *operation,
	enum fault_kind kind, int64_t step)
{
	int64_t n = 1, trials = 0;
	bool is_hit = true;

	for (; is_hit; n += step, trials++) {
		struct trial trial = {.arena = arena_new(), .path = t->copy};

		trial.fault = fault_make(trial.arena);
		fault_fixture_make_copy(t);
		run_trial(&trial, operation, kind, n);
		expect_one_of_two(t, &trial, operation, kind);
		if (!trial.is_hit)
			assert_true(trial.is_acknowledged);
		is_hit = trial.is_hit;
		arena_free(trial.arena);
	}
	assert_true(trials > 2);
	print_message("           %" PRId64 " trials up to call %" PRId64 "\n", trials, n - step);
}

/* `sparsely` thins out the calls of an operation that makes thousands of them. */
static void try_all(struct fault_fixture *t, const struct operation *operation, int64_t sparsely)
{
	try_each(t, operation, FAULT_ONCE, fault_fixture_every(5 * sparsely));
	try_each(t, operation, FAULT_ON, fault_fixture_every(11 * sparsely));
	try_each(t, operation, FAULT_MEMORY, fault_fixture_every(61 * sparsely));
	try_each(t, operation, FAULT_DISK_FULL, fault_fixture_every(5) * FAULT_FIXTURE_PAGE_BYTES);
}

static enum status submit(struct group_job *job, struct db *db, struct fault *fault)
{
	struct review review = review_fixture_make("new", "p", 5);

	review.title = TEXT("New");
	review.words = search_store_words(fault->arena, &review);
	return review_store_insert(db, job->accumulated, &review, fault);
}

static void a_submission(void **state)
{
	try_all(*state,
		&(struct operation){submit, GROUP_BATCHED,
			"SELECT count(*) FROM review WHERE external_id = 'new'", 1},
		1);
}

static enum status import(struct group_job *job, struct db *db, struct fault *fault)
{
	(void)job;
	return fault_fixture_add_reviews(db, "i", IMPORTED, fault);
}

static void a_batch_of_an_import(void **state)
{
	try_all(*state,
		&(struct operation){import, GROUP_EXCLUSIVE,
			"SELECT count(*) FROM review WHERE external_id LIKE 'i%'", IMPORTED},
		9);
}

static enum status add_app(struct group_job *job, struct db *db, struct fault *fault)
{
	struct app app = registry_fixture_app(CLIENT, DIRECTORY);
	enum status status = app_store_insert(db, &app, fault);

	(void)job;
	app.name = TEXT("Renamed");
	return status == STATUS_OK ? app_store_update(db, &app, fault) : status;
}

static void a_change_of_the_registry(void **state)
{
	try_all(*state,
		&(struct operation){add_app, GROUP_SAVEPOINT,
			"SELECT count(*) FROM app_registration WHERE name = 'Renamed'", 1},
		1);
}

static enum status erase(struct group_job *job, struct db *db, struct fault *fault)
{
	struct data_subject person = data_subject_store_by_id(TEXT("u"));
	size_t count = 0;
	bool is_last;
	enum status status = data_subject_store_erase(db, &person, DATA_SUBJECT_REVIEW, TEXT_NONE,
		100, REGISTRY_FIXTURE_NOW_MS, &count, fault);

	(void)job;
	return status == STATUS_OK ? search_store_compact(db, true, &is_last, fault) : status;
}

static void a_step_of_an_erasure(void **state)
{
	try_all(*state,
		&(struct operation){erase, GROUP_SAVEPOINT, "SELECT count(*) FROM review",
			FAULT_FIXTURE_REVIEWS / 2},
		9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_submission, fault_fixture_start, fault_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_batch_of_an_import, fault_fixture_start, fault_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_change_of_the_registry, fault_fixture_start, fault_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_step_of_an_erasure, fault_fixture_start, fault_fixture_end),
	};

	fault_vfs_install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
