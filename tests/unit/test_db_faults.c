/* What is acknowledged is there and what is refused is not, whichever call to a file, or
 * allocation, of SQLite fails. Every FAULTS_EVERY-th of them; 1 takes all, and some minutes. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "db/migrate.h"
#include "registry/app_store.h"
#include "reviews/person_store.h"
#include "reviews/search_store.h"
#include "support/fault_vfs.h"
#include "support/group_fixture.h"
#include "support/review_fixture.h"

#define TEMPLATE_REVIEWS 30
#define IMPORTED 20
#define PAGE_BYTES 4096
#define CLIENT "11111111-0000-1111-2222-bbbbbbbbbbbb"
#define DIRECTORY "22222222-0000-1111-2222-bbbbbbbbbbbb"

/* Of one run, from a copy of the template. */
struct trial {
	struct arena *arena;
	struct fault fault;
	const char *path;
	bool is_hit, is_told_good;
};

struct template
{
	struct scratch *scratch;
	const char *path, *copy;
	uint64_t digest;
};

struct operation {
	enum status (*run)(struct group_job *job, struct db *db, struct fault *fault);
	enum group_kind kind;
	const char *count; /* a statement, and what it answers behind the operation */
	int64_t after;
};

static int64_t every(int64_t otherwise)
{
	const char *wanted = getenv("FAULTS_EVERY");

	return wanted == NULL ? otherwise : atoll(wanted);
}

static sqlite3 *open_plainly(const char *path)
{
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;

	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	return statement;
}

static int64_t number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = prepare(db, sql);
	int64_t value;

	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

static void mix(uint64_t *digest, const void *data, size_t length)
{
	for (size_t i = 0; i < length; i++)
		*digest = (*digest ^ ((const unsigned char *)data)[i]) * UINT64_C(0x100000001b3);
}

static void mix_rows(sqlite3 *db, const char *table, uint64_t *digest)
{
	char *sql = sqlite3_mprintf("SELECT * FROM \"%w\"", table);
	sqlite3_stmt *rows = prepare(db, sql);

	while (sqlite3_step(rows) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(rows); i++) {
			const void *value = sqlite3_column_blob(rows, i);
			size_t length = (size_t)sqlite3_column_bytes(rows, i);

			mix(digest, value == NULL ? "" : value, length);
			mix(digest, &length, sizeof(length));
		}
	}
	sqlite3_finalize(rows);
	sqlite3_free(sql);
}

/* Of all rows of all tables. */
static uint64_t digest_of(sqlite3 *db)
{
	sqlite3_stmt *tables = prepare(db,
		"SELECT name FROM sqlite_schema WHERE type = 'table' "
		"AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name");
	uint64_t digest = UINT64_C(0xcbf29ce484222325);

	while (sqlite3_step(tables) == SQLITE_ROW)
		mix_rows(db, (const char *)sqlite3_column_text(tables, 0), &digest);
	sqlite3_finalize(tables);
	return digest;
}

static void expect_whole(sqlite3 *db)
{
	sqlite3_stmt *statement = prepare(db, "PRAGMA integrity_check");

	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(statement, 0), "ok");
	sqlite3_finalize(statement);
}

static enum status add_reviews(struct db *db, const char *prefix, int count, struct fault *fault)
{
	struct review_batch batch = review_batch_make(fault->arena, (size_t)count);
	enum status status = STATUS_OK;

	for (int i = 0; i < count && status == STATUS_OK; i++) {
		struct review review = review_fixture_make(
			arena_printf(fault->arena, "%s%d", prefix, i).data, "p", 1 + i % 5);
		enum review_outcome outcome;

		review.user_id = text_from(i % 2 == 0 ? "u" : "v");
		review.title = TEXT("Fits");
		review.review_text = arena_printf(fault->arena, "It is the %d. that fits well.", i);
		review.words = search_store_words(fault->arena, &review);
		status = review_store_upsert(db, &batch, &review, &outcome, fault);
	}
	return status == STATUS_OK ? review_batch_end(&batch, db, fault) : status;
}

static int start(void **state)
{
	struct scratch *scratch;
	struct template *t;
	struct db *db = NULL;
	size_t applied;
	sqlite3 *plain;

	if (scratch_start(state) != 0)
		return -1;
	scratch = *state;
	t = arena_alloc(scratch->arena, sizeof(*t));
	*t = (struct template){.scratch = scratch,
		.path = scratch_path(scratch, "template"),
		.copy = scratch_path(scratch, "copy")};
	assert_int_equal(
		db_open(&db, &(struct db_options){.path = t->path}, &scratch->fault), STATUS_OK);
	assert_int_equal(
		migrate_run(db, REGISTRY_FIXTURE_NOW_MS, &applied, &scratch->fault), STATUS_OK);
	assert_int_equal(add_reviews(db, "t", TEMPLATE_REVIEWS, &scratch->fault), STATUS_OK);
	assert_int_equal(
		db_script(db, TEXT("CREATE TABLE t (n INTEGER PRIMARY KEY)"), &scratch->fault),
		STATUS_OK);
	db_close(db);
	plain = open_plainly(t->path);
	t->digest = digest_of(plain);
	sqlite3_close(plain);
	*state = t;
	return 0;
}

static int end(void **state)
{
	struct template *t = *state;

	*state = t->scratch;
	return scratch_end(state);
}

static void remove_copy(struct template *t)
{
	unlink(t->copy);
	unlink(scratch_path(t->scratch, "copy-wal"));
	unlink(scratch_path(t->scratch, "copy-shm"));
}

static void make_copy(struct template *t)
{
	char bytes[65536];
	FILE *from = fopen(t->path, "rbe"), *to;
	size_t length;

	remove_copy(t);
	to = fopen(t->copy, "wbe");
	while ((length = fread(bytes, 1, sizeof(bytes), from)) > 0)
		assert_int_equal(fwrite(bytes, 1, length, to), length);
	fclose(from);
	assert_int_equal(fclose(to), 0);
}

/* The operation by a service's writer, from the opening of the database to its closing. */
static void run_trial(
	struct trial *trial, const struct operation *operation, enum fault_kind kind, int64_t n)
{
	struct db_options options = {.path = trial->path, .cache_kib = 64};
	struct group_job job = {
		.run = operation->run, .fault = &trial->fault, .kind = operation->kind};
	struct db *db = NULL;

	fault_vfs_arm(kind, n);
	if (db_open(&db, &options, &trial->fault) == STATUS_OK) {
		struct group *group = group_start(db, &review_batch_gathering);

		trial->is_told_good = group_run(group, &job) == STATUS_OK;
		group_stop(group);
	}
	trial->is_hit = fault_vfs_disarm();
	if (!trial->is_told_good)
		assert_int_not_equal(trial->fault.status, STATUS_OK);
}

/* Where the disk is gone for good, SQLite cannot take back what it has written of a commit that it
 * could not sync: a later start may find that whole, as when an answer is lost. */
static void expect_one_of_two(struct template *t, const struct trial *trial,
	const struct operation *operation, enum fault_kind kind)
{
	sqlite3 *db = open_plainly(t->copy);
	bool is_after = number(db, operation->count) == operation->after;

	expect_whole(db);
	if (trial->is_told_good || (kind == FAULT_ON && is_after))
		assert_true(is_after);
	else
		assert_true(digest_of(db) == t->digest);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void try_each(
	struct template *t, const struct operation *operation, enum fault_kind kind, int64_t step)
{
	int64_t n = 1, trials = 0;
	bool is_hit = true;

	for (; is_hit; n += step, trials++) {
		struct trial trial = {.arena = arena_new(), .path = t->copy};

		trial.fault = fault_make(trial.arena);
		make_copy(t);
		run_trial(&trial, operation, kind, n);
		expect_one_of_two(t, &trial, operation, kind);
		if (!trial.is_hit)
			assert_true(trial.is_told_good);
		is_hit = trial.is_hit;
		arena_free(trial.arena);
	}
	assert_true(trials > 2);
	print_message("           %" PRId64 " trials up to call %" PRId64 "\n", trials, n - step);
}

/* `sparsely` where an operation has thousands of calls. */
static void try_all(struct template *t, const struct operation *operation, int64_t sparsely)
{
	try_each(t, operation, FAULT_ONCE, every(5 * sparsely));
	try_each(t, operation, FAULT_ON, every(11 * sparsely));
	try_each(t, operation, FAULT_MEMORY, every(61 * sparsely));
	try_each(t, operation, FAULT_DISK_FULL, every(5 * sparsely) * PAGE_BYTES);
}

static enum status submit(struct group_job *job, struct db *db, struct fault *fault)
{
	struct review review = review_fixture_make("new", "p", 5);

	review.title = TEXT("New");
	review.words = search_store_words(fault->arena, &review);
	return review_store_insert(db, job->gathered, &review, fault);
}

static void a_submission(void **state)
{
	try_all(*state,
		&(struct operation){submit, GROUP_LIGHT,
			"SELECT count(*) FROM review WHERE external_id = 'new'", 1},
		1);
}

static enum status import(struct group_job *job, struct db *db, struct fault *fault)
{
	(void)job;
	return add_reviews(db, "i", IMPORTED, fault);
}

static void a_batch_of_an_import(void **state)
{
	try_all(*state,
		&(struct operation){import, GROUP_ALONE,
			"SELECT count(*) FROM review WHERE external_id LIKE 'i%'", IMPORTED},
		5);
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
		&(struct operation){add_app, GROUP_SHARED,
			"SELECT count(*) FROM app_registration WHERE name = 'Renamed'", 1},
		1);
}

static enum status erase(struct group_job *job, struct db *db, struct fault *fault)
{
	struct person person = person_store_by_id(TEXT("u"));
	size_t count = 0;
	bool is_last;
	enum status status = person_store_erase(
		db, &person, PERSON_REVIEW, TEXT_NONE, 100, REGISTRY_FIXTURE_NOW_MS, &count, fault);

	(void)job;
	return status == STATUS_OK ? search_store_compact(db, true, &is_last, fault) : status;
}

static void a_step_of_an_erasure(void **state)
{
	try_all(*state,
		&(struct operation){
			erase, GROUP_SHARED, "SELECT count(*) FROM review", TEMPLATE_REVIEWS / 2},
		5);
}

/* Thirty jobs in one commit, a savepoint each; every third writes and fails. */
static bool run_batch(
	struct template *t, struct group_insert *jobs, enum fault_kind kind, int64_t n)
{
	struct group_fixture f = {.scratch = t->scratch,
		.fault = &t->scratch->fault,
		.options = {.path = t->copy, .cache_kib = 64}};
	atomic_int finished = 0;
	struct db *db = NULL;

	group_fixture_make_jobs(&f, jobs, &finished);
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++) {
		jobs[i].fixture = NULL;
		jobs[i].told = STATUS_UNAVAILABLE;
	}
	fault_vfs_arm(kind, n);
	if (db_open(&db, &f.options, f.fault) == STATUS_OK) {
		f.group = group_start(db, NULL);
		group_fixture_submit(&f, jobs);
		group_stop(f.group);
	}
	return fault_vfs_disarm();
}

static void expect_as_told(
	struct template *t, const struct group_insert *jobs, enum fault_kind kind, bool is_hit)
{
	sqlite3 *db = open_plainly(t->copy);

	expect_whole(db);
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++) {
		char *sql = sqlite3_mprintf("SELECT count(*) FROM t WHERE n = %d", i);
		bool is_there = number(db, sql) == 1;

		sqlite3_free(sql);
		assert_true(is_hit || (jobs[i].told == STATUS_OK) == (i % 3 != 0));
		if (jobs[i].told == STATUS_OK || i % 3 == 0 || kind != FAULT_ON)
			assert_int_equal(is_there, jobs[i].told == STATUS_OK);
	}
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void try_each_batch(struct template *t, enum fault_kind kind, int64_t step)
{
	struct group_insert jobs[GROUP_FIXTURE_JOBS];
	bool is_hit = true;

	for (int64_t n = 1; is_hit; n += step) {
		make_copy(t);
		is_hit = run_batch(t, jobs, kind, n);
		expect_as_told(t, jobs, kind, is_hit);
	}
}

static void a_commit_of_many_jobs(void **state)
{
	try_each_batch(*state, FAULT_ONCE, every(7));
	try_each_batch(*state, FAULT_ON, every(17));
	try_each_batch(*state, FAULT_MEMORY, every(131));
	try_each_batch(*state, FAULT_DISK_FULL, every(5) * PAGE_BYTES);
}

static enum status migrate(struct template *t, struct arena *arena)
{
	struct fault fault = fault_make(arena);
	struct db *db = NULL;
	size_t applied;
	enum status status = db_open(&db, &(struct db_options){.path = t->copy}, &fault);

	if (status == STATUS_OK)
		status = migrate_run(db, REGISTRY_FIXTURE_NOW_MS, &applied, &fault);
	db_close(db);
	return status;
}

static uint64_t digest_copy(struct template *t)
{
	sqlite3 *db = open_plainly(t->copy);
	uint64_t digest = digest_of(db);

	expect_whole(db);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	return digest;
}

static void try_each_migration(
	struct template *t, enum fault_kind kind, int64_t step, uint64_t expected)
{
	bool is_hit = true;

	for (int64_t n = 1; is_hit; n += step) {
		struct arena *arena = arena_new();
		enum status status;

		remove_copy(t);
		fault_vfs_arm(kind, n);
		status = migrate(t, arena);
		is_hit = fault_vfs_disarm();
		assert_true(is_hit || status == STATUS_OK);
		if (status == STATUS_OK)
			assert_true(digest_copy(t) == expected);
		assert_int_equal(migrate(t, arena), STATUS_OK);
		assert_true(digest_copy(t) == expected);
		arena_free(arena);
	}
}

/* One that was broken off goes on at the next start. */
static void migrations(void **state)
{
	struct template *t = *state;
	uint64_t expected;

	remove_copy(t);
	assert_int_equal(migrate(t, t->scratch->arena), STATUS_OK);
	expected = digest_copy(t);
	try_each_migration(t, FAULT_ONCE, every(401), expected);
	try_each_migration(t, FAULT_ON, every(801), expected);
	try_each_migration(t, FAULT_MEMORY, every(9001), expected);
	try_each_migration(t, FAULT_DISK_FULL, every(60) * PAGE_BYTES, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_submission, start, end),
		cmocka_unit_test_setup_teardown(a_batch_of_an_import, start, end),
		cmocka_unit_test_setup_teardown(a_change_of_the_registry, start, end),
		cmocka_unit_test_setup_teardown(a_step_of_an_erasure, start, end),
		cmocka_unit_test_setup_teardown(a_commit_of_many_jobs, start, end),
		cmocka_unit_test_setup_teardown(migrations, start, end),
	};

	fault_vfs_install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
