#include "api/core/list_filter.h"

static struct text skip_blanks(struct text t)
{
	while (t.length > 0 && t.data[0] == ' ')
		t = text_slice(t, 1, t.length);
	return t;
}

static bool is_word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static struct text read_word(struct text *rest)
{
	size_t length = 0;
	struct text word;

	*rest = skip_blanks(*rest);
	while (length < rest->length && is_word_char(rest->data[length]))
		length++;
	word = text_slice(*rest, 0, length);
	*rest = text_slice(*rest, length, rest->length);
	return word;
}

static bool skip_sign(struct text *rest, char sign)
{
	*rest = skip_blanks(*rest);
	if (rest->length == 0 || rest->data[0] != sign)
		return false;
	*rest = text_slice(*rest, 1, rest->length);
	return true;
}

/* Reads a literal after its opening quote. Two quotes stand for one quote in the literal. */
static bool read_quoted(struct arena *arena, struct text *rest, struct text *ret_literal)
{
	struct buffer out = buffer_make(arena, rest->length);

	for (size_t i = 0; i < rest->length; i++) {
		bool quote = rest->data[i] == '\'';

		if (quote && (i + 1 == rest->length || rest->data[i + 1] != '\'')) {
			*ret_literal = buffer_text(&out);
			*rest = text_slice(*rest, i + 1, rest->length);
			return true;
		}
		buffer_add_char(&out, rest->data[i]);
		i += quote;
	}
	return false;
}

static bool read_literal(struct arena *arena, struct text *rest, struct text *ret_literal)
{
	size_t length = 0;

	if (skip_sign(rest, '\''))
		return read_quoted(arena, rest, ret_literal);
	while (length < rest->length && rest->data[length] != ' ' && rest->data[length] != ')')
		length++;
	*ret_literal = text_slice(*rest, 0, length);
	*rest = text_slice(*rest, length, rest->length);
	return length > 0;
}

/* Reads a comparison: the name of its rule, and its literal. */
static bool parse_comparison(
	struct arena *arena, struct text *rest, struct text *ret_rule, struct text *ret_literal)
{
	struct text field = read_word(rest), comparator;

	if (text_equal(field, TEXT("contains")) && skip_sign(rest, '(')) {
		field = read_word(rest);
		*ret_rule = arena_printf(
			arena, "contains(%.*s)", (int)field.length, arena_cstr(arena, field));
		return field.length > 0 && skip_sign(rest, ',') &&
			read_literal(arena, rest, ret_literal) && skip_sign(rest, ')');
	}
	comparator = read_word(rest);
	*ret_rule = arena_printf(
		arena, "%s %s", arena_cstr(arena, field), arena_cstr(arena, comparator));
	return field.length > 0 && comparator.length > 0 && read_literal(arena, rest, ret_literal);
}

static struct text list_rules(struct arena *arena, const struct field_table *table)
{
	struct buffer out = buffer_make(arena, 4096);

	for (size_t i = 0; i < table->count; i++)
		buffer_printf(&out, "%s%s", i > 0 ? ", " : "", table->rules[i].name);
	return arena_text(arena, buffer_text(&out));
}

static bool refuse(struct call *call, const struct field_table *table, const char *problem)
{
	fault_add(&call->fault, TEXT("filter"), "InvalidParameter",
		"%s; filter takes comparisons joined by \" and \": %s.", problem,
		list_rules(call->arena, table).data);
	return false;
}

static bool read_comparison(struct call *call, struct field_reader *reader,
	const struct field_table *table, struct text *rest, void *record)
{
	struct text name, literal;
	const struct field_rule *rule;
	size_t index;

	if (!parse_comparison(call->arena, rest, &name, &literal))
		return refuse(call, table, "The filter is malformed");
	rule = field_find(table, name, false, &index);
	if (rule == NULL)
		return refuse(call, table, "The filter uses an unsupported comparison");
	return field_claim(reader, table, index) && field_set_text(reader, rule, literal, record);
}

void list_filter_read(struct call *call, struct text filter, const struct field_table *table,
	void *record, uint64_t *ret_given)
{
	struct field_reader reader = {
		.fault = &call->fault, .source = FIELD_FROM_QUERY, .prefix = TEXT("filter.")};
	struct text rest = filter;
	bool more = text_is_set(filter);

	while (more && read_comparison(call, &reader, table, &rest, record)) {
		rest = skip_blanks(rest);
		more = rest.length > 0;
		if (more && !text_equal(read_word(&rest), TEXT("and")))
			more = refuse(call, table, "The filter is malformed");
	}
	if (ret_given != NULL)
		*ret_given = reader.given;
}

/* Returns the entry of the order, or NULL if the order is malformed or unknown. */
static const struct list_filter_order *find_order(
	struct text order, const struct list_filter_order *orders, bool *ret_descending)
{
	struct text rest = order, name = read_word(&rest), direction = read_word(&rest);

	*ret_descending = text_equal(direction, TEXT("desc"));
	if (skip_blanks(rest).length > 0 ||
		(direction.length > 0 && !*ret_descending && !text_equal(direction, TEXT("asc"))))
		return NULL;
	while (orders->name != NULL && !text_equal(name, text_from(orders->name)))
		orders++;
	return orders->name == NULL ? NULL : orders;
}

void list_filter_read_order(struct call *call, struct text order,
	const struct list_filter_order *orders, int *ret_value, bool *ret_descending)
{
	struct buffer names = buffer_make(call->arena, 1024);
	const struct list_filter_order *found;

	if (!text_is_set(order))
		return;
	found = find_order(order, orders, ret_descending);
	if (found != NULL) {
		*ret_value = found->value;
		return;
	}
	for (; orders->name != NULL; orders++)
		buffer_printf(&names, "%s%s", names.length > 0 ? ", " : "", orders->name);
	fault_add(&call->fault, TEXT("orderby"), "InvalidParameter",
		"orderby must be one of %s, optionally followed by asc or desc.",
		arena_text(call->arena, buffer_text(&names)).data);
}
