#include <regex.h>
#include <stdio.h>

#include "base/guid.h"
#include "base/jsonread.h"
#include "support/http_case.h"

#define NODES_MAX 1024
#define SHOWN_CHARS 400
#define PATH_INVALID "the path is invalid; it has parts such as .name, [0] and [*]"

/* What a path selects: one value, or with [*] the values of every element. */
struct selection {
	const struct jsonread_node *nodes[NODES_MAX];
	size_t count;
	bool is_list;
};

static bool same_value(const struct jsonread_node *a, const struct jsonread_node *b);

static bool same_members(const struct jsonread_node *a, const struct jsonread_node *b)
{
	struct text name;
	void *at = NULL;
	size_t left = 0;

	while (jsonread_next_name(b, &at, &name))
		left++;
	at = NULL;
	while (jsonread_next_name(a, &at, &name)) {
		const struct jsonread_node *other = jsonread_member(b, name.data);

		if (left-- == 0 || other == NULL ||
			!same_value(jsonread_member(a, name.data), other))
			return false;
	}
	return left == 0;
}

static bool same_elements(const struct jsonread_node *a, const struct jsonread_node *b)
{
	if (jsonread_count(a) != jsonread_count(b))
		return false;
	for (size_t i = 0; i < jsonread_count(a); i++) {
		if (!same_value(jsonread_element(a, i), jsonread_element(b, i)))
			return false;
	}
	return true;
}

static bool same_value(const struct jsonread_node *a, const struct jsonread_node *b)
{
	double left = 0, right = 0;

	if (jsonread_number(a, &left) && jsonread_number(b, &right))
		return left == right;
	if (jsonread_type(a) != jsonread_type(b))
		return false;
	if (jsonread_type(a) == JSONREAD_STRING)
		return text_equal(jsonread_text(a), jsonread_text(b));
	if (jsonread_type(a) == JSONREAD_ARRAY)
		return same_elements(a, b);
	if (jsonread_type(a) == JSONREAD_OBJECT)
		return same_members(a, b);
	/* There is one node for true, one for false and one for null. */
	return a == b;
}

/* Group 1 of the match, or all of it, goes to *ret_found (may be NULL). */
static bool matches(struct arena *arena, struct text t, struct text pattern, struct text *ret_found)
{
	regex_t regex;
	regmatch_t found[2];
	const char *subject = arena_cstr(arena, t);
	bool good;

	if (regcomp(&regex, arena_cstr(arena, pattern), REG_EXTENDED) != 0)
		return false;
	good = regexec(&regex, subject, 2, found, 0) == 0;
	regfree(&regex);
	if (good && ret_found != NULL) {
		regmatch_t *part = found[1].rm_so >= 0 ? &found[1] : &found[0];

		*ret_found = arena_text(arena,
			(struct text){subject + part->rm_so, (size_t)(part->rm_eo - part->rm_so)});
	}
	return good;
}

static size_t path_part_length(struct text path)
{
	size_t length = 1;

	if (path.data[0] == '[')
		return text_find(path, ']') + 1;
	while (length < path.length && path.data[length] != '.' && path.data[length] != '[')
		length++;
	return length;
}

/* Returns whether the path has only the parts ".name", "[0]" and "[*]". Any other path selects
 * something else than it says. */
static bool path_is_valid(struct arena *arena, struct text path)
{
	return matches(arena, path, TEXT("^\\$(\\.[A-Za-z0-9_-]+|\\[([0-9]+|\\*)\\])*$"), NULL);
}

static void select_part(
	struct arena *arena, struct text part, const struct selection *from, struct selection *to)
{
	int64_t index;

	for (size_t i = 0; i < from->count; i++) {
		const struct jsonread_node *node = from->nodes[i];

		if (part.data[0] == '.') {
			to->nodes[to->count++] = jsonread_member(
				node, arena_cstr(arena, text_slice(part, 1, part.length)));
		} else if (text_to_int64(text_slice(part, 1, part.length - 2), &index)) {
			to->nodes[to->count++] = jsonread_element(node, (size_t)index);
		} else {
			to->is_list = true;
			for (size_t j = 0; j < jsonread_count(node) && to->count < NODES_MAX; j++)
				to->nodes[to->count++] = jsonread_element(node, j);
		}
	}
}

/* Walks "$.a[0].b"; values that are not there are left out. */
static struct selection select_nodes(
	struct arena *arena, const struct jsonread_node *root, struct text path)
{
	struct selection selection = {{root}, root != NULL, false};

	path = text_slice(path, 1, path.length);
	while (path.length > 0) {
		size_t length = path_part_length(path), kept = 0;
		struct selection next = {.is_list = selection.is_list};

		select_part(arena, text_slice(path, 0, length), &selection, &next);
		for (size_t i = 0; i < next.count; i++) {
			if (next.nodes[i] != NULL)
				next.nodes[kept++] = next.nodes[i];
		}
		next.count = kept;
		selection = next;
		path = text_slice(path, length, path.length);
	}
	return selection;
}

static struct text node_words(struct arena *arena, const struct jsonread_node *node)
{
	double number;

	if (jsonread_number(node, &number))
		return arena_printf(arena, "%.15g", number);
	if (jsonread_type(node) == JSONREAD_STRING)
		return jsonread_text(node);
	if (jsonread_type(node) == JSONREAD_BOOLEAN)
		return same_value(node, jsonread_parse(arena, TEXT("true"), NULL)) ? TEXT("true")
										   : TEXT("false");
	return TEXT("a list, an object or null");
}

static bool contains(struct text t, struct text part)
{
	for (size_t at = 0; at + part.length <= t.length; at++) {
		if (text_equal(text_slice(t, at, part.length), part))
			return true;
	}
	return false;
}

static struct text next_word(struct text *rest)
{
	struct text word = TEXT("");

	*rest = text_trim(*rest);
	text_split_next(rest, ' ', &word);
	*rest = text_is_set(*rest) ? text_trim(*rest) : TEXT("");
	return word;
}

static bool is_word(struct text word, const char *expected)
{
	return text_equal(word, text_from(expected));
}

/* The verbs for a text that is there or not. */
static struct text check_text(
	struct arena *arena, struct text came, struct text verb, struct text expected)
{
	bool holds, is_there = text_is_set(came);

	if (is_word(verb, "exists"))
		holds = is_there;
	else if (is_word(verb, "absent"))
		holds = !is_there;
	else if (is_word(verb, "is"))
		holds = is_there && text_equal(came, expected);
	else if (is_word(verb, "matches"))
		holds = is_there && matches(arena, came, expected, NULL);
	else if (is_word(verb, "contains"))
		holds = is_there && contains(came, expected);
	else if (is_word(verb, "lacks"))
		holds = is_there && !contains(came, expected);
	else
		return TEXT("there is no such check; see tests/README.md");
	if (holds)
		return TEXT_NONE;
	return is_there ? arena_printf(arena, "it is: %.*s",
				  (int)text_slice(came, 0, SHOWN_CHARS).length, came.data)
			: TEXT("it is not there");
}

static bool same_selection(const struct selection *selection, const struct jsonread_node *expected)
{
	if (!selection->is_list)
		return selection->count == 1 && same_value(selection->nodes[0], expected);
	if (jsonread_type(expected) != JSONREAD_ARRAY ||
		selection->count != jsonread_count(expected))
		return false;
	for (size_t i = 0; i < selection->count; i++) {
		if (!same_value(selection->nodes[i], jsonread_element(expected, i)))
			return false;
	}
	return true;
}

static struct text selection_words(struct arena *arena, const struct selection *selection)
{
	struct text words = selection->count == 0 ? TEXT_NONE : TEXT("");

	for (size_t i = 0; i < selection->count; i++) {
		struct text word = node_words(arena, selection->nodes[i]);

		words = arena_printf(arena, "%s%s%.*s", words.data, i > 0 ? ", " : "",
			(int)word.length, word.data);
	}
	return words;
}

static size_t selection_size(const struct selection *selection)
{
	const struct jsonread_node *node = selection->nodes[0];
	struct text name;
	void *at = NULL;
	size_t count = 0;

	if (selection->is_list || selection->count == 0)
		return selection->count;
	while (jsonread_type(node) == JSONREAD_OBJECT && jsonread_next_name(node, &at, &name))
		count++;
	return jsonread_type(node) == JSONREAD_OBJECT ? count : jsonread_count(node);
}

/* "$.path verb value" about a JSON body. */
static struct text check_json(struct arena *arena, struct text body, struct text check)
{
	struct text path = next_word(&check), verb = next_word(&check);
	struct selection selection = select_nodes(arena, jsonread_parse(arena, body, NULL), path);
	struct text words = selection_words(arena, &selection);
	int64_t count;

	if (!path_is_valid(arena, path))
		return TEXT(PATH_INVALID);
	if (is_word(verb, "count")) {
		if (selection.count > 0 && text_to_int64(check, &count) &&
			selection_size(&selection) == (size_t)count)
			return TEXT_NONE;
		return arena_printf(arena, "it has %zu", selection_size(&selection));
	}
	if (!is_word(verb, "is"))
		return check_text(arena, words, verb, check);
	if (jsonread_parse(arena, check, NULL) == NULL)
		return TEXT("the expected value is not JSON");
	if (same_selection(&selection, jsonread_parse(arena, check, NULL)))
		return TEXT_NONE;
	return text_is_set(words) ? arena_printf(arena, "it is: %s", words.data)
				  : TEXT("it is not there");
}

/* "verb value" about the body as it is; a value in quotes is a JSON string. */
static struct text check_bytes(struct arena *arena, struct text body, struct text check)
{
	struct text verb = next_word(&check);
	struct text quoted = jsonread_text(jsonread_parse(arena, check, NULL));
	int64_t count;

	if (is_word(verb, "empty"))
		return body.length == 0 ? TEXT_NONE : TEXT("it has bytes");
	if (is_word(verb, "bytes"))
		return text_to_int64(check, &count) && body.length == (size_t)count
			? TEXT_NONE
			: arena_printf(arena, "it has %zu", body.length);
	return check_text(arena, text_is_set(body) ? body : TEXT(""), verb,
		text_is_set(quoted) && !is_word(verb, "matches") ? quoted : check);
}

static struct text check_body(struct arena *arena, struct text body, struct text check)
{
	return text_starts_with(check, TEXT("$")) ? check_json(arena, body, check)
						  : check_bytes(arena, body, check);
}

/* "name $.path", "name header Name", each with "matches pattern" behind it or not. */
static struct text capture(
	struct http_case_vars *vars, struct text check, const struct response *answer)
{
	struct arena *arena = vars->arena;
	struct text name = next_word(&check), from = next_word(&check), value;

	if (is_word(from, "header")) {
		from = next_word(&check);
		value = message_response_header(answer, arena_cstr(arena, from));
	} else if (is_word(from, "body")) {
		value = answer->body;
	} else if (!path_is_valid(arena, from)) {
		return TEXT(PATH_INVALID);
	} else {
		struct selection selection =
			select_nodes(arena, jsonread_parse(arena, answer->body, NULL), from);

		value = selection_words(arena, &selection);
	}
	if (!text_is_set(value))
		return TEXT("there is nothing to capture");
	if (is_word(next_word(&check), "matches") && !matches(arena, value, check, &value))
		return TEXT("what is to be captured does not match");
	http_case_set(vars, name, value);
	return TEXT_NONE;
}

struct text http_case_check(
	struct http_case_vars *vars, struct text check, const struct response *answer)
{
	struct arena *arena = vars->arena;
	struct text kind = next_word(&check), name;
	int64_t status;

	if (is_word(kind, "status"))
		return text_to_int64(check, &status) && status == answer->status
			? TEXT_NONE
			: arena_printf(arena, "it is %d", answer->status);
	if (is_word(kind, "body"))
		return check_body(arena, answer->body, check);
	if (is_word(kind, "capture"))
		return capture(vars, check, answer);
	if (!is_word(kind, "header"))
		return TEXT("there is no such check; see tests/README.md");
	name = next_word(&check);
	kind = next_word(&check);
	return check_text(
		arena, message_response_header(answer, arena_cstr(arena, name)), kind, check);
}
