#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/jsonread.h"
#include "support/expect.h"
#include "support/import_fixture.h"

#define HEADER "externalId,productId,rating,title\n"
#define GOOD_ROW "e1,p1,4,Good\n"
#define GOOD_ITEM "{\"externalId\":\"e1\",\"productId\":\"p1\",\"rating\":4,\"title\":\"Good\"}"

/* Of what is made of one item, whatever it is. */
#define ITEM_ARENA_BYTES_MAX ((size_t)64 * 1024)

static struct buffer document;

static void begin(struct import_fixture *f, const char *start)
{
	document = buffer_make(f->arena, (size_t)64 * 1024 * 1024);
	buffer_add(&document, text_from(start));
}

static void add(const char *piece, size_t times)
{
	for (size_t i = 0; i < times; i++)
		buffer_add(&document, text_from(piece));
}

/* One item that is too large and one that is good behind it. */
static void expect_one_of_two(struct import_fixture *f, enum import_format format, const char *what)
{
	struct arena *arena = arena_new();
	const struct fault *fault;

	import_fixture_open(f, format, buffer_text(&document), NULL);
	assert_true(import_next(f->import, arena, &f->item));
	assert_true(arena_bytes(arena) < ITEM_ARENA_BYTES_MAX);
	fault = &f->item.fault;
	assert_int_equal(fault->error_count, 1);
	expect_error(fault, 0, "", "ItemTooLarge",
		arena_printf(f->arena,
			"This %s is larger than 1024 KiB or has too many values; make it smaller.",
			what)
			.data);
	arena_free(arena);
	expect_text(import_fixture_good(f)->title, "Good");
	assert_int_equal(f->item.row, 2);
	import_fixture_done(f);
}

static void an_element_has_a_bound(void **state)
{
	static const struct {
		const char *start, *piece;
		size_t times;
		const char *end;
	} cases[] = {
		{"[{\"title\":\"", "xxxxxxxxxxxxxxxx", 70000, "\"}"},
		{"[{\"title\":\"", "\\\"[\\\"[\\\"[\\\"[", 100000, "\"}"},
		{"[{\"a\":[", "{},", 200000, "{}]}"},
		{"[{\"a\":[", "[],", 200000, "[]]}"},
		{"[{\"a\":[", "1,", 600000, "1]}"},
		{"[", "1234567890", 110000, ""},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin(*state, cases[i].start);
		add(cases[i].piece, cases[i].times);
		add(cases[i].end, 1);
		add("," GOOD_ITEM "]", 1);
		expect_one_of_two(*state, IMPORT_JSON, "element");
	}
}

static void blanks_belong_to_no_element(void **state)
{
	struct import_fixture *f = *state;

	begin(f, "[");
	add("          ", 110000);
	add(GOOD_ITEM, 1);
	add("          ", 110000);
	add("," GOOD_ITEM "]", 1);
	import_fixture_open(f, IMPORT_JSON, buffer_text(&document), NULL);
	import_fixture_good(f);
	import_fixture_good(f);
	import_fixture_done(f);
}

static void a_line_has_a_bound(void **state)
{
	begin(*state, "{\"title\":\"");
	add("xxxxxxxxxxxxxxxx", 70000);
	add("\"}\n" GOOD_ITEM, 1);
	expect_one_of_two(*state, IMPORT_NDJSON, "line");
	begin(*state, "{\"a\":[");
	add("{},", 200000);
	add("{}]}\n" GOOD_ITEM, 1);
	expect_one_of_two(*state, IMPORT_NDJSON, "line");
}

static void a_row_has_a_bound(void **state)
{
	static const struct {
		const char *start, *piece;
		size_t times;
		const char *end;
	} cases[] = {
		{"e1,p1,4,", "xxxxxxxxxxxxxxxx", 80000, "\n"},
		{"e1,p1,4,\"", "xxxxxxx,\n,xxxxxx", 80000, "\"\n"},
		{"e1,p1,4,\"", "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"", 140000, "\"\n"},
		{"e1,p1,4,\"", "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"", 140001, "\"\n"},
		{"\"", "xxxxxxxxxxxxxxxx", 80000, "\",p1,4,x\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin(*state, HEADER);
		add(cases[i].start, 1);
		add(cases[i].piece, cases[i].times);
		add(cases[i].end, 1);
		add(GOOD_ROW, 1);
		expect_one_of_two(*state, IMPORT_CSV, "row");
	}
}

static void all_cells_of_a_row_count(void **state)
{
	begin(*state, HEADER);
	for (int i = 0; i < 1000; i++) {
		add("xxxxxxxxxxxxxxxx", 80);
		add(i < 999 ? "," : "\n", 1);
	}
	add(GOOD_ROW, 1);
	expect_one_of_two(*state, IMPORT_CSV, "row");
}

static void a_row_within_the_bound_is_read(void **state)
{
	struct import_fixture *f = *state;

	begin(f, HEADER "e1,p1,4,");
	add("xxxxxxxxxxxxxxxx", 65000);
	add("\n" GOOD_ROW, 1);
	import_fixture_open(f, IMPORT_CSV, buffer_text(&document), NULL);
	assert_string_equal(import_fixture_bad(f, 1)->errors[0].code, "InvalidField");
	import_fixture_good(f);
	import_fixture_done(f);
}

static void a_header_has_a_bound(void **state)
{
	struct import_fixture *f = *state;

	begin(f, "externalId,productId,rating,");
	add("xxxxxxxxxxxxxxxx", 70000);
	add("\n" GOOD_ROW, 1);
	import_fixture_refuse(f, IMPORT_CSV, buffer_text(&document), NULL);
	assert_string_equal(f->fault.errors[0].code, "MalformedCsv");
}

/* Objects within a cell take no more than their text. */
static void an_object_in_a_cell_has_a_bound(void **state)
{
	struct import_fixture *f = *state;
	struct arena *arena = arena_new();

	begin(f, "externalId,productId,rating,extendedProperties\ne1,p1,4,\"{\"\"a\"\":[");
	add("{},", 5000);
	add("{}]}\"\n", 1);
	import_fixture_open(f, IMPORT_CSV, buffer_text(&document), NULL);
	assert_true(import_next(f->import, arena, &f->item));
	assert_int_equal(f->item.fault.error_count, 0);
	assert_true(arena_bytes(arena) < ITEM_ARENA_BYTES_MAX);
	arena_free(arena);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, import_fixture_start, import_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(an_element_has_a_bound),
		TEST(blanks_belong_to_no_element),
		TEST(a_line_has_a_bound),
		TEST(a_row_has_a_bound),
		TEST(all_cells_of_a_row_count),
		TEST(a_row_within_the_bound_is_read),
		TEST(a_header_has_a_bound),
		TEST(an_object_in_a_cell_has_a_bound),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
