/* Merges the search index many times, and starts from every kind of damage. */
#include "reviews/search_levels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "reviews/search_repair.h"
#include "reviews/search_store.h"
#include "support/expect.h"
#include "support/review_fixture.h"
#include "support/search_record.h"

#define SHOP 2000

/* Two levels a round were more than FTS5 reads. */
#define ROUNDS 1100
#define ROUNDS_PER_COMMIT 50

static void good(struct registry_fixture *f, enum status status)
{
	if (status != STATUS_OK)
		fail_msg("%s", f->fault.detail.data);
}

static struct review make(struct registry_fixture *f, int number, const char *word)
{
	struct review review = review_fixture_make("e", "p1", 4);

	review.number = number;
	review.review_id = arena_printf(f->arena, "id%d", number);
	review.review_text = arena_printf(f->arena, "%s%d nice dress", word, number);
	return review;
}

/* Each change as the group commit makes it, in a savepoint of its own. */
static void add(struct registry_fixture *f, const struct review *review)
{
	good(f, db_savepoint(f->writer, &f->fault));
	good(f, search_store_add(f->writer, review, &f->fault));
	good(f, db_savepoint_release(f->writer, &f->fault));
}

static void drop(struct registry_fixture *f, const struct review *review)
{
	good(f, db_savepoint(f->writer, &f->fault));
	good(f, search_store_remove(f->writer, review, &f->fault));
	good(f, db_savepoint_release(f->writer, &f->fault));
}

static void compact(struct registry_fixture *f)
{
	bool is_last = false;

	for (int steps = 0; !is_last; steps++) {
		good(f, db_savepoint(f->writer, &f->fault));
		good(f, search_store_compact(f->writer, steps == 0, &is_last, &f->fault));
		good(f, db_savepoint_release(f->writer, &f->fault));
		assert_true(steps < 1000);
	}
}

static void begin(struct registry_fixture *f)
{
	good(f, db_begin(f->writer, DB_WRITE, &f->fault));
}

static void commit(struct registry_fixture *f)
{
	good(f, db_commit(f->writer, &f->fault));
}

static void fill(struct registry_fixture *f, int from, int count)
{
	begin(f);
	for (int i = from; i < from + count; i++) {
		struct review review = make(f, i, "word");

		good(f, search_store_add(f->writer, &review, &f->fault));
	}
	commit(f);
}

static int64_t levels(struct registry_fixture *f)
{
	int64_t count;

	good(f, search_levels_count(f->reader, &count, &f->fault));
	return count;
}

static bool is_sound(struct registry_fixture *f)
{
	bool is_sound;

	good(f, search_repair_probe(f->reader, &is_sound, &f->fault));
	return is_sound;
}

/* The index finds all of them, by the word that all have and by one of each, and agrees with the
 * words that are stored. */
static void expect_whole(struct registry_fixture *f, int count)
{
	assert_int_equal(review_fixture_number(f,
				 "SELECT count(*) FROM review_search WHERE review_search MATCH "
				 "'dress'"),
		count);
	assert_int_equal(review_fixture_number(f,
				 "SELECT count(*) FROM review_search WHERE review_search MATCH "
				 "'word7'"),
		1);
	good(f,
		db_exec(f->writer, &f->fault,
			"INSERT INTO review_search (review_search) VALUES ('integrity-check')",
			DB_NO_ARGS));
}

/* Words of the index are in its blobs as they are, but for what they share with the one before. */
static int64_t count_blobs(struct registry_fixture *f)
{
	return review_fixture_number(f,
		"SELECT count(*) FROM review_search_data WHERE instr(block, CAST('eppelin' AS "
		"BLOB))");
}

static void erasures_without_end_add_no_level(void **state)
{
	struct registry_fixture *f = *state;

	fill(f, 1, SHOP);
	for (int i = 0; i < ROUNDS; i += ROUNDS_PER_COMMIT) {
		begin(f);
		for (int j = 0; j < ROUNDS_PER_COMMIT; j++) {
			struct review hers = make(f, SHOP + i + j + 1, "zeppelin");

			add(f, &hers);
			drop(f, &hers);
			compact(f);
		}
		commit(f);
		assert_true(levels(f) <= SEARCH_LEVELS_KEPT);
		assert_int_equal(count_blobs(f), 0);
	}
	expect_whole(f, SHOP);
}

static struct text record(struct registry_fixture *f)
{
	return search_record_read(f->reader, f->arena);
}

/* What was written is not what this connection remembers, so it is opened anew. */
static void write_record(struct registry_fixture *f, struct text bytes)
{
	search_record_write(f->writer, bytes);
	db_close(f->writer);
	f->writer = registry_fixture_connect(f);
}

static struct text raise(struct registry_fixture *f, size_t count)
{
	return search_record_raise(f->arena, record(f), count);
}

static void lower(struct registry_fixture *f)
{
	begin(f);
	good(f, search_levels_compact(f->writer, &f->fault));
	commit(f);
}

static void an_index_past_the_bound_is_read_again(void **state)
{
	struct registry_fixture *f = *state;
	struct review next = make(f, SHOP + 1, "word");
	int64_t before;

	fill(f, 1, SHOP);
	before = levels(f);
	write_record(f, raise(f, SEARCH_RECORD_TOO_MANY));
	assert_int_equal(levels(f), before + SEARCH_RECORD_TOO_MANY);
	assert_false(is_sound(f));
	assert_int_not_equal(search_store_add(f->writer, &next, &f->fault), STATUS_OK);
	fault_clear(&f->fault);
	lower(f);
	assert_true(levels(f) <= SEARCH_LEVELS_KEPT);
	assert_true(is_sound(f));
	begin(f);
	add(f, &next);
	commit(f);
	assert_true(levels(f) <= SEARCH_LEVELS_KEPT);
	expect_whole(f, SHOP + 1);
}

/* The connection that has read the levels writes no more of them from then on. */
static void a_connection_forgets_the_levels_that_it_has_read(void **state)
{
	struct registry_fixture *f = *state;
	struct review first = make(f, SHOP + 1, "word"), second = make(f, SHOP + 2, "word");

	fill(f, 1, SHOP);
	write_record(f, raise(f, 200));
	begin(f);
	add(f, &first);
	commit(f);
	assert_true(levels(f) > 200);
	lower(f);
	begin(f);
	add(f, &second);
	commit(f);
	assert_int_equal(levels(f), SEARCH_LEVELS_KEPT);
	expect_whole(f, SHOP + 2);
}

static void merge_pages(struct registry_fixture *f, int64_t pages)
{
	begin(f);
	good(f,
		db_exec(f->writer, &f->fault,
			"INSERT INTO review_search (review_search, rank) VALUES ('merge', $1)",
			DB_ARGS(DB_INT(pages))));
	commit(f);
}

static void a_merge_under_way_goes_on(void **state)
{
	struct registry_fixture *f = *state;

	for (int i = 0; i < 3; i++)
		fill(f, 1 + i * SHOP, SHOP);
	write_record(f, raise(f, 100));
	merge_pages(f, -1);
	assert_true(levels(f) > 100);
	lower(f);
	assert_true(levels(f) <= SEARCH_LEVELS_KEPT);
	merge_pages(f, 1);
	lower(f);
	begin(f);
	compact(f);
	commit(f);
	assert_true(levels(f) <= SEARCH_LEVELS_KEPT);
	expect_whole(f, 3 * SHOP);
}

/* Nothing is written that was not understood. */
static void another_record_stays_as_it_is(void **state)
{
	struct registry_fixture *f = *state;
	struct text bytes, forms[5];

	fill(f, 1, SHOP);
	bytes = raise(f, 100);
	forms[0] = text_slice(bytes, 0, 3);
	forms[1] = text_slice(bytes, 0, bytes.length - 1);
	forms[2] = arena_printf(f->arena, "%.*s", (int)0, "");
	forms[3] = TEXT("\0\0\0\0\xff\0\0\1\1\1\1\0\1\1\1\1\0\0\0\0\0\0");
	forms[4] = TEXT("\0\0\0\0\x64\1\1\2\1\1\1\1");
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		write_record(f, forms[i]);
		assert_int_equal(levels(f), 0);
		lower(f);
		assert_true(text_equal(record(f), forms[i]));
	}
}

/* Each as something else may have left it. */
static void an_index_that_cannot_be_read_is_made_anew(void **state)
{
	struct registry_fixture *f = *state;

	fill(f, 1, SHOP);
	for (int i = 0; i < 4; i++) {
		if (i == 3)
			write_record(f, TEXT("\0\0\0\0\0\0\0\0\0"));
		else if (i == 0)
			write_record(f, raise(f, SEARCH_RECORD_TOO_MANY));
		else if (i == 1)
			write_record(f, TEXT("\0\0\0\0\x05"));
		else
			good(f,
				db_exec_shadow(f->writer, &f->fault,
					"DELETE FROM review_search_data", DB_NO_ARGS));
		assert_false(is_sound(f));
		begin(f);
		good(f, search_repair_rebuild(f->writer, &f->fault));
		commit(f);
		assert_true(is_sound(f));
		expect_whole(f, SHOP);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(erasures_without_end_add_no_level),
		REGISTRY_FIXTURE_TEST(an_index_past_the_bound_is_read_again),
		REGISTRY_FIXTURE_TEST(a_connection_forgets_the_levels_that_it_has_read),
		REGISTRY_FIXTURE_TEST(a_merge_under_way_goes_on),
		REGISTRY_FIXTURE_TEST(another_record_stays_as_it_is),
		REGISTRY_FIXTURE_TEST(an_index_that_cannot_be_read_is_made_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
