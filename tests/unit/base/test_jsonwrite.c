#include "base/jsonwrite.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/jsonread.h"
#include "support/arena_fixture.h"
#include "support/expect.h"

static struct text finished(const struct jsonwrite *out)
{
	struct fault fault = fault_make(out->buffer.arena);
	struct text document;

	assert_int_equal(jsonwrite_finish(out, &document, &fault), STATUS_OK);
	return document;
}

static void a_document(void **state)
{
	static const struct field_name names[] = {{"one", 1}, {"two", 2}, {"four", 4}, {NULL, 0}};
	struct jsonwrite out = jsonwrite_make(*state, 1000);

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "a", TEXT("b"));
	jsonwrite_text(&out, "absent", TEXT_NONE);
	jsonwrite_text(&out, "empty", TEXT(""));
	jsonwrite_int(&out, "n", INT64_MIN);
	jsonwrite_open_member(&out, "list", '[');
	jsonwrite_open(&out, '{');
	jsonwrite_close(&out, '}');
	jsonwrite_open(&out, '[');
	jsonwrite_int(&out, NULL, INT64_MAX);
	jsonwrite_bool(&out, NULL, false);
	jsonwrite_close(&out, ']');
	jsonwrite_close(&out, ']');
	jsonwrite_bool(&out, "yes", true);
	jsonwrite_raw(&out, "raw", TEXT("{\"x\":[1]}"));
	jsonwrite_raw(&out, "none", TEXT_NONE);
	jsonwrite_time(&out, "at", 1551729130044);
	jsonwrite_names(&out, "names", 5, names);
	jsonwrite_names(&out, "nothing", 8, names);
	jsonwrite_name(&out, "inside");
	jsonwrite_open(&out, '{');
	jsonwrite_close(&out, '}');
	jsonwrite_name(&out, "last");
	jsonwrite_int(&out, NULL, 1);
	jsonwrite_close(&out, '}');
	expect_text(finished(&out),
		"{\"a\":\"b\",\"empty\":\"\",\"n\":-9223372036854775808,"
		"\"list\":[{},[9223372036854775807,false]],\"yes\":true,\"raw\":{\"x\":[1]},"
		"\"at\":\"2019-03-04T19:52:10.044Z\",\"names\":[\"one\",\"four\"],"
		"\"nothing\":[],\"inside\":{},\"last\":1}");
}

static struct text written(struct arena *arena, struct text value)
{
	struct jsonwrite out = jsonwrite_make(arena, 10000);

	jsonwrite_text(&out, NULL, value);
	return finished(&out);
}

static void escapes(void **state)
{
	expect_text(written(*state, TEXT("\"\\/")), "\"\\\"\\\\/\"");
	expect_text(written(*state, TEXT("\b\f\n\r\t")), "\"\\b\\f\\n\\r\\t\"");
	expect_text(written(*state, TEXT("a\0b")), "\"a\\u0000b\"");
	expect_text(written(*state, TEXT("\x01\x1f\x7f")), "\"\\u0001\\u001f\\u007f\"");
	expect_text(
		written(*state, TEXT("\xc3\xa4\xf0\x9f\x98\x80")), "\"\xc3\xa4\xf0\x9f\x98\x80\"");
}

static void names_are_escaped(void **state)
{
	struct jsonwrite out = jsonwrite_make(*state, 100);

	jsonwrite_open(&out, '{');
	jsonwrite_int(&out, "a\"\n", 1);
	jsonwrite_close(&out, '}');
	expect_text(finished(&out), "{\"a\\\"\\n\":1}");
}

/* jansson rejects U+0000 and reads every other character back. */
static void every_byte_round_trips(void **state)
{
	char bytes[0x7f];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i + 1);
	expect_bytes(jsonread_text(jsonread_parse(
			     *state, written(*state, (struct text){bytes, sizeof(bytes)}), NULL)),
		((struct text){bytes, sizeof(bytes)}));
}

static void decimals(void **state)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
		{0, "0"},
		{4, "4"},
		{10, "10"},
		{100.5, "100.5"},
		{4.25, "4.25"},
		{3.6667, "3.6667"},
		{11.0 / 3, "3.6667"},
		{-1.5, "-1.5"},
		{1e15, "1000000000000000"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct jsonwrite out = jsonwrite_make(*state, 100);

		jsonwrite_decimal(&out, NULL, cases[i].value);
		expect_text(finished(&out), cases[i].text);
	}
}

static void each_line_is_a_separate_document(void **state)
{
	struct jsonwrite out = jsonwrite_make(*state, 12);

	for (int i = 0; i < 3; i++) {
		jsonwrite_open(&out, '{');
		jsonwrite_close(&out, '}');
		jsonwrite_end_line(&out);
	}
	assert_int_equal(jsonwrite_length(&out), 9);
	expect_text(finished(&out), "{}\n{}\n{}\n");
}

/* With every limit that is too small there is a fault and no document. */
static void a_document_beyond_its_limit_is_not_returned(void **state)
{
	for (size_t bound = 0; bound <= 17; bound++) {
		struct jsonwrite out = jsonwrite_make(*state, bound);
		struct fault fault = fault_make(*state);
		struct text document = TEXT("?");
		enum status status;

		jsonwrite_open(&out, '{');
		jsonwrite_text(&out, "name", TEXT("value"));
		jsonwrite_close(&out, '}');
		status = jsonwrite_finish(&out, &document, &fault);
		assert_int_equal(status, bound < 16 ? STATUS_INTERNAL : STATUS_OK);
		expect_text(document, bound < 16 ? NULL : "{\"name\":\"value\"}");
		if (bound < 16)
			expect_fault(&fault, STATUS_INTERNAL, "DocumentTooLarge");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(a_document),
		ARENA_FIXTURE_TEST(escapes),
		ARENA_FIXTURE_TEST(names_are_escaped),
		ARENA_FIXTURE_TEST(every_byte_round_trips),
		ARENA_FIXTURE_TEST(decimals),
		ARENA_FIXTURE_TEST(each_line_is_a_separate_document),
		ARENA_FIXTURE_TEST(a_document_beyond_its_limit_is_not_returned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
