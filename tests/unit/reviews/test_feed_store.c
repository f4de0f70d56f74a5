#include "reviews/feed_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/review_fixture.h"

static void remove_review(struct registry_fixture *f, const struct review *review)
{
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(review_store_delete(
				 f->writer, review, "erased", REGISTRY_FIXTURE_NOW_MS, &f->fault),
		STATUS_OK);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
}

/* The external ids behind `since`, what is gone behind a minus, and the last sequence. */
static struct text ids(
	struct registry_fixture *f, int64_t since, size_t limit, int64_t *ret_sequence)
{
	struct buffer out = buffer_make(f->arena, 1000);
	struct db_cursor rows;

	feed_store_open(&rows, f->reader, since, limit);
	while (db_next(&rows)) {
		struct feed_change change = feed_store_read(&rows);

		assert_true(change.review.sequence > since);
		since = change.review.sequence;
		buffer_add(&out, text_is_set(change.reason) ? TEXT("-") : TEXT("+"));
		buffer_add(&out, change.review.external_id);
	}
	assert_int_equal(db_end(&rows, &f->fault), STATUS_OK);
	if (ret_sequence != NULL)
		*ret_sequence = since;
	return buffer_text(&out);
}

static void reviews_and_what_is_gone_in_one_order(void **state)
{
	static const char *const names[] = {"a", "b", "c", "d"};
	struct registry_fixture *f = *state;
	struct review reviews[4];
	int64_t sequence;

	expect_text(ids(f, 0, 10, NULL), "");
	for (size_t i = 0; i < 4; i++) {
		reviews[i] = review_fixture_make(names[i], "p1", 3);
		review_fixture_upsert(f, &reviews[i]);
	}
	remove_review(f, &reviews[1]);
	reviews[0].rating = 5;
	review_fixture_upsert(f, &reviews[0]);
	remove_review(f, &reviews[3]);
	expect_text(ids(f, 0, 10, NULL), "+c-b+a-d");
	expect_text(ids(f, 0, 2, &sequence), "+c-b");
	expect_text(ids(f, sequence, 1, &sequence), "+a");
	expect_text(ids(f, sequence, 10, &sequence), "-d");
	expect_text(ids(f, sequence, 10, NULL), "");
	assert_int_equal(sequence, review_fixture_sequence(f));
	assert_int_equal(feed_store_last(f->reader, &sequence, &f->fault), STATUS_OK);
	assert_int_equal(sequence, review_fixture_sequence(f));
}

static struct text written(struct registry_fixture *f, int64_t since,
	void (*write)(struct jsonwrite *out, const struct feed_change *change))
{
	struct jsonwrite out = jsonwrite_make(f->arena, REVIEW_JSON_BYTES_MAX);
	struct db_cursor rows;
	struct feed_change change;

	feed_store_open(&rows, f->reader, since, 1);
	assert_true(db_next(&rows));
	change = feed_store_read(&rows);
	write(&out, &change);
	assert_int_equal(db_end(&rows, &f->fault), STATUS_OK);
	return buffer_text(&out.buffer);
}

static void items_as_they_are_written(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_full();

	review_fixture_insert(f, &review);
	expect_bytes(written(f, 0, feed_store_write),
		arena_printf(f->arena, "{\"type\":\"upserted\",\"review\":%s}",
			arena_cstr(f->arena, review_fixture_json(f->arena, &review))));
	remove_review(f, &review);
	expect_text(written(f, 1, feed_store_write),
		"{\"type\":\"deleted\",\"reviewId\":\"018bcfe5-6800-7000-8000-000000000001\","
		"\"productId\":\"p1\",\"source\":\"shop\",\"externalId\":\"e1\","
		"\"reason\":\"erased\",\"deletedDateTime\":\"2023-11-14T22:13:20.000Z\"}");
}

static void items_in_the_form_of_an_export(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_full();
	struct text json;

	review_fixture_insert(f, &review);
	json = review_fixture_json(f->arena, &review);
	expect_bytes(written(f, 0, feed_store_write_exported),
		arena_printf(f->arena, "%.*s,\"isDeleted\":false,\"changeNumber\":1}",
			(int)json.length - 1, json.data));
	remove_review(f, &review);
	expect_text(written(f, 1, feed_store_write_exported),
		"{\"reviewId\":\"018bcfe5-6800-7000-8000-000000000001\",\"source\":\"shop\","
		"\"externalId\":\"e1\",\"productId\":\"p1\",\"reason\":\"erased\","
		"\"lastModifiedDateTime\":\"2023-11-14T22:13:20.000Z\",\"isDeleted\":true,"
		"\"changeNumber\":2}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(reviews_and_what_is_gone_in_one_order),
		REGISTRY_FIXTURE_TEST(items_as_they_are_written),
		REGISTRY_FIXTURE_TEST(items_in_the_form_of_an_export),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
