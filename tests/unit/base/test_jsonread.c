#include "base/jsonread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/jsonread_stream.h"
#include "support/arena_fixture.h"
#include "support/expect.h"

static void types(void **state)
{
	static const struct {
		const char *json;
		enum jsonread_type type;
	} cases[] = {
		{"null", JSONREAD_NULL},
		{" true ", JSONREAD_BOOLEAN},
		{"false", JSONREAD_BOOLEAN},
		{"-7", JSONREAD_INTEGER},
		{"7.0", JSONREAD_REAL},
		{"7e0", JSONREAD_REAL},
		{"\"\"", JSONREAD_STRING},
		{"[]", JSONREAD_ARRAY},
		{"{}\n", JSONREAD_OBJECT},
		{"", JSONREAD_ABSENT},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
			jsonread_type(jsonread_parse(*state, text_from(cases[i].json), NULL)),
			cases[i].type);
	assert_int_equal(jsonread_type(NULL), JSONREAD_ABSENT);
}

static void values(void **state)
{
	const struct jsonread_node *root = jsonread_parse(*state,
		TEXT("{\"s\":\"\\u00e4\\n\",\"i\":9007199254740993,\"r\":2.5,\"a\":[1,\"two\"]}"),
		NULL);
	const struct jsonread_node *array = jsonread_member(root, "a");
	double number = 0;

	expect_text(jsonread_member_text(root, "s"), "\xc3\xa4\n");
	expect_text(jsonread_member_text(root, "i"), NULL);
	expect_text(jsonread_member_text(root, "S"), NULL);
	assert_true(jsonread_number(jsonread_member(root, "r"), &number));
	assert_true(number == 2.5);
	assert_true(jsonread_number(jsonread_member(root, "i"), &number));
	assert_true(number == 9007199254740992.0);
	assert_false(jsonread_number(jsonread_member(root, "s"), &number));
	assert_int_equal(jsonread_count(array), 2);
	expect_text(jsonread_text(jsonread_element(array, 1)), "two");
	assert_null(jsonread_element(array, 2));
}

static void absent_nodes_have_nothing(void **state)
{
	double number;

	(void)state;
	assert_null(jsonread_member(NULL, "a"));
	assert_null(jsonread_element(NULL, 0));
	assert_int_equal(jsonread_count(NULL), 0);
	expect_text(jsonread_text(NULL), NULL);
	expect_text(jsonread_member_text(NULL, "a"), NULL);
	assert_false(jsonread_number(NULL, &number));
	assert_false(jsonread_has_case_variant(NULL, &TEXT("a"), 1));
}

static void malformed_documents(void **state)
{
	static const struct text cases[] = {TEXT_INIT(""), TEXT_INIT(" "), TEXT_INIT("{"),
		TEXT_INIT("[1,]"), TEXT_INIT("{\"a\":1,}"), TEXT_INIT("{a:1}"), TEXT_INIT("'a'"),
		TEXT_INIT("01"), TEXT_INIT("+1"), TEXT_INIT("1."), TEXT_INIT("NaN"),
		TEXT_INIT("1e999"), TEXT_INIT("99999999999999999999"), TEXT_INIT("\"\\x\""),
		TEXT_INIT("\"a\nb\""), TEXT_INIT("\"\\u0000\""), TEXT_INIT("{\"\\u0000\":1}"),
		TEXT_INIT("\"\\ud800\""), TEXT_INIT("\"\xff\""), TEXT_INIT("\"\xc0\xaf\""),
		TEXT_INIT("\xef\xbb\xbf{}"), TEXT_INIT("{} {}"), TEXT_INIT("[]x"),
		TEXT_INIT("{}\0"), TEXT_INIT("// c\n{}")};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct jsonread_flaw flaw = {0};

		if (jsonread_parse(*state, cases[i], &flaw) != NULL)
			fail_msg("case %zu is taken", i);
		assert_true(flaw.why.length > 0);
		assert_false(flaw.is_duplicate);
		assert_null(jsonread_parse(*state, cases[i], NULL));
	}
}

static void a_flaw_has_its_position(void **state)
{
	struct jsonread_flaw flaw = {0};

	assert_null(jsonread_parse(*state, TEXT("{\n  \"a\": x}"), &flaw));
	expect_contains(flaw.why, "(line 2, column 8)");
}

static void duplicates(void **state)
{
	static const struct text cases[] = {TEXT_INIT("{\"a\":1,\"a\":1}"),
		TEXT_INIT("{\"a\":1,\"\\u0061\":2}"), TEXT_INIT("[{\"b\":{\"a\":1,\"a\":null}}]")};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct jsonread_flaw flaw = {0};

		assert_null(jsonread_parse(*state, cases[i], &flaw));
		assert_true(flaw.is_duplicate);
		assert_true(text_is_set(flaw.why));
	}
	assert_non_null(jsonread_parse(*state, TEXT("{\"a\":{\"b\":1},\"b\":2,\"A\":3}"), NULL));
}

/* Returns `depth` nested arrays. */
static struct text nested(struct arena *arena, size_t depth)
{
	char *json = arena_alloc(arena, 2 * depth);

	memset(json, '[', depth);
	memset(json + depth, ']', depth);
	return (struct text){json, 2 * depth};
}

static void nesting_is_bounded(void **state)
{
	assert_non_null(jsonread_parse(*state, nested(*state, 2048), NULL));
	assert_null(jsonread_parse(*state, nested(*state, 2049), NULL));
	assert_null(jsonread_parse(*state, nested(*state, 1000000), NULL));
}

static void case_variants(void **state)
{
	static const struct text names[] = {TEXT_INIT("tid"), TEXT_INIT("aud"), TEXT_INIT("t")};
	static const struct {
		struct text json;
		bool variant;
	} cases[] = {
		{TEXT_INIT("{\"tid\":1}"), false},
		{TEXT_INIT("{\"TID\":1}"), true},
		{TEXT_INIT("{\"tid\":1,\"Tid\":2}"), true},
		{TEXT_INIT("{\"tide\":1}"), false},
		{TEXT_INIT("{\"x\":{\"TID\":1}}"), false},
		{TEXT_INIT("[\"TID\"]"), false},
		{TEXT_INIT("{\"x\":1,\"AUD\":1}"), true},
		{TEXT_INIT("{\"aud\":1,\"tid\":2,\"T\":3}"), true},
		{TEXT_INIT("{\"aud\":1,\"tid\":2,\"t\":3}"), false},
		{TEXT_INIT("{}"), false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(jsonread_has_case_variant(
					 jsonread_parse(*state, cases[i].json, NULL), names, 3),
			cases[i].variant);
}

/* Reads a whole stream. Returns the number of valid elements and the first flaw. */
static struct text streamed(struct arena *arena, struct text json, size_t *ret_count)
{
	struct jsonread_stream stream = {.rest = json};
	struct text why = TEXT_NONE;
	struct arena *own = arena_new();

	*ret_count = 0;
	while (!stream.ended) {
		struct jsonread_flaw flaw = {0};

		*ret_count += jsonread_stream_next(&stream, own, &flaw) != NULL;
		if (!text_is_set(why))
			why = arena_text(arena, flaw.why);
		arena_reset(own);
	}
	assert_null(jsonread_stream_next(&stream, own, NULL));
	arena_free(own);
	return why;
}

static void good_streams(void **state)
{
	static const struct {
		struct text json;
		size_t count;
	} cases[] = {
		{TEXT_INIT("[]"), 0},
		{TEXT_INIT(" \r\n[\t] \n"), 0},
		{TEXT_INIT("[1]"), 1},
		{TEXT_INIT("[1,2 , 3\n]"), 3},
		{TEXT_INIT("[\"]\",\"[,\",[1,2],{\"a\":[3]},null,true,1.5e3]"), 7},
		{TEXT_INIT("[\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\",\"\xc3\xa4\"]"), 2},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t count;

		expect_text(streamed(*state, cases[i].json, &count), NULL);
		assert_int_equal(count, cases[i].count);
	}
}

static void bad_streams(void **state)
{
	static const struct {
		struct text json;
		size_t count;
		const char *why;
	} cases[] = {
		{TEXT_INIT(""), 0, "not a JSON array: put [ ] around"},
		{TEXT_INIT("{}"), 0, "not a JSON array: put [ ] around"},
		{TEXT_INIT("[]x"), 0, "text follows the array"},
		{TEXT_INIT("[1][2]"), 1, "text follows the array"},
		{TEXT_INIT("[1 2]"), 1, "a comma or ] is missing"},
		{TEXT_INIT("[1"), 1, "a comma or ] is missing"},
		{TEXT_INIT("[1x]"), 1, "a comma or ] is missing"},
		{TEXT_INIT("[1,]"), 1, "(line 1, column 1)"},
		{TEXT_INIT("[,1]"), 1, "(line 1, column 1)"},
		{TEXT_INIT("["), 0, "(line 1, column 0)"},
		{TEXT_INIT("[1,{\"a\":\"\xff\"}]"), 1, "unable to decode byte 0xff"},
		{TEXT_INIT("[{\"a\":1,\"a\":2},3]"), 1, "duplicate"},
		{TEXT_INIT("[{\"a\":[99999999999999999999,\"],\\\"}\"]},3,4]"), 2,
			"too big integer"},
		{TEXT_INIT("[{\"a\":\"\\\"},3]"), 0, "premature end"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t count;

		expect_contains(streamed(*state, cases[i].json, &count), cases[i].why);
		assert_int_equal(count, cases[i].count);
	}
}

static void streamed_elements_have_their_values(void **state)
{
	struct jsonread_stream stream = {
		.rest = TEXT("[{\"n\":\"\xe2\x82\xac\"},\"b\",{\"n\":\"c\"}]")};
	struct jsonread_flaw flaw = {0};

	expect_text(jsonread_member_text(jsonread_stream_next(&stream, *state, &flaw), "n"),
		"\xe2\x82\xac");
	expect_text(jsonread_text(jsonread_stream_next(&stream, *state, &flaw)), "b");
	expect_text(jsonread_member_text(jsonread_stream_next(&stream, *state, &flaw), "n"), "c");
	assert_null(jsonread_stream_next(&stream, *state, &flaw));
	assert_false(text_is_set(flaw.why));
	stream = (struct jsonread_stream){.rest = TEXT("[{\"a\":1,\"a\":2}]")};
	assert_null(jsonread_stream_next(&stream, *state, &flaw));
	assert_true(flaw.is_duplicate);
}

static void documents_for_people(void **state)
{
	static const char *const documents[][2] = {
		{"{}", "{}\n"},
		{"[]", "[]\n"},
		{"{\"b\":[],\"a\":{}}", "{\n    \"b\": [],\n    \"a\": {}\n}\n"},
		{"[{\"a\":[1,true]},\"[{:,\\\"\"]",
			"[\n    {\n        \"a\": [\n            1,\n            true\n        ]\n"
			"    },\n    \"[{:,\\\"\"\n]\n"},
		{"{\"/\u00fc\":\"\u00fc/\"}", "{\n    \"/\xc3\xbc\": \"\xc3\xbc/\"\n}\n"},
	};

	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
		expect_text(jsonread_indent(*state,
				    jsonread_parse(*state, text_from(documents[i][0]), NULL)),
			documents[i][1]);
	expect_text(jsonread_indent(*state, NULL), NULL);
}

/* The examples of RFC 7396, Appendix A, in which both texts are objects. */
static void merge_patches(void **state)
{
	static const struct {
		const char *target, *patch, *merged;
	} cases[] = {
		{"{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
		{"{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}"},
		{"{\"a\":\"b\"}", "{\"a\":null}", "{}"},
		{"{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}"},
		{"{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}"},
		{"{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}"},
		{"{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}",
			"{\"a\":{\"b\":\"d\"}}"},
		{"{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}"},
		{"{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}"},
		{"{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}"},
		{NULL, "{\"a\":1,\"b\":null}", "{\"a\":1}"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_text(jsonread_merge(
				    *state, text_from(cases[i].target), text_from(cases[i].patch)),
			cases[i].merged);
}

/* Returns an array of `count` empty objects. */
static struct text many_objects(struct arena *arena, size_t count)
{
	struct buffer out = buffer_make(arena, 4 * count);

	buffer_add(&out, TEXT("[{}"));
	for (size_t i = 1; i < count; i++)
		buffer_add(&out, TEXT(",{}"));
	buffer_add_char(&out, ']');
	return buffer_text(&out);
}

static void memory_is_bounded(void **state)
{
	struct arena *arena = *state;
	struct jsonread_flaw flaw = {0};
	struct text fits = many_objects(arena, 45000), more = many_objects(arena, 60000);

	assert_int_equal(jsonread_count(jsonread_parse_element(arena, fits, &flaw)), 45000);
	assert_null(jsonread_parse_element(arena, more, &flaw));
	assert_true(flaw.is_too_large);
	expect_text(flaw.why, "it is too large or has too many values");
	assert_int_equal(jsonread_count(jsonread_parse(arena, more, NULL)), 60000);
	assert_null(jsonread_parse(arena, many_objects(arena, 180000), NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(types),
		ARENA_FIXTURE_TEST(values),
		cmocka_unit_test(absent_nodes_have_nothing),
		ARENA_FIXTURE_TEST(malformed_documents),
		ARENA_FIXTURE_TEST(a_flaw_has_its_position),
		ARENA_FIXTURE_TEST(duplicates),
		ARENA_FIXTURE_TEST(nesting_is_bounded),
		ARENA_FIXTURE_TEST(memory_is_bounded),
		ARENA_FIXTURE_TEST(case_variants),
		ARENA_FIXTURE_TEST(merge_patches),
		ARENA_FIXTURE_TEST(documents_for_people),
		ARENA_FIXTURE_TEST(good_streams),
		ARENA_FIXTURE_TEST(bad_streams),
		ARENA_FIXTURE_TEST(streamed_elements_have_their_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
