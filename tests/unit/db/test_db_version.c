#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/db_fixture.h"
#include "support/expect.h"

#define COMMITS 2000

static int start(void **state)
{
	return db_fixture_start_with(state, TEXT("CREATE TABLE line (words TEXT)"));
}

static enum status insert(struct db *db, struct fault *fault)
{
	return db_exec(
		db, fault, "INSERT INTO line (words) VALUES (hex(randomblob(500)))", DB_NO_ARGS);
}

static int64_t count_rows(struct db *db, struct fault *fault)
{
	struct db_cursor rows;
	int64_t count = -1;

	db_query(&rows, db, "SELECT count(*) FROM line", DB_NO_ARGS);
	if (db_next(&rows))
		count = db_int(&rows, 0);
	assert_int_equal(db_end(&rows, fault), STATUS_OK);
	return count;
}

/* Returns whether the version differs from *version, and updates *version. A version that is being
 * written counts as different. */
static bool has_changed(struct db *db, struct db_version *version)
{
	struct db_version now;
	bool changed = !db_read_version(db, &now) || !db_versions_equal(&now, version);

	*version = now;
	return changed;
}

static void only_commits_change_the_version(void **state)
{
	struct db_fixture *f = *state;
	struct db *other = db_fixture_connect(f, false);
	struct db_version version = {{0}};

	assert_true(has_changed(f->db, &version));
	assert_false(has_changed(f->db, &version));
	assert_false(has_changed(other, &version));
	assert_int_equal(insert(f->db, f->fault), STATUS_OK);
	assert_true(has_changed(other, &version));
	assert_false(has_changed(f->db, &version));
	assert_int_equal(db_begin(other, DB_WRITE, f->fault), STATUS_OK);
	assert_int_equal(insert(other, f->fault), STATUS_OK);
	assert_int_equal(count_rows(f->db, f->fault), 1);
	assert_false(has_changed(f->db, &version));
	assert_int_equal(db_commit(other, f->fault), STATUS_OK);
	assert_true(has_changed(f->db, &version));
	assert_int_equal(db_begin(other, DB_WRITE, f->fault), STATUS_OK);
	assert_int_equal(insert(other, f->fault), STATUS_OK);
	db_rollback(other);
	assert_false(has_changed(f->db, &version));
	db_close(other);
}

/* A database in memory has no WAL, and therefore no version. */
static void without_a_wal_there_is_no_version(void **state)
{
	struct db_fixture *f = *state;
	struct db_version version;
	struct db *db = NULL;

	assert_int_equal(
		db_open(&db, &(struct db_options){.path = ":memory:"}, f->fault), STATUS_OK);
	assert_false(db_read_version(db, &version));
	db_close(db);
}

/* Including the first one after a checkpoint, when the WAL restarts. */
static void every_commit_changes_the_version(void **state)
{
	struct db_fixture *f = *state;
	struct db_version version = {{0}};

	assert_true(has_changed(f->db, &version));
	for (int i = 0; i < 300; i++) {
		struct db *other = db_fixture_connect(f, false);

		assert_int_equal(insert(other, f->fault), STATUS_OK);
		assert_true(has_changed(f->db, &version));
		if (i % 7 == 0)
			assert_int_equal(db_exec(other, f->fault, "PRAGMA wal_checkpoint(RESTART)",
						 DB_NO_ARGS),
				STATUS_OK);
		has_changed(f->db, &version);
		db_close(other);
		assert_false(has_changed(f->db, &version));
	}
}

/* Opens a connection after the fork, because SQLite connections do not survive one. */
static int commit_in_child(const struct db_options *options)
{
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	struct db *db = NULL;
	bool good = db_open(&db, options, &fault) == STATUS_OK && insert(db, &fault) == STATUS_OK;

	db_close(db);
	arena_free(arena);
	return good ? 0 : 1;
}

static void commits_of_another_process_change_the_version(void **state)
{
	struct db_fixture *f = *state;
	struct db_version version = {{0}};
	int go[2], status = -1;
	char byte = 0;
	pid_t child;

	db_close(f->db);
	assert_int_equal(pipe(go), 0);
	child = fork();
	if (child == 0)
		_exit(read(go[0], &byte, 1) == 1 ? commit_in_child(&f->options) : 2);
	assert_true(child > 0);
	f->db = db_fixture_connect(f, false);
	assert_true(has_changed(f->db, &version));
	assert_false(has_changed(f->db, &version));
	assert_int_equal(write(go[1], &byte, 1), 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_true(has_changed(f->db, &version));
	assert_int_equal(count_rows(f->db, f->fault), 1);
	close(go[0]);
	close(go[1]);
}

struct committer {
	struct db *db;
	atomic_int committed;
	atomic_bool is_done;
};

static void *commit_often(void *context)
{
	struct committer *c = context;
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);
	int committed = 0;

	while (committed < COMMITS && insert(c->db, &fault) == STATUS_OK)
		atomic_store(&c->committed, ++committed);
	arena_free(arena);
	atomic_store(&c->is_done, true);
	return NULL;
}

/* A count that was read after a version is correct as long as the version is unchanged. A reader
 * that sees a half-written version briefly takes the write lock, so writers must wait for it. */
static void no_commit_is_missed(void **state)
{
	struct db_fixture *f = *state;
	struct committer c = {0};
	struct db_version version = {{0}};
	pthread_t thread;
	int64_t counted = 0, unseen = 0;

	f->options.busy_timeout_ms = 5000;
	c.db = db_fixture_connect(f, false);
	assert_int_equal(pthread_create(&thread, NULL, commit_often, &c), 0);
	while (!atomic_load(&c.is_done)) {
		int committed = atomic_load(&c.committed);

		if (has_changed(f->db, &version))
			counted = count_rows(f->db, f->fault);
		unseen += counted < committed;
	}
	pthread_join(thread, NULL);
	assert_int_equal(atomic_load(&c.committed), COMMITS);
	assert_int_equal(unseen, 0);
	db_close(c.db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			only_commits_change_the_version, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			without_a_wal_there_is_no_version, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			every_commit_changes_the_version, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			commits_of_another_process_change_the_version, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(no_commit_is_missed, start, db_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
