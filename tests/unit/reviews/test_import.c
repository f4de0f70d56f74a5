#include "reviews/import.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "support/expect.h"
#include "support/import_fixture.h"

#define ITEM(id_) "{\"externalId\":\"" id_ "\",\"productId\":\"p1\",\"rating\":4}"

static void columns_match_by_name(void **state)
{
	struct import_fixture *f = *state;
	const struct review *review;

	import_fixture_open(f, IMPORT_CSV,
		TEXT("External ID,PRODUCT_ID,r a t i n g,review\ttext\ne1,p1,4,Good"), NULL);
	review = import_fixture_good(f);
	expect_text(review->external_id, "e1");
	expect_text(review->product_id, "p1");
	expect_text(review->review_text, "Good");
}

static void columns_can_be_mapped(void **state)
{
	struct import_fixture *f = *state;
	const struct review *review;

	import_fixture_open(f, IMPORT_CSV, TEXT(",Clothing ID,Stars,a=b,Title\ne1,p1,4,Good,Never"),
		"externalId=;product_id=Clothing ID;RATING=Stars;;title=a=b;");
	review = import_fixture_good(f);
	expect_text(review->external_id, "e1");
	expect_text(review->product_id, "p1");
	assert_int_equal(review->rating, 4);
	expect_text(review->title, "Good");
	import_fixture_done(f);
}

static void a_mapping_wins_over_a_name(void **state)
{
	struct import_fixture *f = *state;
	size_t count;
	const struct text *ignored;

	import_fixture_open(f, IMPORT_CSV,
		TEXT("externalId,productId,asin,rating,title\ne1,p1,p2,4,x"),
		"productId=asin;reviewText=title");
	expect_text(import_fixture_good(f)->product_id, "p2");
	expect_text(f->item.review.title, NULL);
	expect_text(f->item.review.review_text, "x");
	ignored = import_ignored(f->import, &count);
	assert_int_equal(count, 1);
	expect_text(ignored[0], "productId");
}

static void all_faults_of_the_columns_come_at_once(void **state)
{
	struct import_fixture *f = *state;

	import_fixture_refuse(f, IMPORT_CSV, TEXT("externalId,Rating,rating,text\ne1,4,5,x\n"),
		"colour=text;title=Title;sku;reviewText=text");
	assert_int_equal(f->fault.error_count, 5);
	expect_error(&f->fault, 0, "columns", "InvalidParameter",
		"columns maps fields to columns as field=column;field=column; in \"colour=text\" "
		"the field is unknown.");
	expect_error(&f->fault, 1, "columns", "InvalidParameter",
		"columns maps fields to columns as field=column;field=column; in \"title=Title\" "
		"the column is not in the header.");
	expect_error(&f->fault, 2, "columns", "InvalidParameter",
		"columns maps fields to columns as field=column;field=column; in \"sku\" the = is "
		"missing.");
	expect_error(&f->fault, 3, "rating", "DuplicateColumn",
		"Two columns are named rating; rename one of them.");
	expect_error(&f->fault, 4, "productId", "MissingColumn",
		"No column is named productId; rename one, or map it with columns=productId=its "
		"name.");
}

static void columns_are_for_csv(void **state)
{
	struct import_fixture *f = *state;

	for (int format = IMPORT_JSON; format <= IMPORT_NDJSON; format++) {
		import_fixture_refuse(f, (enum import_format)format, TEXT("[]"), "title=Title");
		expect_error(&f->fault, 0, "columns", "InvalidParameter",
			"columns applies to CSV only; omit it for JSON.");
	}
}

static void ignored_columns_are_listed(void **state)
{
	struct import_fixture *f = *state;
	struct buffer out = buffer_make(f->arena, 10000);
	size_t count;
	const struct text *ignored;

	import_fixture_open(f, IMPORT_CSV,
		TEXT("externalId,Age,productId,,Age,rating,\xff,a b\ne1,9,p1,9,9,4,9,9"), NULL);
	ignored = import_ignored(f->import, &count);
	assert_int_equal(count, 3);
	expect_text(ignored[0], "Age");
	expect_text(ignored[1], "");
	expect_text(ignored[2], "a b");
	import_fixture_good(f);
	buffer_add(&out, TEXT("externalId,productId,rating"));
	for (int i = 0; i < IMPORT_IGNORED_MAX + 10; i++)
		buffer_printf(&out, ",x%d", i);
	import_fixture_open(f, IMPORT_CSV, buffer_text(&out), NULL);
	import_ignored(f->import, &count);
	assert_int_equal(count, IMPORT_IGNORED_MAX);
}

static void ignored_members_are_listed_once(void **state)
{
	struct import_fixture *f = *state;
	size_t count;
	const struct text *ignored;

	import_fixture_open(f, IMPORT_NDJSON,
		TEXT("{\"externalId\":\"e1\",\"productId\":\"p1\",\"rating\":4,\"age\":9}\n"
		     "{\"EXTERNALID\":\"e2\",\"productId\":\"p1\",\"rating\":4,\"age\":1,"
		     "\"size\":{}}\n"),
		NULL);
	import_fixture_good(f);
	expect_text(import_fixture_good(f)->external_id, "e2");
	ignored = import_ignored(f->import, &count);
	assert_int_equal(count, 2);
	expect_text(ignored[0], "age");
	expect_text(ignored[1], "size");
}

static void fields_of_the_server_are_not_read(void **state)
{
	struct import_fixture *f = *state;
	const struct review *review;
	size_t count;

	import_fixture_open(f, IMPORT_JSON,
		TEXT("[{\"reviewId\":\"x\",\"source\":\"theirs\",\"externalId\":\"e1\","
		     "\"productId\":\"p1\",\"rating\":4,\"lastModifiedDateTime\":\"never\"}]"),
		NULL);
	review = import_fixture_good(f);
	expect_text(review->review_id, NULL);
	expect_text(review->source, "shop");
	assert_int_equal(review->last_modified_at_ms, IMPORT_FIXTURE_NOW_MS);
	import_ignored(f->import, &count);
	assert_int_equal(count, 0);
}

static void an_email_is_hashed(void **state)
{
	struct import_fixture *f = *state;
	struct text first;

	import_fixture_open(f, IMPORT_CSV,
		TEXT("externalId,productId,rating,userEmail\ne1,p1,4,a@b\ne2,p1,4,a@b\n"
		     "e3,p1,4,a@c\ne4,p1,4,\n"),
		NULL);
	first = import_fixture_good(f)->user_email_hash;
	assert_int_equal(first.length, 64);
	expect_bytes(import_fixture_good(f)->user_email_hash, first);
	assert_false(text_equal(import_fixture_good(f)->user_email_hash, first));
	expect_text(import_fixture_good(f)->user_email_hash, NULL);
}

static void arrays(void **state)
{
	static const struct {
		const char *json;
		int count;
	} cases[] = {
		{"[]", 0},
		{" [ ] \n", 0},
		{"[" ITEM("e1") "]", 1},
		{"\xef\xbb\xbf\n[\n" ITEM("e1") " ,\r\n\t" ITEM("e2") "\n]\n", 2},
		{"[" ITEM("e1") "," ITEM("e1") "," ITEM("e1") "]", 3},
	};
	struct import_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		import_fixture_open(f, IMPORT_JSON, text_from(cases[i].json), NULL);
		for (int j = 0; j < cases[i].count; j++) {
			import_fixture_good(f);
			assert_int_equal(f->item.row, j + 1);
		}
		import_fixture_done(f);
	}
}

/* An item that is JSON but no review is one bad item. */
static void bad_items_of_an_array_are_one_each(void **state)
{
	struct import_fixture *f = *state;
	const struct fault *fault;

	import_fixture_open(f, IMPORT_JSON,
		TEXT("[null,7,[" ITEM("e0") "],{\"rating\":6,\"title\":5},{}," ITEM("e1") "]"),
		NULL);
	for (int i = 0; i < 3; i++)
		expect_error(import_fixture_bad(f, 1), 0, "", "InvalidItem",
			"An item must be a JSON object.");
	fault = import_fixture_bad(f, 4);
	expect_error(
		fault, 0, "rating", "InvalidField", "rating must be a whole number from 1 to 5.");
	expect_error(
		fault, 1, "title", "InvalidField", "title must be a text of 0 to 1000 characters.");
	expect_error(fault, 2, "externalId", "MissingField", "The field externalId is required.");
	expect_error(fault, 3, "productId", "MissingField", "The field productId is required.");
	import_fixture_bad(f, 3);
	expect_text(import_fixture_good(f)->external_id, "e1");
	assert_int_equal(f->item.row, 6);
	import_fixture_done(f);
}

/* An element that is not JSON is one bad item too, while its end can be found. */
static void broken_elements_are_one_bad_item(void **state)
{
	static const char *const bad[] = {"x", "{\"a\":1,\"a\":2}", "{\"title\":\"\xff\"}",
		"{\"title\":\"\\u0000\"}", "{\"title\":\"\\ud800\"}", "{'a':1}",
		"{\"a\":[\"]},{\\\"\",\"b\",]}", ""};
	struct import_fixture *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		import_fixture_open(f, IMPORT_JSON,
			arena_printf(f->arena, "[%s," ITEM("e2") ",%s," ITEM("e4") ",%s]", bad[i],
				bad[i], bad[i]),
			NULL);
		for (size_t row = 1; row <= 5; row++) {
			if (row % 2 == 0) {
				import_fixture_good(f);
			} else {
				expect_contains(import_fixture_bad(f, 1)->errors[0].message,
					"This element is not JSON: ");
				assert_string_equal(f->item.fault.errors[0].code, "MalformedJson");
			}
			assert_int_equal(f->item.row, row);
		}
		import_fixture_done(f);
	}
}

/* Otherwise the document ends with one last item. */
static void a_broken_array_ends(void **state)
{
	static const struct {
		const char *json, *message;
	} cases[] = {
		{"[" ITEM("e1") "] x", "text follows the array"},
		{"[" ITEM("e1") "][]", "text follows the array"},
		{"[" ITEM("e1") " " ITEM("e2") "]", "a comma or ] is missing"},
		{"[" ITEM("e1"), "a comma or ] is missing"},
		{"[" ITEM("e1") ",", NULL},
		{"[" ITEM("e1") ",{\"externalId\":\"e2\"", NULL},
		{"[" ITEM("e1") ",{\"externalId\":\"e2," ITEM("e3") "]", NULL},
		{"[" ITEM("e1") ",[[1,x]," ITEM("e3") "]", NULL},
	};
	struct import_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct fault *fault;

		import_fixture_open(f, IMPORT_JSON, text_from(cases[i].json), NULL);
		import_fixture_good(f);
		fault = import_fixture_bad(f, 1);
		assert_string_equal(fault->errors[0].code, "MalformedJson");
		if (cases[i].message != NULL)
			expect_contains(fault->errors[0].message, cases[i].message);
		expect_contains(
			fault->errors[0].message, "; the rest of the document was not read.");
		import_fixture_done(f);
	}
}

static void a_document_that_is_no_array(void **state)
{
	static const char *const documents[] = {"", " ", ITEM("e1"), "7", "x", "{\"value\":[]}"};
	struct import_fixture *f = *state;

	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		import_fixture_open(f, IMPORT_JSON, text_from(documents[i]), NULL);
		expect_error(import_fixture_bad(f, 1), 0, "", "MalformedJson",
			"the document is not a JSON array: put [ ] around a single item, and take "
			"a "
			"list out of the object that contains it; the rest of the document was not "
			"read.");
		import_fixture_done(f);
	}
}

static void nested_members(void **state)
{
	struct import_fixture *f = *state;
	struct buffer deep = buffer_make(f->arena, 100000);

	import_fixture_open(f, IMPORT_JSON,
		TEXT("[{\"externalId\":\"e1\",\"productId\":\"p1\",\"rating\":4,"
		     "\"extendedProperties\":{\"a\":[{\"b\":[]},\"]},{\"]}}]"),
		NULL);
	expect_text(import_fixture_good(f)->extended_properties, "{\"a\":[{\"b\":[]},\"]},{\"]}");
	import_fixture_done(f);
	for (int i = 0; i < 50000; i++)
		buffer_add_char(&deep, '[');
	import_fixture_open(f, IMPORT_JSON, buffer_text(&deep), NULL);
	assert_string_equal(import_fixture_bad(f, 1)->errors[0].code, "MalformedJson");
	import_fixture_done(f);
}

static void lines(void **state)
{
	struct import_fixture *f = *state;

	import_fixture_open(f, IMPORT_NDJSON,
		TEXT("\xef\xbb\xbf\n" ITEM("e1") "\r\n\r\n  \t\n" ITEM("e2") "\n\n" ITEM("e3")),
		NULL);
	for (size_t i = 1; i <= 3; i++) {
		expect_bytes(
			import_fixture_good(f)->external_id, arena_printf(f->arena, "e%zu", i));
		assert_int_equal(f->item.row, i);
	}
	import_fixture_done(f);
	import_fixture_open(f, IMPORT_NDJSON, TEXT(""), NULL);
	import_fixture_done(f);
}

static void a_bad_line_is_one_bad_item(void **state)
{
	static const char *const bad[] = {"{", ITEM("e1") ITEM("e2"), "x", "{\"a\":1,\"a\":2}",
		"{\"title\":\"\xff\"}", "{\"title\":\"\\u0000\"}", "{\"title\":\"\\ud800\"}"};
	struct import_fixture *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		import_fixture_open(f, IMPORT_NDJSON,
			arena_printf(f->arena, ITEM("e1") "\n%s\n[]\n" ITEM("e4"), bad[i]), NULL);
		import_fixture_good(f);
		assert_string_equal(import_fixture_bad(f, 1)->errors[0].code, "MalformedJson");
		expect_contains(f->item.fault.errors[0].message, "This line is not JSON: ");
		assert_string_equal(import_fixture_bad(f, 1)->errors[0].code, "InvalidItem");
		expect_text(import_fixture_good(f)->external_id, "e4");
		import_fixture_done(f);
	}
}

static void control_characters_are_named_by_field(void **state)
{
	struct import_fixture *f = *state;
	const struct fault *fault;

	import_fixture_open(f, IMPORT_JSON,
		TEXT("[{\"externalId\":\"\\u0007\",\"productId\":\"p1\",\"rating\":\"no\","
		     "\"title\":\"ab\\u007f\"}," ITEM("e2") "]"),
		NULL);
	fault = import_fixture_bad(f, 3);
	expect_error(fault, 0, "externalId", "ControlCharacter",
		"externalId has a control character at byte 0; only tab and line breaks are "
		"allowed.");
	assert_string_equal(fault->errors[1].code, "InvalidField");
	expect_error(fault, 2, "title", "ControlCharacter",
		"title has a control character at byte 2; only tab and line breaks are allowed.");
	import_fixture_good(f);
	import_fixture_done(f);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, import_fixture_start, import_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(columns_match_by_name),
		TEST(columns_can_be_mapped),
		TEST(a_mapping_wins_over_a_name),
		TEST(all_faults_of_the_columns_come_at_once),
		TEST(columns_are_for_csv),
		TEST(ignored_columns_are_listed),
		TEST(ignored_members_are_listed_once),
		TEST(fields_of_the_server_are_not_read),
		TEST(an_email_is_hashed),
		TEST(arrays),
		TEST(bad_items_of_an_array_are_one_each),
		TEST(broken_elements_are_one_bad_item),
		TEST(a_broken_array_ends),
		TEST(a_document_that_is_no_array),
		TEST(nested_members),
		TEST(lines),
		TEST(a_bad_line_is_one_bad_item),
		TEST(control_characters_are_named_by_field),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
