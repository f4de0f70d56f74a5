#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "support/expect.h"
#include "support/import_fixture.h"

#define HEADER "externalId,productId,rating,title,reviewText\r\n"
#define MALFORMED                                                                                  \
	"This row has an unclosed quote, text after a closing quote, or too many cells; the rest " \
	"of the document was not read."

static void open_rows(struct import_fixture *f, const char *rows)
{
	import_fixture_open(f, IMPORT_CSV, arena_printf(f->arena, HEADER "%s", rows), NULL);
}

static void texts_are(struct import_fixture *f, const char *title, const char *review_text)
{
	const struct review *review = import_fixture_good(f);

	expect_text(review->title, title);
	expect_text(review->review_text, review_text);
}

static void a_row_is_a_review(void **state)
{
	struct import_fixture *f = *state;
	const struct review *review;

	open_rows(f, "e1,p1,4,Good,Fits.\r\n");
	review = import_fixture_good(f);
	assert_int_equal(f->item.row, 1);
	expect_text(review->source, "shop");
	expect_text(review->external_id, "e1");
	expect_text(review->product_id, "p1");
	assert_int_equal(review->rating, 4);
	expect_text(review->title, "Good");
	expect_text(review->review_text, "Fits.");
	expect_text(review->sku, NULL);
	assert_true(review->is_published);
	assert_true(review->lacks_submitted_at);
	assert_int_equal(review->submitted_at_ms, IMPORT_FIXTURE_NOW_MS);
	import_fixture_done(f);
}

/* RFC 4180 §2. */
static void cells(void **state)
{
	static const struct {
		const char *cell, *text;
	} cases[] = {
		{"plain", "plain"},
		{"", NULL},
		{"\"\"", NULL},
		{"\"a, b\"", "a, b"},
		{"\"say \"\"hi\"\"\"", "say \"hi\""},
		{"\"\"\"\"", "\""},
		{"\"a\nb\"", "a\nb"},
		{"\"a\r\nb\"", "a\r\nb"},
		{"\"\r\n\"", "\r\n"},
		{" a ", " a "},
		{"\t", "\t"},
		{"\" a \"", " a "},
		{"a;b|c'd", "a;b|c'd"},
		{"\\n", "\\n"},
		{"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
	};
	struct import_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		open_rows(f,
			arena_printf(f->arena, "e1,p1,4,%s,end\r\ne2,p1,4,%s,\n", cases[i].cell,
				cases[i].cell)
				.data);
		texts_are(f, cases[i].text, "end");
		texts_are(f, cases[i].text, NULL);
		import_fixture_done(f);
	}
}

static void ends_of_lines(void **state)
{
	static const char *const rows[] = {
		"e1,p1,4,a,b\r\ne2,p1,4,c,d\r\n",
		"e1,p1,4,a,b\ne2,p1,4,c,d\n",
		"e1,p1,4,a,b\r\ne2,p1,4,c,d",
		"e1,p1,4,a,b\ne2,p1,4,c,\"d\"",
		"\r\n\n\ne1,p1,4,a,b\n\r\n\ne2,p1,4,c,d\n\n\r\n",
		"e1,p1,4,a,b\re2,p1,4,c,d\r",
	};
	struct import_fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		open_rows(f, rows[i]);
		texts_are(f, "a", "b");
		texts_are(f, "c", "d");
		assert_int_equal(f->item.row, 2);
		import_fixture_done(f);
	}
}

static void a_byte_order_mark_is_no_part_of_a_name(void **state)
{
	struct import_fixture *f = *state;

	import_fixture_open(f, IMPORT_CSV, TEXT("\xef\xbb\xbf" HEADER "e1,p1,4,a,b"), NULL);
	texts_are(f, "a", "b");
	import_fixture_open(
		f, IMPORT_CSV, TEXT("\xef\xbb\xbf\"externalId\",productId,rating\ne1,p1,4"), NULL);
	import_fixture_good(f);
	import_fixture_done(f);
}

static void a_header_alone_has_no_items(void **state)
{
	struct import_fixture *f = *state;

	open_rows(f, "");
	import_fixture_done(f);
	import_fixture_open(f, IMPORT_CSV, TEXT("rating,productId,externalId"), NULL);
	import_fixture_done(f);
}

static void a_header_there_must_be(void **state)
{
	static const char *const documents[] = {
		"\n", "\r\n\r\n", "\"externalId", "\"externalId\"x,productId\n"};
	struct import_fixture *f = *state;

	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		import_fixture_refuse(f, IMPORT_CSV, text_from(documents[i]), NULL);
		assert_int_equal(f->fault.error_count, 1);
		expect_error(&f->fault, 0, "body", "MalformedCsv",
			"The document needs a CSV header line of 1 to 1024 columns; see RFC 4180.");
	}
}

static void what_is_no_csv_is_named(void **state)
{
	static const struct {
		const char *document, *message;
	} cases[] = {
		{"", "The document is empty; it needs a line with the names of the columns."},
		{"\xef\xbb\xbf",
			"The document is empty; it needs a line with the names of the columns."},
		{"externalId;productId;rating\ne1;p;5\n",
			"The columns are separated by semicolons; separate them by commas."},
		{"externalId\tproductId\trating\ne1\tp\t5\n",
			"The columns are separated by tabs; separate them by commas."},
		{"externalId|productId|rating",
			"The columns are separated by vertical bars; separate them by commas."},
	};
	struct import_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		import_fixture_refuse(
			f, IMPORT_CSV, text_from(cases[i].document), "productId=Item;rating=Stars");
		assert_int_equal(f->fault.error_count, 1);
		expect_error(&f->fault, 0, "body", "MalformedCsv", cases[i].message);
	}
}

static void utf16_is_refused_by_name(void **state)
{
	struct import_fixture *f = *state;

	for (int format = IMPORT_CSV; format <= IMPORT_NDJSON; format++) {
		import_fixture_refuse(f, (enum import_format)format,
			TEXT("\xff\xfe"
			     "e\0x\0"),
			NULL);
		expect_error(&f->fault, 0, "body", "NotUtf8",
			"The document is UTF-16; save it as UTF-8.");
		import_fixture_refuse(f, (enum import_format)format,
			TEXT("\xfe\xff"
			     "\0e\0x"),
			NULL);
		expect_error(&f->fault, 0, "body", "NotUtf8",
			"The document is UTF-16; save it as UTF-8.");
	}
}

static void a_row_has_as_many_cells_as_the_header(void **state)
{
	struct import_fixture *f = *state;

	open_rows(f, "e1,p1,4,a\ne2,p1,4,a,b,c\n\"\"\ne4,p1,4,a,b\n");
	expect_error(import_fixture_bad(f, 1), 0, "", "WrongColumnCount",
		"The row has 4 cells, the header 5; quote cells that contain commas.");
	expect_error(import_fixture_bad(f, 1), 0, "", "WrongColumnCount",
		"The row has 6 cells, the header 5; quote cells that contain commas.");
	expect_error(import_fixture_bad(f, 1), 0, "", "WrongColumnCount",
		"The row has 1 cells, the header 5; quote cells that contain commas.");
	texts_are(f, "a", "b");
	assert_int_equal(f->item.row, 4);
	import_fixture_done(f);
}

static void what_cannot_be_read_ends_with_one_item(void **state)
{
	static const char *const rows[] = {
		"e1,p1,4,a,b\ne2,p1,4,\"c,d\ne3,p1,4,e,f\n",
		"e1,p1,4,a,b\ne2,p1,4,\"c\"d,e\ne3,p1,4,e,f\n",
		"e1,p1,4,a,b\ne2,p1,4,c\"d,e\ne3,p1,4,e,f\n",
		"e1,p1,4,a,b\ne2,p1,4,c,\"",
	};
	struct import_fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		open_rows(f, rows[i]);
		texts_are(f, "a", "b");
		expect_error(import_fixture_bad(f, 1), 0, "", "MalformedCsv", MALFORMED);
		assert_int_equal(f->item.row, 2);
		import_fixture_done(f);
	}
}

static struct text repeat(struct import_fixture *f, const char *piece, size_t count)
{
	struct buffer out = buffer_make(f->arena, 1024 * 1024);

	for (size_t i = 0; i < count; i++)
		buffer_add(&out, text_from(piece));
	assert_false(out.full);
	return buffer_text(&out);
}

static void columns_have_a_bound(void **state)
{
	struct import_fixture *f = *state;
	struct text most = repeat(f, ",", 1024 - 3);
	struct text header = arena_printf(f->arena, "externalId,productId,rating%s", most.data),
		    row = arena_printf(f->arena, "e1,p1,4%s", most.data);

	import_fixture_open(f, IMPORT_CSV,
		arena_printf(
			f->arena, "%s\n%s\n%s,\n%s\n", header.data, row.data, row.data, row.data),
		NULL);
	import_fixture_good(f);
	expect_error(import_fixture_bad(f, 1), 0, "", "MalformedCsv", MALFORMED);
	import_fixture_done(f);
	import_fixture_refuse(
		f, IMPORT_CSV, arena_printf(f->arena, "%s,\n%s\n", header.data, row.data), NULL);
	assert_string_equal(f->fault.errors[0].code, "MalformedCsv");
}

/* Rows of every length up to and over a piece of the document, so that each kind of byte comes to
 * lie at a piece's end. */
static void rows_cross_the_ends_of_pieces(void **state)
{
	struct import_fixture *f = *state;
	struct buffer out = buffer_make(f->arena, 4 * 1024 * 1024);

	buffer_add(&out, TEXT(HEADER));
	for (int i = 1; i <= 300; i++)
		buffer_printf(&out, "e%d,p1,4,\xc3\xa4,\"%0*d\"\"\r\n,\"\r\n", i, 3900 + i, i);
	import_fixture_open(f, IMPORT_CSV, buffer_text(&out), NULL);
	for (int i = 1; i <= 300; i++) {
		const struct review *review = import_fixture_good(f);

		expect_bytes(review->external_id, arena_printf(f->arena, "e%d", i));
		expect_text(review->title, "\xc3\xa4");
		expect_bytes(
			review->review_text, arena_printf(f->arena, "%0*d\"\r\n,", 3900 + i, i));
	}
	import_fixture_done(f);
}

static void long_cells(void **state)
{
	struct import_fixture *f = *state;
	struct text longest = repeat(f, "\xc3\xa4\"\",", 20000 / 3 + 1);
	struct text letters = repeat(f, "\xc3\xa4", 20000);

	open_rows(f,
		arena_printf(f->arena,
			"e1,p1,4,a,%s\ne2,p1,4,b,\"%s\"\ne3,p1,4,c,%s\xc3\xa4\ne4,p1,4,d,e",
			letters.data, longest.data, letters.data)
			.data);
	expect_bytes(import_fixture_good(f)->review_text, letters);
	expect_error(import_fixture_bad(f, 1), 0, "reviewText", "InvalidField",
		"reviewText must be a text of 0 to 20000 characters.");
	expect_error(import_fixture_bad(f, 1), 0, "reviewText", "InvalidField",
		"reviewText must be a text of 0 to 20000 characters.");
	texts_are(f, "d", "e");
	import_fixture_done(f);
}

static void flaws_are_named_by_field(void **state)
{
	struct import_fixture *f = *state;
	const struct fault *fault;

	import_fixture_open(f, IMPORT_CSV,
		TEXT(HEADER "e1,p1,4,a\xff,b\x01\ne2,p1,4,\"a\x00\",b\ne3,p1,4,\xed\xa0\x80,b\n"
			    "e4,p1,4,a\x7f,\xc3\n"),
		NULL);
	fault = import_fixture_bad(f, 2);
	expect_error(fault, 0, "title", "NotUtf8",
		"title is not valid UTF-8 at byte 1; send the text as UTF-8.");
	expect_error(fault, 1, "reviewText", "ControlCharacter",
		"reviewText has a control character at byte 1; only tab and line breaks are "
		"allowed.");
	assert_string_equal(import_fixture_bad(f, 1)->errors[0].code, "ControlCharacter");
	assert_string_equal(import_fixture_bad(f, 1)->errors[0].code, "NotUtf8");
	fault = import_fixture_bad(f, 2);
	assert_string_equal(fault->errors[0].code, "ControlCharacter");
	assert_string_equal(fault->errors[1].code, "NotUtf8");
	import_fixture_done(f);
}

static void all_faults_of_a_row_come_at_once(void **state)
{
	struct import_fixture *f = *state;
	const struct fault *fault;

	import_fixture_open(f, IMPORT_CSV,
		TEXT("externalId,productId,rating,title,isPublished,submittedDateTime,"
		     "extendedProperties\n,p1,9,a,perhaps,2100-01-01,[]\n"),
		NULL);
	fault = import_fixture_bad(f, 5);
	expect_error(
		fault, 0, "rating", "InvalidField", "rating must be a whole number from 1 to 5.");
	expect_error(fault, 1, "isPublished", "InvalidField", "isPublished must be true or false.");
	expect_error(fault, 2, "extendedProperties", "InvalidField",
		"extendedProperties must be a JSON object of at most 16384 bytes.");
	expect_error(fault, 3, "externalId", "MissingField", "The field externalId is required.");
	expect_error(fault, 4, "submittedDateTime", "InvalidField",
		"submittedDateTime must not be in the future.");
	import_fixture_done(f);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, import_fixture_start, import_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(a_row_is_a_review),
		TEST(cells),
		TEST(ends_of_lines),
		TEST(a_byte_order_mark_is_no_part_of_a_name),
		TEST(a_header_alone_has_no_items),
		TEST(a_header_there_must_be),
		TEST(what_is_no_csv_is_named),
		TEST(utf16_is_refused_by_name),
		TEST(a_row_has_as_many_cells_as_the_header),
		TEST(what_cannot_be_read_ends_with_one_item),
		TEST(columns_have_a_bound),
		TEST(rows_cross_the_ends_of_pieces),
		TEST(long_cells),
		TEST(flaws_are_named_by_field),
		TEST(all_faults_of_a_row_come_at_once),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
