#include "base/field.h"

#include <string.h>

#include "base/clock.h"

/* Stable error codes, in the order of enum field_source. */
static const char *const code_missing[] = {"MissingField", "MissingParameter"};
static const char *const code_invalid[] = {"InvalidField", "InvalidParameter"};
static const char *const code_unknown[] = {"UnknownField", "UnknownParameter"};
static const char *const code_twice[] = {"DuplicateField", "DuplicateParameter"};
static const char *const word[] = {"field", "query parameter"};

void *field_at(const struct field_rule *rule, void *record)
{
	return (char *)record + rule->offset;
}

const struct field_rule *field_find(
	const struct field_table *table, struct text name, bool ignore_case, size_t *ret_index)
{
	for (size_t i = 0; i < table->count; i++) {
		struct text candidate = text_from(table->rules[i].name);

		if (text_equal(candidate, name) ||
			(ignore_case && text_equal_nocase(candidate, name))) {
			*ret_index = i;
			return &table->rules[i];
		}
	}
	return NULL;
}

static struct text target(const struct field_reader *reader, struct text name)
{
	return arena_printf(reader->fault->arena, "%.*s%.*s", (int)reader->prefix.length,
		reader->prefix.length > 0 ? reader->prefix.data : "", (int)name.length, name.data);
}

bool field_claim(struct field_reader *reader, const struct field_table *table, size_t index)
{
	struct text name = text_from(table->rules[index].name);
	uint64_t bit = UINT64_C(1) << index;

	if ((reader->given | reader->cleared) & bit) {
		fault_add(reader->fault, target(reader, name), code_twice[reader->source],
			"The %s %s is given more than once; give it once.", word[reader->source],
			name.data);
		return false;
	}
	reader->given |= bit;
	return true;
}

static bool is_string(const struct field_rule *rule)
{
	return rule->kind == FIELD_TEXT || rule->kind == FIELD_LINE;
}

bool field_is_absent(const struct field_rule *rule, struct text value)
{
	bool may_be_empty = rule->required && !rule->read_only && is_string(rule) && rule->min == 0;

	return value.length == 0 && !rule->empty_counts && !may_be_empty;
}

void field_keep_texts(
	const struct field_reader *reader, const struct field_table *table, void *record)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct field_rule *rule = &table->rules[i];
		struct text *text = field_at(rule, record);

		if ((reader->given >> i & 1) && !rule->read_only && is_string(rule))
			*text = arena_text(reader->fault->arena, *text);
	}
}

struct text field_list_names(
	struct arena *arena, uint32_t bits, const struct field_name *names, const char *separator)
{
	struct text list = TEXT("");

	for (; names->name != NULL; names++) {
		if (bits & names->bit)
			list = arena_printf(arena, "%s%s%s", list.data,
				list.length > 0 ? separator : "", names->name);
	}
	return list;
}

static struct text expectation(struct arena *arena, const struct field_rule *rule)
{
	long long min = rule->min, max = rule->max;

	if (rule->expected != NULL)
		return text_from(rule->expected);
	switch (rule->kind) {
	case FIELD_TEXT:
		return arena_printf(arena, "a text of %lld to %lld characters", min, max);
	case FIELD_LINE:
		return arena_printf(
			arena, "a text of %lld to %lld characters without line breaks", min, max);
	case FIELD_INTEGER:
		return arena_printf(arena, "a whole number from %lld to %lld", min, max);
	case FIELD_BOOLEAN:
		return TEXT("true or false");
	case FIELD_GUID:
		return TEXT("a GUID such as 8f7d2c61-3f5e-4b0a-9d1c-2e6a7b8c9d0e");
	case FIELD_TIME:
		return TEXT("an ISO 8601 date and time such as 2020-05-01T10:00:00Z");
	case FIELD_NAMES:
		return arena_printf(arena, "a list of %s of: %s", min > 0 ? "one or more" : "any",
			field_list_names(arena, UINT32_MAX, rule->names, ", ").data);
	case FIELD_OBJECT:
		return arena_printf(arena, "a JSON object of at most %lld bytes", max);
	}
	return TEXT_NONE;
}

bool field_refuse(struct field_reader *reader, const struct field_rule *rule)
{
	fault_add(reader->fault, target(reader, text_from(rule->name)),
		code_invalid[reader->source], "%s must be %s.", rule->name,
		expectation(reader->fault->arena, rule).data);
	return false;
}

void field_refuse_unknown(struct field_reader *reader, struct text name)
{
	if (text_check(name, NULL) != TEXT_GOOD)
		name = TEXT("?");
	name = text_slice(name, 0, 100);
	fault_add(reader->fault, target(reader, name), code_unknown[reader->source],
		"Unknown %s %.*s; remove it or correct its name.", word[reader->source],
		(int)name.length, name.data);
}

void field_refuse_read_only(struct field_reader *reader, const struct field_rule *rule)
{
	fault_add(reader->fault, target(reader, text_from(rule->name)), "ReadOnlyField",
		"%s is read-only and does not match the stored value; leave it out.", rule->name);
}

static bool refuse_flaw(struct field_reader *reader, const struct field_rule *rule,
	enum text_flaw flaw, size_t offset)
{
	struct text where = target(reader, text_from(rule->name));

	if (flaw == TEXT_NOT_UTF8)
		fault_add(reader->fault, where, "NotUtf8",
			"%s is not valid UTF-8 at byte %zu; send the text as UTF-8.", rule->name,
			offset);
	else
		fault_add(reader->fault, where, "ControlCharacter",
			"%s has a control character at byte %zu; only tab and line breaks are "
			"allowed.",
			rule->name, offset);
	return false;
}

static bool set_string(struct field_reader *reader, const struct field_rule *rule,
	struct text value, struct text *member)
{
	size_t offset, points;
	enum text_flaw flaw = text_check(value, &offset);

	if (flaw != TEXT_GOOD)
		return refuse_flaw(reader, rule, flaw, offset);
	if (rule->kind == FIELD_LINE)
		value = text_trim(value);
	points = text_code_points(value);
	if ((int64_t)points < rule->min || (int64_t)points > rule->max)
		return field_refuse(reader, rule);
	if (rule->kind == FIELD_LINE &&
		(text_find(value, '\n') < value.length || text_find(value, '\r') < value.length))
		return field_refuse(reader, rule);
	*member = value;
	return true;
}

/* Some clients write the number 4 as "4.0". */
static struct text without_zero_fraction(struct text value)
{
	size_t dot = text_find(value, '.');

	if (dot == value.length || dot + 1 == value.length)
		return value;
	for (size_t i = dot + 1; i < value.length; i++) {
		if (value.data[i] != '0')
			return value;
	}
	return text_slice(value, 0, dot);
}

static bool parse_boolean(struct text value, bool *ret_value)
{
	static const char *const words[][2] = {{"false", "true"}, {"0", "1"}, {"no", "yes"}};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		for (int j = 0; j < 2; j++) {
			if (text_equal_nocase(value, text_from(words[i][j]))) {
				*ret_value = j == 1;
				return true;
			}
		}
	}
	return false;
}

size_t field_name_count(const struct field_rule *rule)
{
	size_t count = 0;

	while (rule->names[count].name != NULL)
		count++;
	return count;
}

uint32_t field_name_bit(const struct field_rule *rule, struct text name)
{
	for (const struct field_name *row = rule->names; row->name != NULL; row++) {
		if (text_equal_nocase(text_from(row->name), name))
			return row->bit;
	}
	return 0;
}

bool field_set_names(
	struct field_reader *reader, const struct field_rule *rule, uint32_t bits, void *record)
{
	if (bits == 0 && rule->min > 0)
		return field_refuse(reader, rule);
	*(uint32_t *)field_at(rule, record) = bits;
	return true;
}

static bool set_names(
	struct field_reader *reader, const struct field_rule *rule, struct text value, void *record)
{
	uint32_t bits = 0;
	struct text name;

	while (text_split_next(&value, ',', &name)) {
		uint32_t bit = field_name_bit(rule, text_trim(name));

		if (bit == 0)
			return field_refuse(reader, rule);
		bits |= bit;
	}
	return field_set_names(reader, rule, bits, record);
}

bool field_set_integer(
	struct field_reader *reader, const struct field_rule *rule, int64_t value, void *record)
{
	if (rule->kind != FIELD_INTEGER || value < rule->min || value > rule->max)
		return field_refuse(reader, rule);
	*(int64_t *)field_at(rule, record) = value;
	return true;
}

bool field_set_boolean(
	struct field_reader *reader, const struct field_rule *rule, bool value, void *record)
{
	if (rule->kind != FIELD_BOOLEAN)
		return field_refuse(reader, rule);
	*(bool *)field_at(rule, record) = value;
	return true;
}

/* If 0 stands for no time, the rule's min must be 1. */
static bool set_time(struct field_reader *reader, const struct field_rule *rule, struct text value,
	int64_t *member)
{
	int64_t time_ms;

	if (!clock_parse(value, &time_ms) || time_ms < rule->min)
		return field_refuse(reader, rule);
	*member = time_ms;
	return true;
}

/* If the zero GUID stands for none, the rule's min must be 1. */
static bool set_guid(struct field_reader *reader, const struct field_rule *rule, struct text value,
	struct guid *member)
{
	struct guid guid;

	if (!guid_parse(value, &guid) || (rule->min > 0 && guid_is_zero(guid)))
		return field_refuse(reader, rule);
	*member = guid;
	return true;
}

bool field_set_text(
	struct field_reader *reader, const struct field_rule *rule, struct text value, void *record)
{
	void *member = field_at(rule, record);
	int64_t number;

	switch (rule->kind) {
	case FIELD_TEXT:
	case FIELD_LINE:
		return set_string(reader, rule, value, member);
	case FIELD_INTEGER:
		if (!text_to_int64(without_zero_fraction(text_trim(value)), &number))
			return field_refuse(reader, rule);
		return field_set_integer(reader, rule, number, record);
	case FIELD_BOOLEAN:
		return parse_boolean(text_trim(value), member) || field_refuse(reader, rule);
	case FIELD_GUID:
		return set_guid(reader, rule, value, member);
	case FIELD_TIME:
		return set_time(reader, rule, value, member);
	case FIELD_NAMES:
		return set_names(reader, rule, value, record);
	case FIELD_OBJECT:
		break;
	}
	return field_refuse(reader, rule);
}

void field_require(struct field_reader *reader, const struct field_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct field_rule *rule = &table->rules[i];

		if (!rule->required || (reader->given >> i & 1))
			continue;
		fault_add(reader->fault, target(reader, text_from(rule->name)),
			code_missing[reader->source], "The %s %s is required.",
			word[reader->source], rule->name);
	}
}

static size_t member_bytes(enum field_kind kind)
{
	switch (kind) {
	case FIELD_BOOLEAN:
		return sizeof(bool);
	case FIELD_NAMES:
		return sizeof(uint32_t);
	case FIELD_TIME:
	case FIELD_INTEGER:
		return sizeof(int64_t);
	case FIELD_GUID:
		return sizeof(struct guid);
	case FIELD_TEXT:
	case FIELD_LINE:
	case FIELD_OBJECT:
		break;
	}
	return sizeof(struct text);
}

void field_clear(struct field_reader *reader, const struct field_table *table, void *record,
	const void *defaults)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct field_rule *rule = &table->rules[i];

		if (!(reader->cleared >> i & 1) || rule->read_only)
			continue;
		if (rule->required)
			field_refuse(reader, rule);
		else
			memcpy(field_at(rule, record), (const char *)defaults + rule->offset,
				member_bytes(rule->kind));
	}
}
