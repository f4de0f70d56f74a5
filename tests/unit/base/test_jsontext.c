#include "base/jsontext.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/jsonread.h"
#include "support/expect.h"
#include "support/scratch.h"

static void blanks_are_removed(void **state)
{
	static const struct {
		const char *given, *expected;
	} cases[] = {
		{"{}", "{}"},
		{" { \"a b\" : [ 1.50 ,\r\n\t-0.0 ] } ", "{\"a b\":[1.50,-0.0]}"},
		{"{\"a\\\" \":\" \\\\ \" }", "{\"a\\\" \":\" \\\\ \"}"},
		{"\"\\\\\" : 1", "\"\\\\\":1"},
		{"", ""},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_text(
			jsontext_compact(s->arena, text_from(cases[i].given)), cases[i].expected);
}

static void elements_are_measured(void **state)
{
	static const struct {
		const char *given;
		size_t length;
	} cases[] = {
		{"1,2", 1},
		{"\"a,b\",2", 5},
		{"\"a\\\",b\":2", 7},
		{"[1,[2,3]],4", 9},
		{"{\"a\":1,\"b\":{}}]", 14},
		{"12}", 2},
		{"12", 2},
		{"", 0},
		{"\"open, ", 7},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(jsontext_measure(text_from(cases[i].given)), cases[i].length);
}

static void values_are_cut_in_order(void **state)
{
	struct text members = TEXT(" {\"a\" : 1 , \"b:,\\\"\":\"x,}\",\"c\":{\"d\":[1,2]} }");

	(void)state;
	expect_text(text_trim(jsontext_cut_value(&members)), "1");
	expect_text(jsontext_cut_value(&members), "\"x,}\"");
	expect_text(text_trim(jsontext_cut_value(&members)), "{\"d\":[1,2]}");
	members = TEXT_NONE;
	expect_text(jsontext_cut_value(&members), NULL);
}

struct record {
	struct text object;
	int64_t number;
};

static const struct field_rule rules[] = {
	{.name = "object",
		.kind = FIELD_OBJECT,
		.offset = offsetof(struct record, object),
		.max = 1000},
	{.name = "number",
		.kind = FIELD_INTEGER,
		.offset = offsetof(struct record, number),
		.max = 1000},
};

static const struct field_table table = FIELD_TABLE(rules);

/* Even after members with escaped names. */
static void objects_keep_their_source_text(void **state)
{
	static const struct text documents[] = {
		TEXT_INIT("{\"object\": {\"x\": 0.1, \"y\": 1.50E+3, \"z\": \"\\u00e4\"}}"),
		TEXT_INIT("{\"more\":[{\"object\":{}},\"}\"],\"number\":5,"
			  "\"object\":{\"x\":0.1,\"y\":1.50E+3,\"z\":\"\\u00e4\"},\"z\":null}"),
		TEXT_INIT(
			"\n{ \"n\\u0075mber\" : 5 , \"obj\\u0065ct\" :\t{ \"x\" :0.1,\"y\":1.50E+3 "
			",\"z\":\"\\u00e4\" } }"),
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		struct field_reader reader = {
			.fault = &s->fault, .written = documents[i], .skip_unknown = true};
		struct record record = {0};

		jsonread_record(
			&reader, &table, jsonread_parse(s->arena, documents[i], NULL), &record);
		assert_int_equal(s->fault.status, STATUS_OK);
		expect_text(record.object, "{\"x\":0.1,\"y\":1.50E+3,\"z\":\"\\u00e4\"}");
	}
}

static void an_object_in_a_cell_keeps_its_source_text(void **state)
{
	struct scratch *s = *state;
	struct field_reader reader = {.fault = &s->fault};
	struct record record = {0};

	assert_true(jsonread_object_field(&reader, &rules[0], TEXT(" {\"x\" : 0.10}"), &record));
	expect_text(record.object, "{\"x\":0.10}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(blanks_are_removed),
		SCRATCH_TEST(elements_are_measured),
		SCRATCH_TEST(values_are_cut_in_order),
		SCRATCH_TEST(objects_keep_their_source_text),
		SCRATCH_TEST(an_object_in_a_cell_keeps_its_source_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
