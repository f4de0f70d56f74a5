#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/jsonread.h"
#include "reviews/export.h"
#include "reviews/feed_store.h"
#include "support/dice.h"
#include "support/expect.h"
#include "support/review_fixture.h"

static struct text export_since(struct registry_fixture *f, enum export_format format,
	int64_t since, struct export_totals *ret_totals)
{
	struct export_options options = {
		.format = format, .since = since, .publisher = "", .product_url = ""};
	struct export *export = export_open(f->reader, &options);
	struct buffer all = buffer_make(f->arena, 64 * 1024 * 1024);
	struct text piece;

	while (export_next(export, &piece))
		buffer_add(&all, piece);
	assert_int_equal(export_close(export, ret_totals, &f->fault), STATUS_OK);
	return buffer_text(&all);
}

static void remove_review(struct registry_fixture *f, const char *external_id, const char *reason)
{
	struct review review = review_fixture_get(f, external_id);

	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(
		review_store_delete(f->writer, &review, reason, REGISTRY_FIXTURE_NOW_MS, &f->fault),
		STATUS_OK);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
}

/* e1 removed, e2 as it was, e3 new; gives the cursor from before all that. */
static int64_t change(struct registry_fixture *f)
{
	struct review one = review_fixture_make("e1", "p1", 1);
	struct review two = review_fixture_make("e2", "p2", 2);
	struct review three = review_fixture_make("e3", "p3", 3);
	int64_t cursor;

	review_fixture_insert(f, &one);
	review_fixture_insert(f, &two);
	cursor = review_fixture_sequence(f);
	review_fixture_insert(f, &three);
	remove_review(f, "e1", "deleted");
	return cursor;
}

static void an_array_has_what_changed_and_what_went(void **state)
{
	struct registry_fixture *f = *state;
	int64_t cursor = change(f);
	struct export_totals totals;
	const struct jsonread_node *array =
		jsonread_parse(f->arena, export_since(f, EXPORT_JSON, cursor, &totals), NULL);
	const struct jsonread_node *gone = jsonread_element(array, 0);
	const struct jsonread_node *there = jsonread_element(array, 1);

	assert_int_equal(totals.items, 2);
	assert_int_equal(totals.deleted, 1);
	assert_int_equal(jsonread_count(array), 2);
	expect_text(jsonread_member_text(gone, "externalId"), "e1");
	expect_text(jsonread_member_text(gone, "source"), "shop");
	expect_text(jsonread_member_text(gone, "productId"), "p1");
	expect_text(jsonread_member_text(gone, "reason"), "deleted");
	expect_text(jsonread_member_text(gone, "lastModifiedDateTime"), "2023-11-14T22:13:20.000Z");
	assert_non_null(jsonread_member(gone, "isDeleted"));
	assert_null(jsonread_member(gone, "rating"));
	expect_text(jsonread_member_text(there, "externalId"), "e3");
	assert_null(jsonread_member(there, "isDeleted"));
}

static void ndjson_has_a_line_for_each(void **state)
{
	struct registry_fixture *f = *state;
	int64_t cursor = change(f);
	struct export_totals totals;
	struct text rest = export_since(f, EXPORT_NDJSON, cursor, &totals), line;

	assert_true(text_split_next(&rest, '\n', &line));
	expect_contains(line, "\"isDeleted\":true}");
	assert_true(text_split_next(&rest, '\n', &line));
	expect_contains(line, "\"externalId\":\"e3\"");
	expect_text(rest, "");
}

static void csv_has_a_column_for_it(void **state)
{
	struct registry_fixture *f = *state;
	int64_t cursor = change(f);
	struct export_totals totals;
	struct text csv = export_since(f, EXPORT_CSV, cursor, &totals);

	expect_contains(csv, ",lastModifiedDateTime,isDeleted\r\n");
	expect_contains(csv, "\"shop\",\"e1\",\"p1\",,,,,,");
	expect_contains(csv, ",\"2023-11-14T22:13:20.000Z\",\"true\"\r\n");
	expect_contains(csv, "\"shop\",\"e3\",\"p3\",,,,\"3\",");
	expect_contains(csv, ",\"false\"\r\n");
	assert_false(expect_has(export_since(f, EXPORT_CSV, 0, &totals), TEXT("isDeleted")));
}

static void nothing_changed(void **state)
{
	struct registry_fixture *f = *state;
	struct export_totals totals;
	int64_t cursor;

	change(f);
	cursor = review_fixture_sequence(f);
	expect_text(export_since(f, EXPORT_JSON, cursor, &totals), "[\n]\n");
	assert_int_equal(totals.items, 0);
	expect_text(export_since(f, EXPORT_NDJSON, cursor, &totals), "");
}

/* A copy that follows the cursors is the original, whatever happens in between. */
#define KEYS 20

struct copy {
	struct text ids[KEYS]; /* of the review of each externalId, or absent */
};

static void follow(struct registry_fixture *f, struct copy *copy, struct text lines)
{
	struct text line;

	while (text_split_next(&lines, '\n', &line) && line.length > 0) {
		const struct jsonread_node *item = jsonread_parse(f->arena, line, NULL);
		int64_t key = -1;

		assert_true(text_to_int64(jsonread_member_text(item, "externalId"), &key));
		copy->ids[key] = jsonread_member(item, "isDeleted") == NULL
			? jsonread_member_text(item, "reviewId")
			: TEXT_NONE;
	}
}

static bool is_there(struct registry_fixture *f, const char *external_id)
{
	struct db_cursor rows;
	bool found;

	db_query(&rows, f->writer,
		"SELECT 1 FROM review WHERE source = 'shop' AND external_id = $1",
		DB_ARGS(DB_TEXT(text_from(external_id))));
	found = db_next(&rows);
	assert_int_equal(db_end(&rows, &f->fault), STATUS_OK);
	return found;
}

static void act(struct registry_fixture *f, uint32_t draw)
{
	const char *id = arena_printf(f->arena, "%u", (draw >> 8) % KEYS).data;
	struct review review = review_fixture_make(id, "p1", 1 + draw % 5);

	if (draw % 3 != 0)
		review_fixture_upsert(f, &review);
	else if (is_there(f, id))
		remove_review(f, id, draw % 2 == 0 ? "deleted" : "erased");
}

static void a_copy_that_follows_is_the_original(void **state)
{
	struct registry_fixture *f = *state;
	struct copy copy = {{{NULL, 0}}};
	struct export_totals totals;
	int64_t cursor = 0;
	struct dice dice = {7};

	for (int i = 0; i < 300; i++) {
		act(f, dice_roll(&dice, UINT32_C(1) << 28));
		if (i % 7 != 0)
			continue;
		follow(f, &copy, export_since(f, EXPORT_NDJSON, cursor, &totals));
		assert_int_equal(feed_store_last(f->reader, &cursor, &f->fault), STATUS_OK);
	}
	follow(f, &copy, export_since(f, EXPORT_NDJSON, cursor, &totals));
	for (size_t i = 0; i < KEYS; i++) {
		struct copy whole = {{{NULL, 0}}};

		follow(f, &whole, export_since(f, EXPORT_NDJSON, 0, &totals));
		assert_true(text_equal(whole.ids[i], copy.ids[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(an_array_has_what_changed_and_what_went),
		REGISTRY_FIXTURE_TEST(ndjson_has_a_line_for_each),
		REGISTRY_FIXTURE_TEST(csv_has_a_column_for_it),
		REGISTRY_FIXTURE_TEST(nothing_changed),
		REGISTRY_FIXTURE_TEST(a_copy_that_follows_is_the_original),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
