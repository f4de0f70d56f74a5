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
	struct db_fixture *f;

	if (db_fixture_start(state) != 0)
		return -1;
	f = *state;
	return db_script(f->db, TEXT("CREATE TABLE line (words TEXT)"), f->fault) == STATUS_OK ? 0
											       : -1;
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

/* Whether something was committed since `*mark`, which is brought up to date. A state that is being
 * written now counts as another. */
static bool has_moved(struct db *db, struct db_version *mark)
{
	struct db_version now;
	bool moved = !db_read_version(db, &now) || !db_versions_equal(&now, mark);

	*mark = now;
	return moved;
}

static void commits_alone_move_it(void **state)
{
	struct db_fixture *f = *state;
	struct db *other = db_fixture_connect(f, false);
	struct db_version mark = {{0}};

	assert_true(has_moved(f->db, &mark));
	assert_false(has_moved(f->db, &mark));
	assert_false(has_moved(other, &mark));
	assert_int_equal(insert(f->db, f->fault), STATUS_OK);
	assert_true(has_moved(other, &mark));
	assert_false(has_moved(f->db, &mark));
	assert_int_equal(db_begin(other, DB_WRITE, f->fault), STATUS_OK);
	assert_int_equal(insert(other, f->fault), STATUS_OK);
	assert_int_equal(count_rows(f->db, f->fault), 1);
	assert_false(has_moved(f->db, &mark));
	assert_int_equal(db_commit(other, f->fault), STATUS_OK);
	assert_true(has_moved(f->db, &mark));
	assert_int_equal(db_begin(other, DB_WRITE, f->fault), STATUS_OK);
	assert_int_equal(insert(other, f->fault), STATUS_OK);
	db_rollback(other);
	assert_false(has_moved(f->db, &mark));
	db_close(other);
}

/* A database in memory has no log of writes, and so no memory to read a mark from. */
static void without_a_log_there_is_no_mark(void **state)
{
	struct db_fixture *f = *state;
	struct db_version mark;
	struct db *db = NULL;

	assert_int_equal(
		db_open(&db, &(struct db_options){.path = ":memory:"}, f->fault), STATUS_OK);
	assert_false(db_read_version(db, &mark));
	db_close(db);
}

/* Also right behind a checkpoint, when the log begins anew. */
static void every_commit_moves_it(void **state)
{
	struct db_fixture *f = *state;
	struct db_version mark = {{0}};

	assert_true(has_moved(f->db, &mark));
	for (int i = 0; i < 300; i++) {
		struct db *other = db_fixture_connect(f, false);

		assert_int_equal(insert(other, f->fault), STATUS_OK);
		assert_true(has_moved(f->db, &mark));
		if (i % 7 == 0)
			assert_int_equal(db_exec(other, f->fault, "PRAGMA wal_checkpoint(RESTART)",
						 DB_NO_ARGS),
				STATUS_OK);
		has_moved(f->db, &mark);
		db_close(other);
		assert_false(has_moved(f->db, &mark));
	}
}

/* With a connection of its own, made behind the fork: SQLite's do not survive one. */
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

static void commits_of_another_process_move_it(void **state)
{
	struct db_fixture *f = *state;
	struct db_version mark = {{0}};
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
	assert_true(has_moved(f->db, &mark));
	assert_false(has_moved(f->db, &mark));
	assert_int_equal(write(go[1], &byte, 1), 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_true(has_moved(f->db, &mark));
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

/* What was counted behind a mark holds while the mark stands. A reader that meets a half-written
 * mark takes the lock for writing for a moment, so who writes must be ready to wait for it. */
static void no_commit_goes_unseen(void **state)
{
	struct db_fixture *f = *state;
	struct committer c = {0};
	struct db_version mark = {{0}};
	pthread_t thread;
	int64_t counted = 0, unseen = 0;

	f->options.busy_timeout_ms = 5000;
	c.db = db_fixture_connect(f, false);
	assert_int_equal(pthread_create(&thread, NULL, commit_often, &c), 0);
	while (!atomic_load(&c.is_done)) {
		int committed = atomic_load(&c.committed);

		if (has_moved(f->db, &mark))
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
		cmocka_unit_test_setup_teardown(commits_alone_move_it, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			without_a_log_there_is_no_mark, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(every_commit_moves_it, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(
			commits_of_another_process_move_it, start, db_fixture_end),
		cmocka_unit_test_setup_teardown(no_commit_goes_unseen, start, db_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
