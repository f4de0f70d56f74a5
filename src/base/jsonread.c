#include "base/jsonread.h"

#include <jansson.h>
#include <math.h>

#include "base/jsontext.h"

/* Upper bound for the ratio of tree size to text size, reached by an array of empty objects. */
#define TREE_BYTES_PER_BYTE 128

/* For each level of what people read. */
#define INDENT_BLANKS 4

static json_t *to_json(const struct jsonread_node *node)
{
	return (json_t *)(uintptr_t)node;
}

static void release(void *json)
{
	json_decref(json);
}

static const struct jsonread_node *load(struct arena *arena, struct text document, size_t flags,
	size_t *ret_used, struct jsonread_flaw *ret_flaw)
{
	json_error_t error;
	json_t *json = json_loadb(document.length == 0 ? "" : document.data, document.length,
		JSON_REJECT_DUPLICATES | flags, &error);

	if (json == NULL) {
		if (ret_flaw == NULL)
			return NULL;
		ret_flaw->why = arena_printf(
			arena, "%s (line %d, column %d)", error.text, error.line, error.column);
		ret_flaw->is_duplicate = json_error_code(&error) == json_error_duplicate_key;
		return NULL;
	}
	*ret_used = (size_t)error.position;
	arena_defer(arena, release, json);
	return (const struct jsonread_node *)json;
}

const struct jsonread_node *jsonread_parse_first(
	struct arena *arena, struct text t, size_t *ret_used, struct jsonread_flaw *ret_flaw)
{
	return load(arena, t, JSON_DECODE_ANY | JSON_DISABLE_EOF_CHECK, ret_used, ret_flaw);
}

static const struct jsonread_node *refuse_size(struct jsonread_flaw *ret_flaw)
{
	if (ret_flaw == NULL)
		return NULL;
	ret_flaw->why = TEXT("it is too large or has too many values");
	ret_flaw->is_too_large = true;
	return NULL;
}

/* Skips the estimate for documents that are too short to exceed the limit. */
static bool fits_limit(struct text document, size_t tree_bytes)
{
	return document.length < tree_bytes / TREE_BYTES_PER_BYTE ||
		jsontext_estimate_tree_bytes(document) <= tree_bytes;
}

const struct jsonread_node *jsonread_parse(
	struct arena *arena, struct text document, struct jsonread_flaw *ret_flaw)
{
	size_t used;

	if (!fits_limit(document, JSONREAD_TREE_BYTES_MAX))
		return refuse_size(ret_flaw);
	return load(arena, document, JSON_DECODE_ANY, &used, ret_flaw);
}

const struct jsonread_node *jsonread_parse_element(
	struct arena *arena, struct text document, struct jsonread_flaw *ret_flaw)
{
	size_t used;

	if (document.length > JSONREAD_ELEMENT_BYTES_MAX ||
		!fits_limit(document, JSONREAD_ELEMENT_TREE_BYTES_MAX))
		return refuse_size(ret_flaw);
	return load(arena, document, JSON_DECODE_ANY, &used, ret_flaw);
}

enum jsonread_type jsonread_type(const struct jsonread_node *node)
{
	if (node == NULL)
		return JSONREAD_ABSENT;
	switch (json_typeof(to_json(node))) {
	case JSON_NULL:
		return JSONREAD_NULL;
	case JSON_TRUE:
	case JSON_FALSE:
		return JSONREAD_BOOLEAN;
	case JSON_INTEGER:
		return JSONREAD_INTEGER;
	case JSON_REAL:
		return JSONREAD_REAL;
	case JSON_STRING:
		return JSONREAD_STRING;
	case JSON_ARRAY:
		return JSONREAD_ARRAY;
	case JSON_OBJECT:
		return JSONREAD_OBJECT;
	}
	return JSONREAD_ABSENT;
}

const struct jsonread_node *jsonread_member(const struct jsonread_node *object, const char *name)
{
	return (const struct jsonread_node *)json_object_get(to_json(object), name);
}

struct text jsonread_text(const struct jsonread_node *node)
{
	if (jsonread_type(node) != JSONREAD_STRING)
		return TEXT_NONE;
	return (struct text){json_string_value(to_json(node)), json_string_length(to_json(node))};
}

bool jsonread_is_given(const struct jsonread_node *node)
{
	return jsonread_type(node) > JSONREAD_NULL &&
		!(jsonread_type(node) == JSONREAD_STRING && jsonread_text(node).length == 0);
}

struct text jsonread_member_text(const struct jsonread_node *object, const char *name)
{
	return jsonread_text(jsonread_member(object, name));
}

bool jsonread_number(const struct jsonread_node *node, double *ret_value)
{
	enum jsonread_type type = jsonread_type(node);

	if (type != JSONREAD_INTEGER && type != JSONREAD_REAL)
		return false;
	*ret_value = json_number_value(to_json(node));
	return true;
}

int64_t jsonread_member_int(const struct jsonread_node *object, const char *name)
{
	double value = 0;

	jsonread_number(jsonread_member(object, name), &value);
	return (int64_t)value;
}

bool jsonread_is_true(const struct jsonread_node *node)
{
	return json_is_true(to_json(node));
}

size_t jsonread_count(const struct jsonread_node *array)
{
	return json_array_size(to_json(array));
}

const struct jsonread_node *jsonread_element(const struct jsonread_node *array, size_t index)
{
	return (const struct jsonread_node *)json_array_get(to_json(array), index);
}

/* First bytes of names that differ only in case differ at most in this bit. */
#define CASE_BIT 0x20

/* Compares length and first byte first, because most pairs of names differ there. */
static bool is_case_variant(struct text key, const struct text *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (key.length == names[i].length &&
			((key.data[0] ^ names[i].data[0]) & ~CASE_BIT) == 0 &&
			!text_equal(key, names[i]) && text_equal_nocase(key, names[i]))
			return true;
	}
	return false;
}

bool jsonread_has_case_variant(
	const struct jsonread_node *object, const struct text *names, size_t count)
{
	json_t *json = to_json(object);

	for (void *at = json_object_iter(json); at != NULL; at = json_object_iter_next(json, at)) {
		if (is_case_variant(text_from(json_object_iter_key(at)), names, count))
			return true;
	}
	return false;
}

/* Accepts a real without a fraction as an integer. */
static bool set_real(
	struct field_reader *reader, const struct field_rule *rule, double value, void *record)
{
	if (value != floor(value) || fabs(value) > 9e15)
		return field_refuse(reader, rule);
	return field_set_integer(reader, rule, (int64_t)value, record);
}

/* Returns an absent text if jansson cannot serialize the value. */
static struct text dump(struct arena *arena, const json_t *json, size_t flags)
{
	char *bytes = json_dumps(json, flags);
	struct text text = bytes == NULL ? TEXT_NONE : arena_text(arena, text_from(bytes));

	free(bytes);
	return text;
}

/* Keeps the source text, because its numbers need not fit a double. */
static bool set_object(struct field_reader *reader, const struct field_rule *rule, json_t *json,
	struct text written, void *record)
{
	struct arena *arena = reader->fault->arena;
	struct text text;

	if (rule->kind != FIELD_OBJECT)
		return field_refuse(reader, rule);
	text = text_is_set(written) ? jsontext_compact(arena, written)
				    : dump(arena, json, JSON_COMPACT);
	if (!text_is_set(text) || (int64_t)text.length > rule->max)
		return field_refuse(reader, rule);
	*(struct text *)field_at(rule, record) = text;
	return true;
}

static bool set_array(
	struct field_reader *reader, const struct field_rule *rule, json_t *json, void *record)
{
	uint32_t bits = 0;

	if (rule->kind != FIELD_NAMES || json_array_size(json) > field_name_count(rule))
		return field_refuse(reader, rule);
	for (size_t i = 0; i < json_array_size(json); i++) {
		const struct jsonread_node *name = (struct jsonread_node *)json_array_get(json, i);
		uint32_t bit = jsonread_type(name) != JSONREAD_STRING
			? 0
			: field_name_bit(rule, jsonread_text(name));

		if (bit == 0)
			return field_refuse(reader, rule);
		bits |= bit;
	}
	return field_set_names(reader, rule, bits, record);
}

static void set_value(struct field_reader *reader, const struct field_rule *rule, json_t *json,
	struct text written, void *record)
{
	const struct jsonread_node *node = (const struct jsonread_node *)json;

	switch (json_typeof(json)) {
	case JSON_STRING:
		if (rule->kind == FIELD_NAMES)
			field_refuse(reader, rule);
		else
			field_set_text(reader, rule, jsonread_text(node), record);
		break;
	case JSON_INTEGER:
		field_set_integer(reader, rule, json_integer_value(json), record);
		break;
	case JSON_REAL:
		set_real(reader, rule, json_real_value(json), record);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		field_set_boolean(reader, rule, json_is_true(json), record);
		break;
	case JSON_OBJECT:
		set_object(reader, rule, json, written, record);
		break;
	case JSON_ARRAY:
		set_array(reader, rule, json, record);
		break;
	case JSON_NULL:
		break;
	}
}

void jsonread_record(struct field_reader *reader, const struct field_table *table,
	const struct jsonread_node *object, void *record)
{
	json_t *json = to_json(object);
	struct text members = reader->written;

	/* jansson iterates over members in source order. */
	for (void *at = json_object_iter(json); at != NULL; at = json_object_iter_next(json, at)) {
		struct text name = text_from(json_object_iter_key(at));
		json_t *value = json_object_iter_value(at);
		struct text written = jsontext_cut_value(&members);
		size_t index;
		const struct field_rule *rule =
			field_find(table, name, reader->ignore_case, &index);

		if (rule == NULL) {
			if (!reader->skip_unknown)
				field_refuse_unknown(reader, name);
			continue;
		}
		if (json_is_string(value) &&
			field_is_absent(rule, jsonread_text((const struct jsonread_node *)value)))
			continue;
		if (!field_claim(reader, table, index))
			continue;
		if (json_is_null(value)) {
			reader->given &= ~(UINT64_C(1) << index);
			reader->cleared |= UINT64_C(1) << index;
		} else if (!rule->read_only) {
			set_value(reader, rule, value, written, record);
		}
	}
}

void jsonread_check_read_only(struct field_reader *reader, const struct field_table *table,
	const struct jsonread_node *object, const struct jsonread_node *current)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct field_rule *rule = &table->rules[i];
		const struct jsonread_node *given = jsonread_member(object, rule->name);

		if (!rule->read_only || rule->unchecked || !jsonread_is_given(given))
			continue;
		if (!json_equal(to_json(given), to_json(jsonread_member(current, rule->name))))
			field_refuse_read_only(reader, rule);
	}
}

bool jsonread_object_field(struct field_reader *reader, const struct field_rule *rule,
	struct text document, void *record)
{
	struct arena *parsed = arena_new();
	const struct jsonread_node *node = jsonread_parse_element(parsed, document, NULL);
	bool good = jsonread_type(node) == JSONREAD_OBJECT
		? set_object(reader, rule, to_json(node), document, record)
		: field_refuse(reader, rule);

	arena_free(parsed);
	return good;
}

/* MergePatch of RFC 7396 §2. Returns a new reference. */
static json_t *merge(json_t *target, json_t *patch)
{
	json_t *merged;

	if (!json_is_object(patch))
		return json_incref(patch);
	merged = json_is_object(target) ? json_copy(target) : json_object();
	for (void *at = json_object_iter(patch); at != NULL;
		at = json_object_iter_next(patch, at)) {
		const char *name = json_object_iter_key(at);
		json_t *value = json_object_iter_value(at);

		if (json_is_null(value))
			json_object_del(merged, name);
		else
			json_object_set_new(
				merged, name, merge(json_object_get(target, name), value));
	}
	return merged;
}

struct text jsonread_merge(struct arena *arena, struct text target, struct text patch)
{
	const struct jsonread_node *old = jsonread_parse(arena, target, NULL);
	json_t *merged = merge(to_json(old), to_json(jsonread_parse(arena, patch, NULL)));
	struct text text = dump(arena, merged, JSON_COMPACT);

	json_decref(merged);
	return text;
}

struct text jsonread_indent(struct arena *arena, const struct jsonread_node *node)
{
	struct text text = dump(arena, to_json(node), JSON_INDENT(INDENT_BLANKS));

	return text_is_set(text) ? arena_printf(arena, "%s\n", text.data) : text;
}

bool jsonread_next_name(const struct jsonread_node *object, void **at, struct text *ret_name)
{
	json_t *json = to_json(object);

	*at = *at == NULL ? json_object_iter(json) : json_object_iter_next(json, *at);
	if (*at == NULL)
		return false;
	*ret_name = text_from(json_object_iter_key(*at));
	return true;
}
