/*
 * Tests the texts that are the same for everyone: each is sent as itself and compressed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/gunzip.h"
#include "support/openapi.h"
#include "support/service_fixture.h"

static struct response ask(struct service_fixture *f, const char *method, const char *path,
	const char *accepted, struct text if_none_match)
{
	struct http_case_request request = {.method = text_from(method),
		.url = arena_printf(f->arena, SERVICE_FIXTURE_URL "%s", path),
		.headers = {{TEXT("Accept-Encoding"), text_from(accepted)},
			{TEXT("If-None-Match"), if_none_match}},
		.header_count = 1 + (size_t)text_is_set(if_none_match)};
	struct response answer = {0};

	assert_true(f->transport.send(f->transport.context, f->arena, &request, &answer));
	/* Errors are not stored, so no cache asks. */
	if (answer.status < 400)
		expect_text(message_response_header(&answer, "Vary"), "Accept-Encoding");
	return answer;
}

static void a_compressed_text_is_the_same_text(void **state)
{
	static const char *const paths[] = {
		"/openapi.json", "/docs", "/", "/web/app.js", "/web/docs.css", "/web/favicon.svg"};
	struct service_fixture *f = service_fixture_open();

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct response plain = ask(f, "GET", paths[i], "identity", TEXT_NONE);
		struct response gzip = ask(f, "GET", paths[i], "gzip, br", TEXT_NONE);

		expect_text(message_response_header(&plain, "Content-Encoding"), NULL);
		expect_text(message_response_header(&gzip, "Content-Encoding"), "gzip");
		expect_bytes(message_response_header(&gzip, "Content-Type"),
			message_response_header(&plain, "Content-Type"));
		assert_true(gzip.body.length < plain.body.length);
		expect_bytes(gunzip_text(f->arena, gzip.body, plain.body.length + 1), plain.body);
		assert_false(text_equal(message_response_header(&gzip, "ETag"),
			message_response_header(&plain, "ETag")));
	}
	service_fixture_close(f);
}

static void each_form_has_its_own_tag(void **state)
{
	struct service_fixture *f = service_fixture_open();
	struct response gzip = ask(f, "GET", "/openapi.json", "gzip", TEXT_NONE);
	struct text etag = message_response_header(&gzip, "ETag");
	struct response again = ask(f, "GET", "/openapi.json", "gzip", etag);

	(void)state;
	assert_int_equal(again.status, 304);
	expect_bytes(message_response_header(&again, "ETag"), etag);
	expect_text(message_response_header(&again, "Content-Encoding"), NULL);
	again = ask(f, "GET", "/openapi.json", "identity", etag);
	assert_int_equal(again.status, 200);
	expect_bytes(again.body, openapi_content());
	service_fixture_close(f);
}

static void a_head_is_that_of_the_chosen_form(void **state)
{
	struct service_fixture *f = service_fixture_open();
	struct response answer = ask(f, "HEAD", "/openapi.json", "gzip", TEXT_NONE);

	(void)state;
	assert_int_equal(answer.status, 200);
	expect_text(message_response_header(&answer, "Content-Encoding"), "gzip");
	assert_true(answer.body.length < openapi_content().length / 2);
	service_fixture_close(f);
}

static void a_client_may_refuse_a_form_or_both(void **state)
{
	struct service_fixture *f = service_fixture_open();
	struct response answer = ask(f, "GET", "/web/app.js", "gzip;q=0", TEXT_NONE);

	(void)state;
	assert_int_equal(answer.status, 200);
	expect_text(message_response_header(&answer, "Content-Encoding"), NULL);
	answer = ask(f, "GET", "/web/app.js", "identity;q=0, gzip", TEXT_NONE);
	expect_text(message_response_header(&answer, "Content-Encoding"), "gzip");
	answer = ask(f, "GET", "/web/app.js", "identity;q=0", TEXT_NONE);
	assert_int_equal(answer.status, 406);
	expect_text(message_response_header(&answer, "x-ms-error-code"), "NotAcceptable");
	service_fixture_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_compressed_text_is_the_same_text),
		cmocka_unit_test(each_form_has_its_own_tag),
		cmocka_unit_test(a_head_is_that_of_the_chosen_form),
		cmocka_unit_test(a_client_may_refuse_a_form_or_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
