#include "support/contract.h"

#include "api/pipeline/route_table.h"
#include "base/embedded.h"
#include "base/jsonwrite.h"

/* Headers of the message, which OpenAPI leaves to HTTP. */
static const char *const framing[] = {
	"Connection", "Content-Length", "Content-Type", "Date", "Keep-Alive", "Transfer-Encoding"};

/* A check under way. */
struct checker {
	struct schema_root root;
	struct arena *arena;
	const struct response *answer;
	bool has_no_body; /* whatever the document says: HEAD, 304 */
};

struct contract contract_open(struct arena *arena)
{
	const struct embedded_file *file = embedded_find(TEXT("docs/openapi.json"));

	return (struct contract){file == NULL ? NULL : jsonread_parse(arena, file->content, NULL)};
}

const char *contract_operation(struct arena *arena, enum message_method method, struct text target)
{
	struct request request = {.arena = arena,
		.method = method,
		.path = text_slice(target, 0, text_find(target, '?'))};
	struct router_params params;
	struct text allow;
	const struct route *route = routes_find(&request, &params, &allow);

	return route == NULL ? NULL : route->name;
}

const struct jsonread_node *contract_find(
	const struct jsonread_node *document, const char *operation)
{
	const struct jsonread_node *paths = jsonread_member(document, "paths");
	struct text path, method;
	void *at = NULL, *there = NULL;

	while (jsonread_next_name(paths, &at, &path)) {
		const struct jsonread_node *item = jsonread_member(paths, path.data);

		there = NULL;
		while (jsonread_next_name(item, &there, &method)) {
			const struct jsonread_node *node = jsonread_member(item, method.data);

			if (text_equal(jsonread_member_text(node, "operationId"),
				    text_from(operation)))
				return node;
		}
	}
	return NULL;
}

static const struct jsonread_node *follow(
	struct checker *c, const struct jsonread_node *object, const char *name)
{
	return schema_follow(c->arena, c->root.document, jsonread_member(object, name));
}

/* "default" is for failures of the service itself, and for 414, which any long URL gets. Each other
 * status must be declared. */
static const struct jsonread_node *find_response(
	struct checker *c, const struct jsonread_node *operation)
{
	const struct jsonread_node *responses = jsonread_member(operation, "responses");
	const struct jsonread_node *found =
		follow(c, responses, arena_printf(c->arena, "%d", c->answer->status).data);

	if (found == NULL && (c->answer->status >= 500 || c->answer->status == 414))
		found = follow(c, responses, "default");
	return found;
}

static bool is_framing(struct text name)
{
	for (size_t i = 0; i < sizeof(framing) / sizeof(framing[0]); i++) {
		if (text_equal_nocase(name, text_from(framing[i])))
			return true;
	}
	return false;
}

/* The declared header of that name, whatever its case. */
static const struct jsonread_node *find_header(
	struct checker *c, const struct jsonread_node *headers, struct text name)
{
	struct text declared;
	void *at = NULL;

	while (jsonread_next_name(headers, &at, &declared)) {
		if (text_equal_nocase(declared, name))
			return follow(c, headers, declared.data);
	}
	return NULL;
}

/* A header's value as JSON, of the type that its schema has. */
static const struct jsonread_node *header_value(
	struct checker *c, const struct jsonread_node *schema, struct text value)
{
	struct jsonwrite out = jsonwrite_make(c->arena, 64 * 1024);
	int64_t number;

	if (text_equal(jsonread_member_text(schema, "type"), TEXT("integer")) &&
		text_to_int64(value, &number))
		return jsonread_element(
			jsonread_parse(c->arena,
				arena_printf(c->arena, "[%lld]", (long long)number), NULL),
			0);
	jsonwrite_open(&out, '[');
	jsonwrite_text(&out, NULL, value);
	jsonwrite_close(&out, ']');
	return jsonread_element(jsonread_parse(c->arena, buffer_text(&out.buffer), NULL), 0);
}

static struct text check_sent(
	struct checker *c, const struct jsonread_node *headers, const struct message_header *sent)
{
	const struct jsonread_node *header = find_header(c, headers, sent->name);
	const struct jsonread_node *schema = follow(c, header, "schema");

	if (is_framing(sent->name))
		return TEXT_NONE;
	if (header == NULL)
		return arena_printf(c->arena, "the header %s is not declared", sent->name.data);
	return schema_check(c->arena, &c->root, schema, header_value(c, schema, sent->value),
		arena_printf(c->arena, "the header %s", sent->name.data).data);
}

static struct text check_headers(struct checker *c, const struct jsonread_node *headers)
{
	struct text name, why = TEXT_NONE;
	void *at = NULL;

	for (size_t i = 0; i < c->answer->header_count && !text_is_set(why); i++)
		why = check_sent(c, headers, &c->answer->headers[i]);
	while (!text_is_set(why) && jsonread_next_name(headers, &at, &name)) {
		const struct jsonread_node *header = follow(c, headers, name.data);

		if (jsonread_is_true(jsonread_member(header, "required")) &&
			!text_is_set(message_response_header(c->answer, name.data)))
			why = arena_printf(c->arena, "the header %s is missing", name.data);
	}
	return why;
}

static bool is_json(struct text type)
{
	return message_is_type(type, "application/json") ||
		message_is_type(type, "application/problem+json");
}

struct text contract_check_json(struct arena *arena, const struct schema_root *root,
	const struct jsonread_node *schema, struct text body)
{
	/* The parser takes no bare texts or numbers. */
	const struct jsonread_node *all = jsonread_parse(
		arena, arena_printf(arena, "[%.*s]", (int)body.length, body.data), NULL);

	return jsonread_count(all) != 1
		? TEXT("the body is not JSON")
		: schema_check(arena, root, schema, jsonread_element(all, 0), "$");
}

static struct text check_json(struct checker *c, const struct jsonread_node *schema)
{
	return contract_check_json(c->arena, &c->root, schema, c->answer->body);
}

/* Each line of the body is a document, whose schema is the extension "x-line". */
static struct text check_lines(struct checker *c, const struct jsonread_node *schema)
{
	const struct jsonread_node *line_schema = jsonread_member(schema, "x-line");
	struct text rest = c->answer->body, line, why = TEXT_NONE;

	while (!text_is_set(why) && text_split_next(&rest, '\n', &line)) {
		if (line.length > 0)
			why = contract_check_json(c->arena, &c->root, line_schema, line);
	}
	return why;
}

static struct text check_content(struct checker *c, const struct jsonread_node *content)
{
	struct text type = message_response_header(c->answer, "Content-Type");
	struct text name = text_trim(text_slice(type, 0, text_find(type, ';')));
	const struct jsonread_node *media =
		jsonread_member(content, arena_cstr(c->arena, text_or_empty(name)));

	if (!text_is_set(type))
		return content == NULL || c->has_no_body ? TEXT_NONE
							 : TEXT("the response has no body");
	if (media == NULL)
		return arena_printf(
			c->arena, "the media type %s is not declared", arena_cstr(c->arena, name));
	/* A part of a document, or a compressed one, is no document. */
	if (c->has_no_body || c->answer->status == 206 ||
		text_is_set(message_response_header(c->answer, "Content-Encoding")))
		return TEXT_NONE;
	if (message_is_type(type, "application/x-ndjson"))
		return check_lines(c, jsonread_member(media, "schema"));
	return is_json(type) ? check_json(c, jsonread_member(media, "schema")) : TEXT_NONE;
}

/* A request that no operation takes. */
static struct text check_stray(struct checker *c)
{
	static const char *const names[] = {"components", "schemas", "Problem"};
	const struct jsonread_node *problem = c->root.document;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		problem = jsonread_member(problem, names[i]);
	return c->answer->status < 400 || c->has_no_body ? TEXT_NONE : check_json(c, problem);
}

struct text contract_check(const struct contract *contract, struct arena *arena,
	const char *operation, enum message_method method, const struct response *answer)
{
	struct checker c = {.root = {.document = contract->document},
		.arena = arena,
		.answer = answer,
		.has_no_body = method == METHOD_HEAD || answer->status == 304};
	const struct jsonread_node *node, *response;
	struct text why;

	if (operation == NULL)
		return check_stray(&c);
	node = contract_find(contract->document, operation);
	if (node == NULL)
		return arena_printf(arena, "the operation %s is not declared", operation);
	response = find_response(&c, node);
	if (response == NULL)
		return arena_printf(
			arena, "%s does not declare the status %d", operation, answer->status);
	why = check_headers(&c, jsonread_member(response, "headers"));
	if (!text_is_set(why))
		why = check_content(&c, jsonread_member(response, "content"));
	return text_is_set(why)
		? arena_printf(arena, "%s %d: %s", operation, answer->status, why.data)
		: why;
}
