#include "registry/registry_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/registry_fixture.h"

static struct registry_state read_state(struct registry_fixture *f)
{
	struct registry_state found = {.revision = -1};

	assert_int_equal(registry_state_read(f->reader, &found, &f->fault), STATUS_OK);
	return found;
}

static int64_t advance(struct registry_fixture *f, int64_t now_ms, const char *by)
{
	const struct registry_change change = {now_ms, text_from(by)};
	int64_t revision = -1;

	assert_int_equal(
		registry_state_advance(f->writer, &change, &revision, &f->fault), STATUS_OK);
	return revision;
}

static void a_fresh_registry_was_never_changed(void **state)
{
	struct registry_state found = read_state(*state);

	assert_int_equal(found.revision, 0);
	assert_false(found.require_moderator);
	assert_int_equal(found.last_modified_at_ms, 0);
	expect_text(found.last_modified_by, "");
}

static void each_change_takes_the_next_revision(void **state)
{
	struct registry_fixture *f = *state;
	struct registry_state found;

	assert_int_equal(advance(f, 1000, "one"), 1);
	assert_int_equal(advance(f, INT64_C(253402300799999), "it's \"two\""), 2);
	found = read_state(f);
	assert_int_equal(found.revision, 2);
	assert_true(found.last_modified_at_ms == INT64_C(253402300799999));
	expect_text(found.last_modified_by, "it's \"two\"");
	assert_int_equal(advance(f, 5, "three"), 3);
	found = read_state(f);
	assert_int_equal(found.last_modified_at_ms, 5);
}

static void the_moderator_moves_no_revision(void **state)
{
	struct registry_fixture *f = *state;

	advance(f, 1000, "one");
	for (int i = 0; i < 4; i++) {
		bool wanted = i % 2 == 0;

		assert_int_equal(
			registry_state_set_moderator(f->writer, wanted, &f->fault), STATUS_OK);
		assert_int_equal(read_state(f).require_moderator, wanted);
		assert_int_equal(read_state(f).revision, 1);
		expect_text(read_state(f).last_modified_by, "one");
	}
}

static void what_is_rolled_back_was_no_change(void **state)
{
	struct registry_fixture *f = *state;

	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(advance(f, 1000, "one"), 1);
	assert_int_equal(registry_state_set_moderator(f->writer, true, &f->fault), STATUS_OK);
	assert_int_equal(read_state(f).revision, 0);
	db_rollback(f->writer);
	assert_int_equal(read_state(f).revision, 0);
	assert_false(read_state(f).require_moderator);
	assert_int_equal(advance(f, 1000, "one"), 1);
}

static void there_is_one_row(void **state)
{
	struct registry_fixture *f = *state;

	assert_int_equal(db_exec(f->writer, &f->fault,
				 "INSERT INTO registry_state (singleton, revision) VALUES (1, 9)",
				 DB_NO_ARGS),
		STATUS_CONFLICT);
	fault_clear(&f->fault);
	assert_int_not_equal(db_exec(f->writer, &f->fault,
				     "INSERT INTO registry_state (singleton, revision) "
				     "VALUES (2, 9)",
				     DB_NO_ARGS),
		STATUS_OK);
	assert_int_equal(read_state(f).revision, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(a_fresh_registry_was_never_changed),
		REGISTRY_FIXTURE_TEST(each_change_takes_the_next_revision),
		REGISTRY_FIXTURE_TEST(the_moderator_moves_no_revision),
		REGISTRY_FIXTURE_TEST(what_is_rolled_back_was_no_change),
		REGISTRY_FIXTURE_TEST(there_is_one_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
