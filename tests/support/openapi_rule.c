#include "support/openapi_rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/openapi.h"

/* Patterns of any text that base/field.h accepts, with and without line breaks. */
#define PATTERN_TEXT "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$"
#define PATTERN_LINE "^[^\\u0000-\\u0008\\u000a-\\u001f\\u007f]*$"

/* Keywords of a schema. */
struct keywords {
	int64_t min_length, max_length, minimum, maximum, max_bytes, min_items, max_items;
	struct text format, pattern;
	bool read_only;
};

#define AT(member) .offset = offsetof(struct keywords, member)
#define BOUND(name_, member_)                                                                      \
	{                                                                                          \
		.name = (name_), .kind = FIELD_INTEGER, AT(member_), .min = INT64_MIN,             \
		.max = INT64_MAX                                                                   \
	}

static const struct field_rule keyword_rules[] = {
	BOUND("minLength", min_length),
	BOUND("maxLength", max_length),
	BOUND("minimum", minimum),
	BOUND("maximum", maximum),
	BOUND("x-max-bytes", max_bytes),
	BOUND("minItems", min_items),
	BOUND("maxItems", max_items),
	{.name = "format", .kind = FIELD_LINE, AT(format), .max = 100},
	{.name = "pattern", .kind = FIELD_LINE, AT(pattern), .max = 1000},
	{.name = "readOnly", .kind = FIELD_BOOLEAN, AT(read_only)},
};

static const struct field_table keyword_fields = FIELD_TABLE(keyword_rules);

static struct keywords read_keywords(struct arena *arena, const struct jsonread_node *schema)
{
	struct fault fault = fault_make(arena);
	struct field_reader reader = {.fault = &fault, .skip_unknown = true};
	struct keywords keywords = {
		.max_length = -1, .minimum = INT64_MIN, .maximum = -1, .max_bytes = -1};

	jsonread_record(&reader, &keyword_fields, schema, &keywords);
	assert_int_equal(fault.status, STATUS_OK);
	return keywords;
}

static bool lists_names(const struct jsonread_node *list, const struct field_name *names)
{
	size_t count = 0;

	for (; names[count].name != NULL; count++) {
		if (!openapi_lists(list, names[count].name))
			return false;
	}
	return jsonread_count(list) == count;
}

/* In JSON, names are an array; in a query, a text with one of them or, separated by commas,
 * several. */
static bool names_agree(const struct field_rule *rule, const struct jsonread_node *schema,
	const struct keywords *said)
{
	const struct jsonread_node *one = jsonread_member(schema, "enum");
	const struct jsonread_node *each =
		openapi_look_up(schema, (const char *const[]){"items", "enum", NULL});

	if (openapi_has_type(schema, "string"))
		return one == NULL ? text_is_set(said->pattern) : lists_names(one, rule->names);
	return openapi_has_type(schema, "array") && lists_names(each, rule->names) &&
		said->min_items == rule->min && said->max_items == (int64_t)jsonread_count(each);
}

/* The handler knows which texts are possible; none of them may break the rule. */
static bool words_agree(const struct field_rule *rule, const struct jsonread_node *words)
{
	for (size_t i = 0; i < jsonread_count(words); i++) {
		struct text word = jsonread_text(jsonread_element(words, i));

		if ((int64_t)word.length < rule->min || (int64_t)word.length > rule->max)
			return false;
	}
	return true;
}

static bool text_agrees(const struct field_rule *rule, const struct jsonread_node *schema,
	const struct keywords *said)
{
	const struct jsonread_node *words = jsonread_member(schema, "enum");
	const char *wrong = rule->kind == FIELD_LINE ? PATTERN_TEXT : PATTERN_LINE;

	if (words != NULL)
		return words_agree(rule, words);
	return said->min_length == rule->min && said->max_length == rule->max &&
		(text_is_set(said->format) || text_is_set(said->pattern)) &&
		!text_equal(said->pattern, text_from(wrong));
}

bool openapi_rule_agrees(
	struct arena *arena, const struct field_rule *rule, const struct jsonread_node *schema)
{
	struct keywords said = read_keywords(arena, schema);

	if (said.read_only != rule->read_only)
		return false;
	/* test_openapi_written.c tests fields that the server sets. */
	if (rule->read_only)
		return true;
	switch (rule->kind) {
	case FIELD_TEXT:
	case FIELD_LINE:
		return openapi_has_type(schema, "string") && text_agrees(rule, schema, &said);
	case FIELD_INTEGER:
		return openapi_has_type(schema, "integer") && said.minimum == rule->min &&
			said.maximum == rule->max;
	case FIELD_BOOLEAN:
		return openapi_has_type(schema, "boolean");
	case FIELD_GUID:
		return openapi_has_type(schema, "string") && text_equal(said.format, TEXT("uuid"));
	case FIELD_TIME:
		return openapi_has_type(schema, "string") &&
			text_equal(said.format, TEXT("date-time"));
	case FIELD_NAMES:
		return names_agree(rule, schema, &said);
	case FIELD_OBJECT:
		return openapi_has_type(schema, "object") && said.max_bytes == rule->max;
	}
	return false;
}

bool openapi_rule_fits(
	struct arena *arena, const struct field_rule *rule, const struct jsonread_node *schema)
{
	return read_keywords(arena, schema).max_length >= rule->max;
}
