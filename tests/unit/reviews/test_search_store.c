#include "reviews/search_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/dice.h"
#include "support/expect.h"
#include "support/review_fixture.h"

/* The external ids of what is found, in the order they came. */
static struct text found(struct registry_fixture *f, const char *typed)
{
	struct text query = search_store_query(f->arena, text_from(typed));
	struct buffer ids = buffer_make(f->arena, 1000);
	struct db_cursor rows;

	if (!text_is_set(query))
		return TEXT("no query");
	db_query(&rows, f->reader,
		"SELECT review.external_id FROM review_search "
		"JOIN review ON review.review_id = review_search.review_id "
		"WHERE review_search MATCH $1 ORDER BY review_search.rowid",
		DB_ARGS(DB_TEXT(query)));
	while (db_next(&rows))
		buffer_add(&ids, db_text(&rows, 0));
	if (db_end(&rows, &f->fault) != STATUS_OK)
		fail_msg("%s: %s", typed, f->fault.detail.data);
	return buffer_text(&ids);
}

static void finds(struct registry_fixture *f, const char *typed, const char *expected)
{
	struct text ids = found(f, typed);

	if (!text_equal(ids, text_from(expected)))
		fail_msg("\"%s\" finds \"%.*s\"", typed, (int)ids.length, ids.data);
}

static void store(struct registry_fixture *f, const char *id, const char *title, const char *text)
{
	struct review review = review_fixture_make(id, "p1", 3);

	review.title = text_from(title);
	review.review_text = text_from(text);
	review_fixture_upsert(f, &review);
}

static void queries_are_phrases_of_beginnings(void **state)
{
	static const struct {
		const char *typed, *query;
	} cases[] = {
		{"soft", "\"soft\"*"},
		{" Soft  COTTON ", "\"soft\"* \"cotton\"*"},
		{"say \"hi\"", "\"say\"* \" hi \""},
		{"a-b", "\"a-b\""},
		{"\xe6\x9c\x8d\xe5\xa5\xbd", "\"\xe6\x9c\x8d \xe5\xa5\xbd \"*"},
		{"good \"", "\"good\"*"},
		{"a to the", "\"a\" \"to\" \"the\"*"},
		{"a-bcd x\xc3\xa9 x\xc3\xa9y", "\"a-bcd\"* \"x\xc3\xa9\" \"x\xc3\xa9y\"*"},
		/* A syllable is as much as some letters. */
		{"\xec\x98\xb7", "\"\xec\x98\xb7\"*"},
		{"NEAR(a b) OR c*", "\"near(a\" \"b)\" \"or\" \"c*\""},
		{"", NULL},
		{" \"*\" - ", NULL},
		{"\xf0\x9f\x91\x95", NULL},
	};
	struct registry_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_text(
			search_store_query(f->arena, text_from(cases[i].typed)), cases[i].query);
}

static void words_and_their_beginnings_are_found(void **state)
{
	struct registry_fixture *f = *state;

	store(f, "a", "Soft cotton", "Washes well.");
	store(f, "b", "Cotton?", "Not soft at all, SOFTER than wool though");
	store(f, "c", NULL, "well-made");
	finds(f, "soft", "ab");
	finds(f, "sof", "ab");
	finds(f, "so", "");
	finds(f, "at all", "b");
	finds(f, "oft", "");
	finds(f, "softer", "b");
	finds(f, "soft cotton well", "a");
	finds(f, "WELL", "ac");
	finds(f, "well-made", "c");
	finds(f, "made", "c");
	finds(f, "p1", "abc");
	finds(f, "\"soft\"", "ab");
	finds(f, "soft AND", "");
}

static void every_script_is_found(void **state)
{
	struct registry_fixture *f = *state;

	store(f, "a", "\xe8\xa1\xa3\xe6\x9c\x8d\xe5\xbe\x88\xe5\xa5\xbd", NULL); /* Han */
	store(f, "b", "\xd0\x9c\xd1\x8f\xd0\xb3\xd0\xba\xd0\xb8\xd0\xb9", NULL); /* Cyrillic */
	store(f, "c", "\xe3\x82\xb7\xe3\x83\xa3\xe3\x83\x84", NULL); /* Katakana */
	store(f, "d", "M\xc3\xbchelos sch\xc3\xb6n", NULL);
	store(f, "e", "\xe0\xb8\x94\xe0\xb8\xb5\xe0\xb8\xa1\xe0\xb8\xb2\xe0\xb8\x81", NULL);
	store(f, "f", "\xd9\x82\xd9\x85\xd9\x8a\xd8\xb5 \xd8\xac\xd9\x85\xd9\x8a\xd9\x84", NULL);
	finds(f, "\xe5\xbe\x88\xe5\xa5\xbd", "a");
	finds(f, "\xe6\x9c\x8d", "a");
	finds(f, "\xe6\x9c\x8d\xe5\xa5\xbd", "");
	finds(f, "\xd0\xbc\xd1\x8f\xd0\xb3", "b");
	finds(f, "\xef\xbd\xbc\xef\xbd\xac", "c"); /* half width */
	finds(f, "mu\xcc\x88helos", "d"); /* decomposed */
	finds(f, "SCH\xc3\x96N", "d");
	finds(f, "schon", "");
	finds(f, "\xe0\xb8\xa1\xe0\xb8\xb2\xe0\xb8\x81", "e");
	finds(f, "\xd8\xac\xd9\x85\xd9\x8a\xd9\x84", "f");
}

static void changes_are_followed(void **state)
{
	struct registry_fixture *f = *state;
	int64_t rows;

	store(f, "a", "red", "dress");
	store(f, "b", "blue", "dress");
	rows = review_fixture_number(f, "SELECT count(*) FROM review_search");
	assert_int_equal(rows, 2);
	store(f, "a", "green", "dress");
	finds(f, "red", "");
	finds(f, "green", "a");
	finds(f, "dress", "ab");
	store(f, "a", "green", NULL);
	finds(f, "dress", "b");
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review_search"), 2);
}

/* What is not searched changes no row of the index. */
static void only_what_is_searched_is_written(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make("a", "p1", 3), other;

	review.title = TEXT("red");
	review_fixture_insert(f, &review);
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(search_store_remove(f->writer, &review, &f->fault), STATUS_OK);
	other = review;
	other.rating = 5;
	other.user_name = TEXT("Ada");
	assert_int_equal(search_store_change(f->writer, &review, &other, &f->fault), STATUS_OK);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
	finds(f, "red", "");
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	other.product_name = TEXT("Shirt");
	assert_int_equal(search_store_change(f->writer, &review, &other, &f->fault), STATUS_OK);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
	finds(f, "red shirt", "a");
}

static void what_is_removed_is_not_found(void **state)
{
	struct registry_fixture *f = *state;
	struct review review;

	store(f, "a", "red", NULL);
	store(f, "b", "red", NULL);
	review = review_fixture_get(f, "a");
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(search_store_remove(f->writer, &review, &f->fault), STATUS_OK);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
	finds(f, "red", "b");
	assert_int_equal(review_fixture_number(f, "SELECT count(*) FROM review_search"), 1);
}

/* Whatever a person types is a query, or none. */
static void no_query_is_malformed(void **state)
{
	static const char letters[] = "ab\"*()-+:^{}'\\ \t,NOT";
	struct registry_fixture *f = *state;
	struct dice dice = {5};

	for (int i = 0; i < 2000; i++) {
		char typed[12];

		for (size_t j = 0; j < sizeof(typed) - 1; j++)
			typed[j] = letters[dice_roll(&dice, sizeof(letters) - 1)];
		typed[sizeof(typed) - 1] = '\0';
		found(f, typed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(queries_are_phrases_of_beginnings),
		REGISTRY_FIXTURE_TEST(words_and_their_beginnings_are_found),
		REGISTRY_FIXTURE_TEST(every_script_is_found),
		REGISTRY_FIXTURE_TEST(changes_are_followed),
		REGISTRY_FIXTURE_TEST(only_what_is_searched_is_written),
		REGISTRY_FIXTURE_TEST(what_is_removed_is_not_found),
		REGISTRY_FIXTURE_TEST(no_query_is_malformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
