#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/http_case.h"
#include "support/scratch.h"

static const struct response sample = {.status = 200,
	.headers = {{TEXT_INIT("ETag"), TEXT_INIT("\"7\"")}},
	.header_count = 1,
	.body = TEXT_INIT("{\"a\": [{\"b\": \"x\", \"n\": 4}, {\"b\": \"y\"}], \"t\": true, \"o\": "
			  "{\"p\": 1.5}}\n")};

static struct text check(struct scratch *scratch, const char *line, const struct response *answer)
{
	struct http_case_vars *vars = arena_alloc(scratch->arena, sizeof(*vars));

	vars->arena = scratch->arena;
	return http_case_check(vars, text_from(line), answer);
}

static void good_checks_hold(void **state)
{
	static const char *const lines[] = {"status 200", "header etag is \"7\"",
		"header ETag exists", "header Nope absent", "header ETag matches ^\"[0-9]+\"$",
		"body $.a[0].b is \"x\"", "body $.a[*].b is [\"x\", \"y\"]", "body $.a[*].n is [4]",
		"body $.a count 2", "body $.a[*].b count 2", "body $.o count 1", "body $.t is true",
		"body $.o is {\"p\": 1.5}", "body $.o.p is 1.5", "body $.a[2] absent",
		"body $.a[0].b.c absent", "body $.t exists", "body $.a[1].b matches ^[xyz]$",
		"body $.a[*].b contains x, y", "body contains \"n\": 4", "body contains \"}\\n\"",
		"body lacks null", "body matches ^\\{.*", "capture v $.a[0].b",
		"capture v header ETag matches ([0-9])"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (text_is_set(check(*state, lines[i], &sample)))
			fail_msg("%s: does not hold", lines[i]);
	}
}

static void bad_checks_do_not(void **state)
{
	static const char *const lines[] = {"status 201", "status", "status 200x", "nonsense",
		"header ETag is 7", "header ETag absent", "header Nope exists", "header Nope is",
		"header Nope lacks x", "header ETag", "body $.a[0].b is \"y\"",
		"body $.a[0].b is x", "body $.a[0].b is", "body $.a[*].b is [\"x\"]",
		"body $.a[*].b is [\"y\", \"x\"]", "body $.a count 3", "body $.nope count 0",
		"body $.t is false", "body $.t is 1", "body $.o is {}",
		"body $.o is {\"p\": 1.5, \"q\": 1}", "body $.o.p is \"1.5\"", "body $.t absent",
		"body $.nope exists", "body $.nope is null", "body $.nope lacks x",
		"body $.a[0].b matches ^y", "body $.a[0].b matches (", "body $.a[0].b resembles x",
		"body empty", "body bytes 7", "body lacks true", "body contains false",
		"body matches ^$", "capture v $.nope", "capture v header Nope",
		"capture v $.a[0].b matches ^y", "body $['a'].b is \"z\"", "body $['a'] absent",
		"body $.o..p absent", "body $.none[*].b is \"z\"", "body $.a[*].none is {}",
		"capture v $.a['0'].b"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		if (!text_is_set(check(*state, lines[i], &sample)))
			fail_msg("%s: holds", lines[i]);
	}
}

/* What is wrong with a file goes to standard error; a passing test shows these lines. */
static bool load(struct scratch *scratch, const char *content)
{
	struct http_case_file file;

	return http_case_load(
		scratch->arena, scratch_write(scratch, "a.http", text_from(content)), &file);
}

static void only_whole_files_are_read(void **state)
{
	assert_true(load(*state, "# word\n\n### a\nGET /\n\n?? status 200\n"));
	assert_true(load(*state, "### a\n!! escapes\nPOST /\nA: b\n\nbody\n\n?? status 200"));
	assert_false(load(*state, ""));
	assert_false(load(*state, "# nothing\n"));
	assert_false(load(*state, "GET /\n\n?? status 200\n"));
	assert_false(load(*state, "### a\n?? status 200\n"));
	assert_false(load(*state, "### a\n\n### b\nGET /\n\n?? status 200\n"));
	assert_false(load(*state, "### a\nGET /\nno header\n\n?? status 200\n"));
	assert_false(load(*state, "### a\nGET /\n\n?? status 200\nmore\n"));
	assert_false(load(*state, "### a\n!! other\nGET /\n\n?? status 200\n"));
	assert_false(load(*state, "!! escapes\n### a\nGET /\n"));
	assert_false(load(*state, "!! default /a Name\n### a\nGET /\n"));
	assert_false(load(*state, "import b/none.http\n### a\nGET /\n"));
	assert_false(load(*state, "run #a\n\n### a\nGET /\n"));
	assert_false(load(*state, "### a\nGET /\n?? body has {\"a\": 1\n"));
	assert_false(load(*state, "### a\nGET /\n?? body has {}\n"));
	assert_false(load(*state, "### a\nGET /\n?? status 400 \"A\" \"B\"\n"));
}

static void expect_expectations(struct scratch *scratch, const char *line, const char *expected)
{
	struct http_case_expectations all;
	struct text joined = TEXT("");

	assert_true(http_case_expect(scratch->arena, text_from(line), &all));
	for (size_t i = 0; i < all.count; i++)
		joined = arena_printf(scratch->arena, "%s%s%.*s", joined.data, i == 0 ? "" : "; ",
			(int)all.texts[i].length, all.texts[i].data);
	expect_text(joined, expected);
}

static void a_line_may_expect_more_than_one_thing(void **state)
{
	expect_expectations(*state, "body contains x", "body contains x");
	expect_expectations(*state, "status 201", "status 201");
	expect_expectations(*state, "status 404 \"None\"", "status 404; body $.code is \"None\"");
	expect_expectations(*state, "status 400 at \"a\", \"b\"",
		"status 400; body $.errors[*].target is [\"a\", \"b\"]");
	expect_expectations(*state, "status 400 \"Bad\" at \"a\"",
		"status 400; body $.code is \"Bad\"; body $.errors[*].target is [\"a\"]");
	expect_expectations(*state,
		"body has {\"a\": 1, \"b[*].c\": [\"x, }\", {\"y\": 2}], \"d\": \"\\\",\"}",
		"body $.a is 1; body $.b[*].c is [\"x, }\", {\"y\": 2}]; body $.d is \"\\\",\"");
}

static struct text habits(
	struct scratch *scratch, int status, const char *type, const char *code, const char *body)
{
	struct response answer = {.status = status, .body = text_from(body)};

	message_add_header(
		&answer, "x-ms-request-id", TEXT("01a209cf-fcea-75e6-8e83-735f22e86abd"));
	message_add_header(&answer, "X-Content-Type-Options", TEXT("nosniff"));
	message_add_header(&answer, "Cache-Control", TEXT("no-store"));
	message_add_header(&answer, "Content-Type", text_from(type));
	if (code != NULL)
		message_add_header(&answer, "x-ms-error-code", text_from(code));
	return http_case_check_habits(scratch->arena, TEXT("GET"), &answer);
}

#define PROBLEM(status_, code_)                                                                    \
	"{\"title\": \"t\", \"detail\": \"d\", \"status\": " status_ ", \"code\": \"" code_        \
	"\", \"requestId\": \"01a209cf-fcea-75e6-8e83-735f22e86abd\"}"

static void habits_are_looked_at(void **state)
{
	const char *json = "application/json", *problem = "application/problem+json";

	assert_false(text_is_set(habits(*state, 200, json, NULL, "{\"a\": 1}")));
	assert_false(text_is_set(habits(*state, 404, problem, "N", PROBLEM("404", "N"))));
	assert_true(text_is_set(habits(*state, 200, json, NULL, "{\"a\": [{\"b\": null}]}")));
	assert_true(text_is_set(habits(*state, 200, json, NULL, "{")));
	assert_true(text_is_set(habits(*state, 200, json, "N", "{}")));
	assert_true(text_is_set(habits(*state, 200, problem, NULL, "{}")));
	assert_true(text_is_set(habits(*state, 204, json, NULL, "{}")));
	assert_true(text_is_set(habits(*state, 404, json, "N", PROBLEM("404", "N"))));
	assert_true(text_is_set(habits(*state, 404, problem, "M", PROBLEM("404", "N"))));
	assert_true(text_is_set(habits(*state, 404, problem, "N", PROBLEM("400", "N"))));
	assert_true(text_is_set(habits(*state, 404, problem, "N", "")));
	assert_true(text_is_set(habits(*state, 401, problem, "N", PROBLEM("401", "N"))));
	assert_true(text_is_set(habits(*state, 405, problem, "N", PROBLEM("405", "N"))));
	assert_true(text_is_set(habits(*state, 429, problem, "N", PROBLEM("429", "N"))));
	assert_true(text_is_set(habits(*state, 503, problem, "N", PROBLEM("503", "N"))));
}

/* Answers with the request's headers and body; an "issuer", so that no habits are looked at. */
static bool echo(void *context, struct arena *arena, const struct http_case_request *request,
	struct response *ret_answer)
{
	(void)context;
	*ret_answer = (struct response){.status = 200, .body = request->body};
	for (size_t i = 0; i < request->header_count; i++)
		message_add_header(ret_answer, arena_cstr(arena, request->headers[i].name),
			request->headers[i].value);
	return true;
}

static size_t failures_of(struct scratch *scratch, const char *content)
{
	struct http_case_vars *vars = arena_alloc(scratch->arena, sizeof(*vars));
	struct http_case_transport transport = {.send = echo};
	struct http_case_file file;

	vars->arena = scratch->arena;
	http_case_set(vars, TEXT("issuer"), TEXT("http://issuer"));
	http_case_set(vars, TEXT("url"), TEXT("http://issuer"));
	assert_true(http_case_load(
		scratch->arena, scratch_write(scratch, "b.http", text_from(content)), &file));
	return http_case_run(&file, &transport, vars);
}

#define ECHO(body_, check_) "### a\nPOST http://issuer/\n\n" body_ "\n\n?? " check_ "\n"
#define DATE_REGEX "[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} 2[0-9]{3} [0-9:]{8} GMT"

static void variables_get_values(void **state)
{
	assert_int_equal(failures_of(*state, ECHO("{{x*3}}", "body is xxx")), 0);
	assert_int_equal(
		failures_of(*state, ECHO("{{httpDate}}", "body matches ^" DATE_REGEX "$")), 0);
	assert_int_equal(
		failures_of(*state, ECHO("{{httpDate:-86400}}", "body is {{httpDate:-86400}}")), 0);
	assert_int_equal(
		failures_of(*state, ECHO("{{httpDate:-86400}}", "body lacks {{httpDate}}")), 0);
	assert_int_equal(failures_of(*state, ECHO("{{httpDate:x}}", "status 200")), 1);
	assert_int_equal(failures_of(*state, ECHO("{{nothing}}", "status 200")), 1);
}

#define USUAL "!! default /a A: 1\n!! default body B: {{x*2}}\n"

static void headers_that_all_have_are_said_once(void **state)
{
	assert_int_equal(failures_of(*state,
				 USUAL "### a\nGET /a/b\n?? header A is 1\n?? header B absent\n"),
		0);
	assert_int_equal(failures_of(*state,
				 USUAL "### a\nPOST /b\n\nbody\n?? header A absent\n"
				       "?? header B is xx\n?? body is body\n"),
		0);
	assert_int_equal(failures_of(*state, USUAL "### a\nGET /a\na: 2\n?? header A is 2\n"), 0);
	assert_int_equal(
		failures_of(*state, USUAL "### a\n!! without A\nGET /a\n?? header A absent\n"), 0);
	/* From where it stands. */
	assert_int_equal(failures_of(*state,
				 USUAL "### a\nGET /a\n?? header A is 1\n"
				       "!! default /a A: 3\n### b\nGET /a\n?? header A is 3\n"
				       "!! default /a A:\n### c\nGET /a\n?? header A absent\n"),
		0);
}

static void a_step_that_says_no_status_wants_200(void **state)
{
	assert_int_equal(failures_of(*state, "### a\nGET /\n\n### b\nGET /\n"), 0);
	assert_int_equal(failures_of(*state, "### a\nGET /\n?? status 201\n"), 1);
}

static void steps_of_another_file_are_run_by_name(void **state)
{
	scratch_write(*state, "shared.http",
		TEXT("!! default /a A: 1\n### one\nGET /a\n?? header A is 1\n?? capture v header "
		     "A\n"
		     "### bad\nGET /\n?? status 201\n"));
	assert_int_equal(failures_of(*state,
				 "import shared.http\nrun #one\n### a\nGET /a\n"
				 "?? header A is {{v}}\nrun #one\n"),
		0);
	/* What is not run by its name is not run. */
	assert_int_equal(
		failures_of(*state, "import shared.http\n!! default /a A: 2\nrun #one\n"), 0);
	assert_int_equal(failures_of(*state, "import shared.http\nrun #bad\nrun #bad\n"), 2);
	assert_false(load(*state, "import shared.http\nrun #none\n"));
	assert_false(load(*state, "import shared.http\n"));
	assert_false(load(*state, "### a\nGET /\n?? status 200\nimport shared.http\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(good_checks_hold),
		SCRATCH_TEST(bad_checks_do_not),
		SCRATCH_TEST(only_whole_files_are_read),
		SCRATCH_TEST(habits_are_looked_at),
		SCRATCH_TEST(variables_get_values),
		SCRATCH_TEST(a_line_may_expect_more_than_one_thing),
		SCRATCH_TEST(headers_that_all_have_are_said_once),
		SCRATCH_TEST(a_step_that_says_no_status_wants_200),
		SCRATCH_TEST(steps_of_another_file_are_run_by_name),
	};

	return cmocka_run_group_tests_name("http_case", tests, NULL, NULL);
}
