/* Single fetches on the caller's thread, with and without a form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/clock.h"
#include "support/expect.h"
#include "support/fetch_fixture.h"
#include "support/wait.h"

#define TIMEOUT_MS 300
#define STALL_MS 1500

static enum server_step begin(void *context, struct exchange *exchange)
{
	(void)context;
	exchange->body_limit = 1000;
	return SERVER_CONTINUE;
}

/* Answers with what it was sent, and with how. */
static enum server_step serve(void *context, struct exchange *exchange)
{
	struct request *request = &exchange->request;
	struct response *response = &exchange->response;

	(void)context;
	if (text_equal(request->path, TEXT("/slow")))
		wait_ms(STALL_MS);
	response->status = text_equal(request->path, TEXT("/bad")) ? 400 : 200;
	if (text_equal(request->path, TEXT("/moved"))) {
		response->status = 302;
		message_add_header(response, "Location", TEXT("/good"));
	}
	response->body = arena_printf(request->arena, "%s %s %.*s",
		message_method_name(request->method),
		text_is_set(request->body) &&
				message_is_type(message_header(request, "Content-Type"),
					"application/x-www-form-urlencoded")
			? "form"
			: "none",
		(int)request->body.length, request->body.length > 0 ? request->body.data : "");
	return SERVER_ANSWER;
}

static int start(void **state)
{
	return fetch_fixture_start(
		state, &(struct server_app){.begin = begin, .serve = serve}, TIMEOUT_MS);
}

static struct fetch_result ask(struct fetch_fixture *b, const char *path, struct text form)
{
	struct fetch_request request = {.form = form,
		.url = arena_printf(
			b->arena, "http://127.0.0.1:%d%s", (int)server_port(b->server), path)
			       .data};
	struct fetch_result result;

	b->fetch.once(b->fetch.context, &request, b->arena, &result);
	return result;
}

static void a_document(void **state)
{
	struct fetch_result result = ask(*state, "/good", TEXT_NONE);

	assert_true(result.good);
	assert_int_equal(result.status, 200);
	expect_text(result.body, "GET none ");
}

static void the_answer_to_a_form(void **state)
{
	struct fetch_result result = ask(*state, "/good", TEXT("a=1&b=%26"));

	assert_true(result.good);
	expect_text(result.body, "POST form a=1&b=%26");
	result = ask(*state, "/good", TEXT(""));
	expect_text(result.body, "POST form ");
}

/* Token endpoints say in the body of an error what is wrong. */
static void the_body_of_an_error(void **state)
{
	struct fetch_result result = ask(*state, "/bad", TEXT("a=1"));

	assert_false(result.good);
	assert_int_equal(result.status, 400);
	expect_text(result.body, "POST form a=1");
	expect_text(result.why, "the response has status 400");
}

static void a_form_is_sent_to_nobody_else(void **state)
{
	struct fetch_fixture *b = *state;
	struct fetch_request request = {.url = "http://a.example/token", .form = TEXT("secret")};
	struct fetch_result result = ask(b, "/moved", TEXT("secret"));

	assert_false(result.good);
	assert_int_equal(result.status, 302);
	b->fetch.once(b->fetch.context, &request, b->arena, &result);
	assert_false(result.good);
	assert_int_equal(result.status, 0);
	expect_text(result.why, "the URL is not https");
}

static void a_slow_answer_is_given_up(void **state)
{
	int64_t start_ms = clock_monotonic_ms();
	struct fetch_result result = ask(*state, "/slow", TEXT("a=1"));

	assert_true(clock_monotonic_ms() - start_ms < STALL_MS);
	assert_false(result.good);
	assert_int_equal(result.status, 0);
	assert_true(result.why.length > 0);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, start, fetch_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(a_document),
		TEST(the_answer_to_a_form),
		TEST(the_body_of_an_error),
		TEST(a_form_is_sent_to_nobody_else),
		TEST(a_slow_answer_is_given_up),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
