/*
 * The validator of responses finds each kind of fault.
 */
#include "support/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/arena_fixture.h"
#include "support/expect.h"

#define DOCUMENT                                                                                   \
	"{\"schemas\":{"                                                                           \
	"\"Base\":{\"type\":\"object\",\"required\":[\"id\"],\"properties\":{"                     \
	"\"id\":{\"type\":\"string\",\"format\":\"uuid\"}}},"                                      \
	"\"A\":{\"type\":\"object\",\"required\":[\"a\"],\"properties\":{"                         \
	"\"a\":{\"type\":\"integer\",\"format\":\"int64\",\"minimum\":1,\"maximum\":5}}},"         \
	"\"B\":{\"type\":\"object\",\"properties\":{\"b\":{\"type\":\"string\"}}}}}"

#define ID "\"id\":\"019af0a9-66a0-7e12-b4c9-1d5e8f3a7026\""
#define REF(name_) "{\"$ref\":\"#/schemas/" name_ "\"}"
#define BOTH                                                                                       \
	"{\"allOf\":[" REF("Base") ",{\"type\":\"object\",\"properties\":"                         \
				   "{\"n\":{\"type\":\"number\"}}}]}"
#define EITHER "{\"oneOf\":[" REF("A") "," REF("B") "]}"
#define MAP "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"boolean\"}}"
#define CODES "{\"type\":\"string\",\"pattern\":\"^[^\\\\u0000-\\\\u001f]*$\"}"

static const struct {
	const char *schema, *value, *why; /* NULL: the value obeys the schema */
} cases[] = {
	{REF("Base"), "{" ID "}", NULL},
	{REF("Base"), "{}", "$ lacks the required member id"},
	{REF("Base"), "{" ID ",\"x\":1}", "$ has the member x, which is not declared"},
	{REF("Base"), "{\"id\":null}", "$.id is null"},
	{REF("Base"), "{\"id\":7}", "$.id is of type integer, which is not declared"},
	{REF("Base"), "{\"id\":\"7\"}", "$.id is not of the format uuid"},
	{REF("Base"), "[]", "$ is of type array, which is not declared"},
	{REF("Base"), "null", "$ is null"},
	{REF("Missing"), "{}", "$ has no schema"},
	{REF("A"), "{\"a\":5}", NULL},
	{REF("A"), "{\"a\":0}", "$.a is below the declared bound"},
	{REF("A"), "{\"a\":6}", "$.a is above the declared bound"},
	{REF("A"), "{\"a\":4.0}", "$.a is of type number, which is not declared"},
	{REF("A"), "{\"a\":\"4\"}", "$.a is of type string, which is not declared"},
	{BOTH, "{" ID ",\"n\":1.5}", NULL},
	{BOTH, "{" ID ",\"n\":1}", NULL},
	{BOTH, "{\"n\":1}", "$ lacks the required member id"},
	{BOTH, "{" ID ",\"m\":1}", "$ has the member m, which is not declared"},
	{EITHER, "{\"a\":1}", NULL},
	{EITHER, "{\"b\":\"\"}", NULL},
	{EITHER, "{\"a\":1,\"b\":\"\"}", "$ has the member a, which is not declared"},
	{"{\"oneOf\":[" REF("B") "," REF("B") "]}", "{}", "$ obeys several schemas of oneOf"},
	{MAP, "{\"x\":true}", NULL},
	{MAP, "{\"x\":1}", "$.x is of type integer, which is not declared"},
	{"{\"type\":\"object\",\"additionalProperties\":true}", "{\"x\":{\"y\":1}}", NULL},
	{"{\"type\":\"object\"}", "{\"x\":1}", "$ has the member x, which is not declared"},
	{"{\"type\":\"array\",\"items\":" REF("A") "}", "[{\"a\":1},{\"a\":9}]",
		"$[1].a is above the declared bound"},
	{"{\"type\":\"array\",\"minItems\":1}", "[]", "$ is below the declared bound"},
	{"{\"type\":\"array\",\"maxItems\":1}", "[1,2]", "$ is above the declared bound"},
	{"{\"type\":\"string\",\"minLength\":2}", "\"\xc3\xa4\"", "$ is below the declared bound"},
	{"{\"type\":\"string\",\"maxLength\":1}", "\"\xc3\xa4\"", NULL},
	{"{\"type\":\"string\",\"maxLength\":1}", "\"ab\"", "$ is above the declared bound"},
	{"{\"type\":\"string\",\"enum\":[\"x\",\"y\"]}", "\"y\"", NULL},
	{"{\"type\":\"string\",\"enum\":[\"x\",\"y\"]}", "\"z\"",
		"$ is none of the declared values"},
	{"{\"const\":\"x\"}", "\"x\"", NULL},
	{"{\"const\":true}", "true", NULL},
	{"{\"const\":true}", "false", "$ is not the declared constant"},
	{"{\"const\":true}", "1", "$ is not the declared constant"},
	{"{\"const\":\"x\"}", "\"y\"", "$ is not the declared constant"},
	{"{\"type\":\"string\",\"pattern\":\"^[a-z]+[.]$\"}", "\"ab.\"", NULL},
	{"{\"type\":\"string\",\"pattern\":\"^[a-z]+\\\\.$\"}", "\"abc\"",
		"$ does not match the pattern"},
	{CODES, "\"\xc3\xa4 \"", NULL},
	{CODES, "\"\\t\"", "$ does not match the pattern"},
	{"{\"type\":\"string\",\"pattern\":\"^\\\\d$\"}", "\"1\"", "$ does not match the pattern"},
	{"{\"type\":\"string\",\"format\":\"date-time\"}", "\"2025-12-05T22:37:05.056Z\"", NULL},
	{"{\"type\":\"string\",\"format\":\"date-time\"}", "\"2025-12-05\"",
		"$ is not of the format date-time"},
	{"{\"type\":\"string\",\"format\":\"uri\"}", "\"/path\"", "$ is not of the format uri"},
	{"{\"type\":\"string\",\"format\":\"guess\"}", "\"x\"", "$ is not of the format guess"},
	{"{\"type\":[\"string\",\"integer\"]}", "1", NULL},
	{"{\"type\":[\"string\",\"integer\"]}", "true",
		"$ is of type boolean, which is not declared"},
	{"{}", "1", "$ has a schema without a type"},
	{"{\"type\":\"integer\",\"multipleOf\":2}", "2",
		"$ has a schema with the unknown keyword multipleOf"},
	{"{\"type\":\"integer\",\"description\":\"d\",\"x-more\":1}", "2", NULL},
};

static void each_kind_of_fault_is_found(void **state)
{
	struct arena *arena = *state;
	const struct schema_root root = {.document = jsonread_parse(arena, TEXT(DOCUMENT), NULL)};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct jsonread_node *schema =
			jsonread_parse(arena, text_from(cases[i].schema), NULL);
		const struct jsonread_node *all =
			jsonread_parse(arena, arena_printf(arena, "[%s]", cases[i].value), NULL);

		assert_non_null(schema);
		assert_non_null(all);
		expect_text(schema_check(arena, &root, schema, jsonread_element(all, 0), "$"),
			cases[i].why);
	}
}

static void objects_of_openapi_2_are_open(void **state)
{
	static const struct {
		const char *schema, *why;
	} objects[] = {
		{"{\"type\":\"object\"}", NULL},
		{"{\"type\":\"object\",\"properties\":{}}",
			"$ has the member x, which is not declared"},
		{"{\"type\":\"object\",\"additionalProperties\":false}",
			"$ has the member x, which is not declared"},
	};
	struct arena *arena = *state;
	const struct schema_root root = {.objects_are_open = true};
	const struct jsonread_node *value = jsonread_parse(arena, TEXT("{\"x\":null}"), NULL);

	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++)
		expect_text(schema_check(arena, &root,
				    jsonread_parse(arena, text_from(objects[i].schema), NULL),
				    value, "$"),
			objects[i].why);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(each_kind_of_fault_is_found),
		ARENA_FIXTURE_TEST(objects_of_openapi_2_are_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
