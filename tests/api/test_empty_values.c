/*
 * An empty value counts as an absent one: each query parameter of each route, and each member of
 * each request body, is sent empty and left out, and both requests must get the same answer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "api/pipeline/routes.h"
#include "base/buffer.h"
#include "support/expect.h"
#include "support/openapi.h"
#include "support/service_client.h"

/* Fewer than there are: the walks have found them. */
#define PARAMETERS_MIN 40
#define MEMBERS_MIN 60

/* A field whose empty value is not absent. */
struct exception {
	const char *operation; /* or a part of its name */
	const char *field;
};

/* These limit what a call may do: an empty value is refused. */
static const struct exception limiting[] = {
	{"UpdateReview", "encodedUser"},
	{"DeleteReview", "encodedUser"},
	{"AppRegistration", "enabled"},
	{"AppRegistration", "acceptsUserTokens"},
	{"AppRegistration", "expiresAt"},
	{"AdminKey", "enabled"},
	{"AdminKey", "expiresAt"},
	{NULL, NULL},
};

/* These are required, but may be empty: a rating has no text. */
static const struct exception may_be_empty[] = {
	{"SubmitReview", "Title"},
	{"SubmitReview", "ReviewText"},
	{"SubmitReview", "ProductName"},
	{NULL, NULL},
};

struct walk {
	struct service_fixture *f;
	struct text app_token, admin_token;
	struct text registration, key, review; /* IDs */
	size_t count; /* fields compared */
};

static bool is_one_of(const struct exception *list, struct text operation, struct text field)
{
	for (; list->operation != NULL; list++) {
		if (strstr(operation.data, list->operation) != NULL &&
			text_equal_nocase(field, text_from(list->field)))
			return true;
	}
	return false;
}

static struct text create(struct walk *walk, const char *path, const char *body)
{
	return jsonread_member_text(service_client_expect(walk->f, 201, "POST", path, body), "id");
}

static int start(void **state)
{
	static const char *const settings[] = {
		"limits.calls-per-s=0", "limits.all-calls-per-s=0", NULL};
	struct service_fixture *f =
		service_fixture_open_with(&(struct service_fixture_options){.settings = settings});
	struct walk *walk = arena_alloc(f->arena, sizeof(*walk));

	walk->f = f;
	service_fixture_admit(f);
	walk->app_token = f->authorization;
	service_client_submit(f, f->arena,
		&(struct service_client_submission){.rating = 5, .market = "US", .text = "Fine."});
	walk->review = service_client_text(f, "SELECT review_id FROM review");
	service_client_become_admin(f);
	walk->admin_token = f->authorization;
	walk->registration = create(walk, "/admin/v1/app-registrations",
		"{\"name\":\"Other\",\"clientAppId\":\"00000000-0000-4000-8000-000000000001\","
		"\"directoryTenantId\":\"00000000-0000-4000-8000-000000000002\"}");
	walk->key = create(walk, "/admin/v1/admin-keys",
		"{\"name\":\"Other\",\"roles\":[\"Registry.Auditor\"]}");
	*state = walk;
	return 0;
}

static int end(void **state)
{
	service_fixture_close(((struct walk *)*state)->f);
	return 0;
}

static struct text sample_id(const struct walk *walk, const char *pattern)
{
	struct text path = text_from(pattern);

	if (text_starts_with(path, TEXT("/admin/v1/app-registrations/")))
		return walk->registration;
	if (text_starts_with(path, TEXT("/admin/v1/admin-keys/")))
		return walk->key;
	return walk->review;
}

/* Returns the path with IDs in place of its parameters. */
static struct text fill(struct walk *walk, const char *pattern)
{
	struct buffer out = buffer_make(walk->f->arena, 4096);
	struct text id = sample_id(walk, pattern);

	for (const char *at = pattern; *at != '\0'; at++) {
		if (*at != '{') {
			buffer_add_char(&out, *at);
			continue;
		}
		buffer_add(&out, id);
		while (*at != '}')
			at++;
	}
	return arena_text(walk->f->arena, buffer_text(&out));
}

static struct text sample_value(struct walk *walk, struct text name)
{
	if (text_equal(name, TEXT("tenantId")))
		return service_client_text(walk->f, "SELECT id FROM environment");
	return text_equal(name, TEXT("se")) ? TEXT("1") : TEXT("en-us");
}

/* Returns what a client can tell answers apart by: status, code, place and errors. */
static struct text describe(
	struct walk *walk, const char *method, struct text path, const char *body)
{
	struct service_fixture *f = walk->f;
	struct buffer out = buffer_make(f->arena, 65536);
	struct response answer;
	const struct jsonread_node *errors;

	f->authorization =
		text_starts_with(path, TEXT("/admin/")) ? walk->admin_token : walk->app_token;
	answer = service_client_send(f, method, path.data, body);
	buffer_printf(&out, "%d %s %s", answer.status,
		text_or_empty(message_response_header(&answer, "x-ms-error-code")).data,
		answer.status == 302 ? message_response_header(&answer, "Location").data : "");
	errors = answer.status == 400
		? jsonread_member(jsonread_parse(f->arena, answer.body, NULL), "errors")
		: NULL;
	for (size_t i = 0; i < jsonread_count(errors); i++) {
		const struct jsonread_node *error = jsonread_element(errors, i);

		buffer_printf(&out, "; %s %s", jsonread_member_text(error, "target").data,
			jsonread_member_text(error, "code").data);
	}
	return arena_text(f->arena, buffer_text(&out));
}

static void compare(struct walk *walk, struct text operation, struct text field, struct text absent,
	struct text empty)
{
	bool is_absent = text_equal(absent, empty);
	bool is_good = is_one_of(limiting, operation, field)
		? !is_absent && text_starts_with(empty, TEXT("400 InvalidRequest"))
		: is_absent;

	walk->count++;
	if (!is_good)
		fail_msg("%s, %s: absent gets %s, empty gets %s", operation.data, field.data,
			absent.data, empty.data);
}

/* A row of the table of routes. */
struct row {
	struct text operation, method, pattern;
	struct text names[16];
	bool required[16];
	size_t count;
};

/* Removes the text up to `sign` from *rest. */
static struct text cut(struct arena *arena, struct text *rest, char sign)
{
	struct text piece = TEXT("");

	text_split_next(rest, sign, &piece);
	return arena_text(arena, text_trim(piece));
}

static struct row read_row(struct arena *arena, struct text line)
{
	struct row row = {.count = 0};
	struct text call, list, name;

	cut(arena, &line, '|');
	row.operation = cut(arena, &line, '|');
	call = cut(arena, &line, '|');
	call = text_slice(call, 1, call.length - 2);
	row.method = cut(arena, &call, ' ');
	row.pattern = arena_text(arena, call);
	cut(arena, &line, '|');
	list = cut(arena, &line, '|');
	while (list.length > 0 && text_split_next(&list, ',', &name)) {
		name = text_slice(text_trim(name), 1, name.length);
		row.required[row.count] = text_find(name, '(') < name.length;
		row.names[row.count++] =
			arena_text(arena, text_slice(name, 0, text_find(name, '`')));
	}
	return row;
}

/* Returns the URL with the required parameters, but for the one at `index`, which is empty or left
 * out. */
static struct text url(struct walk *walk, const struct row *row, size_t index, bool empty)
{
	struct buffer out = buffer_make(walk->f->arena, 65536);
	char before = '?';

	buffer_add(&out, fill(walk, row->pattern.data));
	for (size_t i = 0; i < row->count; i++) {
		if (i == index ? !empty : !row->required[i])
			continue;
		buffer_printf(&out, "%c%s=%s", before, row->names[i].data,
			i == index ? "" : sample_value(walk, row->names[i]).data);
		before = '&';
	}
	return arena_text(walk->f->arena, buffer_text(&out));
}

static const char *sample_body(const struct row *row)
{
	if (text_equal(row->method, TEXT("GET")) || text_equal(row->method, TEXT("DELETE")))
		return NULL;
	return text_starts_with(row->operation, TEXT("Import")) ? "[]" : "{}";
}

static void walk_row(struct walk *walk, const struct row *row)
{
	const char *body = sample_body(row), *method = row->method.data;

	for (size_t i = 0; i < row->count; i++) {
		struct text absent = describe(walk, method, url(walk, row, i, false), body);

		compare(walk, row->operation, row->names[i], absent,
			describe(walk, method, url(walk, row, i, true), body));
	}
}

static void an_empty_parameter_is_an_absent_one(void **state)
{
	struct walk *walk = *state;
	struct text lines = routes_reference(walk->f->arena), line;

	text_split_next(&lines, '\n', &line);
	text_split_next(&lines, '\n', &line);
	while (text_split_next(&lines, '\n', &line)) {
		struct row row;

		if (line.length == 0)
			continue;
		row = read_row(walk->f->arena, line);
		walk_row(walk, &row);
	}
	assert_true(walk->count >= PARAMETERS_MIN);
}

/* Follows a reference within the document. */
static const struct jsonread_node *resolve(
	const struct openapi_document *document, const struct jsonread_node *schema)
{
	struct text reference = jsonread_member_text(schema, "$ref"), name;

	if (!text_is_set(reference))
		return schema;
	text_split_next(&reference, '/', &name);
	schema = document->root;
	while (text_split_next(&reference, '/', &name))
		schema = jsonread_member(schema, arena_cstr(document->arena, name));
	return schema;
}

/* Where an object is in a request body: between `before` and `after`. */
struct place {
	struct text operation;
	const char *method, *path, *before, *after;
};

static struct text send_within(struct walk *walk, const struct place *place, const char *object)
{
	const char *body =
		arena_printf(walk->f->arena, "%s%s%s", place->before, object, place->after).data;

	return describe(walk, place->method, fill(walk, place->path), body);
}

static void walk_members(struct walk *walk, const struct place *place,
	const struct openapi_document *document, const struct jsonread_node *schema)
{
	const struct jsonread_node *properties =
		jsonread_member(resolve(document, schema), "properties");
	struct text absent = send_within(walk, place, "{}"), name, empty;
	void *at = NULL;

	while (jsonread_next_name(properties, &at, &name)) {
		/* An array is never a text. */
		if (openapi_has_type(
			    resolve(document, jsonread_member(properties, name.data)), "array") ||
			is_one_of(may_be_empty, place->operation, name))
			continue;
		empty = send_within(
			walk, place, arena_printf(walk->f->arena, "{\"%s\":\"\"}", name.data).data);
		compare(walk, place->operation, name, absent, empty);
	}
}

static void walk_operation(struct walk *walk, const struct openapi_document *document,
	struct text path, struct text method, const struct jsonread_node *operation)
{
	static const char *const types[] = {"application/json", "application/merge-patch+json"};
	const struct place place = {.operation = jsonread_member_text(operation, "operationId"),
		.method = text_equal(method, TEXT("post")) ? "POST"
			: text_equal(method, TEXT("put"))  ? "PUT"
							   : "PATCH",
		.path = path.data,
		.before = "",
		.after = ""};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const struct jsonread_node *schema = openapi_look_up(operation,
			(const char *const[]){"requestBody", "content", types[i], "schema", NULL});

		if (schema != NULL) {
			walk_members(walk, &place, document, schema);
			return;
		}
	}
}

/* Objects within arrays, which walk_operation() does not reach. */
static void walk_elements(struct walk *walk, const struct openapi_document *document)
{
	static const struct {
		const char *schema;
		struct place place;
	} cases[] = {
		{"SettingsEntryInput",
			{TEXT_INIT("ValidateSettings"), "POST", "/admin/v1/settings:validate",
				"{\"requireModerator\":true,\"apps\":[", "]}"}},
		{"ImportItem",
			{TEXT_INIT("ImportReviews"), "POST", "/v2.0/reviews:import?source=shop",
				"[", "]"}},
		{"RestoreItem",
			{TEXT_INIT("ImportReviews"), "POST", "/v2.0/reviews:import", "[", "]"}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		walk_members(
			walk, &cases[i].place, document, openapi_schema(document, cases[i].schema));
}

static void an_empty_member_is_an_absent_one(void **state)
{
	struct walk *walk = *state;
	struct openapi_document *document;
	const struct jsonread_node *paths;
	struct text path, method;
	void *at = NULL;

	openapi_open((void **)&document);
	paths = jsonread_member(document->root, "paths");
	while (jsonread_next_name(paths, &at, &path)) {
		const struct jsonread_node *methods = jsonread_member(paths, path.data);
		void *inner = NULL;

		while (jsonread_next_name(methods, &inner, &method))
			walk_operation(walk, document, path, method,
				jsonread_member(methods, method.data));
	}
	walk_elements(walk, document);
	openapi_close((void **)&document);
	assert_true(walk->count >= MEMBERS_MIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_empty_parameter_is_an_absent_one, start, end),
		cmocka_unit_test_setup_teardown(an_empty_member_is_an_absent_one, start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
