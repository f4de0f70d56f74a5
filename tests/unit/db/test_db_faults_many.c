/* Failing calls of SQLite during shared commits and migrations. Continues test_db_faults.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "db/migrate.h"
#include "support/fault_fixture.h"
#include "support/group_fixture.h"
#include "support/registry_fixture.h"

/* Thirty jobs in one commit with a savepoint each. Every third job writes and then fails. */
static bool run_batch(
	struct fault_fixture *t, struct group_insert *jobs, enum fault_kind kind, int64_t n)
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
	struct fault_fixture *t, const struct group_insert *jobs, enum fault_kind kind, bool is_hit)
{
	sqlite3 *db = fault_fixture_open_copy(t);

	fault_fixture_expect_whole(db);
	for (int i = 0; i < GROUP_FIXTURE_JOBS; i++) {
		char *sql = sqlite3_mprintf("SELECT count(*) FROM t WHERE n = %d", i);
		bool is_there = fault_fixture_number(db, sql) == 1;

		sqlite3_free(sql);
		assert_true(is_hit || (jobs[i].told == STATUS_OK) == (i % 3 != 0));
		if (jobs[i].told == STATUS_OK || i % 3 == 0 || kind != FAULT_ON)
			assert_int_equal(is_there, jobs[i].told == STATUS_OK);
	}
	fault_fixture_close(db);
}

static void try_each_batch(struct fault_fixture *t, enum fault_kind kind, int64_t step)
{
	struct group_insert jobs[GROUP_FIXTURE_JOBS];
	bool is_hit = true;

	for (int64_t n = 1; is_hit; n += step) {
		fault_fixture_make_copy(t);
		is_hit = run_batch(t, jobs, kind, n);
		expect_as_told(t, jobs, kind, is_hit);
	}
}

static void a_commit_of_many_jobs(void **state)
{
	try_each_batch(*state, FAULT_ONCE, fault_fixture_every(7));
	try_each_batch(*state, FAULT_ON, fault_fixture_every(17));
	try_each_batch(*state, FAULT_MEMORY, fault_fixture_every(131));
	try_each_batch(*state, FAULT_DISK_FULL, fault_fixture_every(5) * FAULT_FIXTURE_PAGE_BYTES);
}

static enum status migrate(struct fault_fixture *t, struct arena *arena)
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

static uint64_t digest_copy(struct fault_fixture *t)
{
	sqlite3 *db = fault_fixture_open_copy(t);
	uint64_t digest = fault_fixture_digest(db);

	fault_fixture_expect_whole(db);
	fault_fixture_close(db);
	return digest;
}

static void try_each_migration(
	struct fault_fixture *t, enum fault_kind kind, int64_t step, uint64_t expected)
{
	bool is_hit = true;

	for (int64_t n = 1; is_hit; n += step) {
		struct arena *arena = arena_new();
		enum status status;

		fault_fixture_remove_copy(t);
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

/* An interrupted migration is completed at the next start. */
static void migrations(void **state)
{
	struct fault_fixture *t = *state;
	uint64_t expected;

	fault_fixture_remove_copy(t);
	assert_int_equal(migrate(t, t->scratch->arena), STATUS_OK);
	expected = digest_copy(t);
	try_each_migration(t, FAULT_ONCE, fault_fixture_every(401), expected);
	try_each_migration(t, FAULT_ON, fault_fixture_every(801), expected);
	try_each_migration(t, FAULT_MEMORY, fault_fixture_every(9001), expected);
	try_each_migration(
		t, FAULT_DISK_FULL, fault_fixture_every(60) * FAULT_FIXTURE_PAGE_BYTES, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_commit_of_many_jobs, fault_fixture_start, fault_fixture_end),
		cmocka_unit_test_setup_teardown(migrations, fault_fixture_start, fault_fixture_end),
	};

	fault_vfs_install();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
