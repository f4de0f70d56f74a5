#include "reviews/feed_position.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/review_fixture.h"

static void start(struct registry_fixture *f, int64_t now_ms)
{
	assert_int_equal(feed_position_record_start(f->writer, now_ms, &f->fault), STATUS_OK);
}

static void stand_at(struct registry_fixture *f, int64_t sequence)
{
	assert_int_equal(db_exec(f->writer, &f->fault, "UPDATE feed_state SET sequence = $1",
				 DB_ARGS(DB_INT(sequence))),
		STATUS_OK);
}

static struct feed_position last(struct registry_fixture *f)
{
	struct feed_position position = {-1, -1};

	assert_int_equal(feed_position_last(f->reader, &position, &f->fault), STATUS_OK);
	return position;
}

static int64_t resolve(struct registry_fixture *f, int64_t sequence, int64_t started_at_ms)
{
	int64_t after = -2;

	assert_int_equal(
		feed_position_resolve(f->reader, (struct feed_position){sequence, started_at_ms},
			&after, &f->fault),
		STATUS_OK);
	return after;
}

static void starts_ascend_whatever_the_clock_says(void **state)
{
	struct registry_fixture *f = *state;

	assert_int_equal(last(f).started_at_ms, 0);
	start(f, 1000);
	assert_int_equal(last(f).started_at_ms, 1000);
	start(f, 1000);
	assert_int_equal(last(f).started_at_ms, 1001);
	start(f, 500);
	assert_int_equal(last(f).started_at_ms, 1002);
	start(f, 2000);
	assert_int_equal(last(f).started_at_ms, 2000);
}

static void a_restart_changes_no_position(void **state)
{
	struct registry_fixture *f = *state;

	start(f, 1000);
	stand_at(f, 10);
	start(f, 2000);
	stand_at(f, 20);
	assert_int_equal(resolve(f, 7, 1000), 7);
	assert_int_equal(resolve(f, 10, 1000), 10);
	assert_int_equal(resolve(f, 15, 2000), 15);
	assert_int_equal(resolve(f, 20, 2000), 20);
	assert_int_equal(resolve(f, 15, INT64_MAX), 15);
}

/* The backup was made at 10, after the start at 1000; the restored database started at 5000. */
static void a_position_from_undone_time_continues_at_the_restore(void **state)
{
	struct registry_fixture *f = *state;

	start(f, 1000);
	stand_at(f, 10);
	start(f, 5000);
	/* Positions above 10 from before the restore, of the start at 1000 and of a later one. */
	assert_int_equal(resolve(f, 15, 1000), 10);
	assert_int_equal(resolve(f, 500, 3000), 10);
	stand_at(f, 100);
	assert_int_equal(resolve(f, 15, 1000), 10);
	assert_int_equal(resolve(f, 500, 3000), 10);
	assert_int_equal(resolve(f, 15, 5000), 15);
}

static void a_position_ahead_without_a_restore_is_none(void **state)
{
	struct registry_fixture *f = *state;

	start(f, 1000);
	stand_at(f, 10);
	assert_int_equal(resolve(f, 11, 1000), -1);
	assert_int_equal(resolve(f, 11, 9000), -1);
	assert_int_equal(resolve(f, 11, INT64_MAX), -1);
}

static void the_last_thousand_starts_are_kept(void **state)
{
	struct registry_fixture *f = *state;

	for (int64_t i = 1; i <= 1005; i++)
		start(f, i);
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM feed_start"), 1000);
	assert_int_equal(last(f).started_at_ms, 1005);
}

static void positions_as_text(void **state)
{
	static const char *const wrong[] = {
		"", "-", "1-", "-1", "1--2", "1-2-3", "x", "1-x", "1.0-2", "9223372036854775808"};
	struct registry_fixture *f = *state;
	struct feed_position position;
	struct text longest;

	expect_text(feed_position_text(f->arena, (struct feed_position){7, 9}), "7-9");
	assert_true(feed_position_parse(TEXT("7-9"), &position));
	assert_int_equal(position.sequence, 7);
	assert_int_equal(position.started_at_ms, 9);
	assert_true(feed_position_parse(TEXT("7"), &position));
	assert_int_equal(position.sequence, 7);
	assert_int_equal(position.started_at_ms, INT64_MAX);
	longest = feed_position_text(f->arena, (struct feed_position){INT64_MAX, INT64_MAX});
	assert_true(longest.length <= FEED_POSITION_BYTES_MAX);
	assert_true(feed_position_parse(longest, &position));
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(feed_position_parse(text_from(wrong[i]), &position));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(starts_ascend_whatever_the_clock_says),
		REGISTRY_FIXTURE_TEST(a_restart_changes_no_position),
		REGISTRY_FIXTURE_TEST(a_position_from_undone_time_continues_at_the_restore),
		REGISTRY_FIXTURE_TEST(a_position_ahead_without_a_restore_is_none),
		REGISTRY_FIXTURE_TEST(the_last_thousand_starts_are_kept),
		REGISTRY_FIXTURE_TEST(positions_as_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
