#include "api/core/idempotency.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "registry/idempotent_response.h"
#include "support/call_fixture.h"
#include "support/expect.h"

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, call_fixture_start, call_fixture_end)
#define ID "1f3c5d7e-0000-4000-8000-00000000000a"

/* Sun, 06 Nov 1994 08:49:37 GMT */
#define SENT_MS INT64_C(784111777000)
#define SENT "Sun, 06 Nov 1994 08:49:37 GMT"

/* Reads the headers that are not NULL, with now_ms as the current time. */
static struct text read_headers(struct call_fixture *f, int64_t now_ms, const char *key,
	const char *id, const char *first_sent)
{
	struct message_header headers[3];
	size_t count = 0;

	if (key != NULL)
		headers[count++] = (struct message_header){TEXT("Idempotency-Key"), text_from(key)};
	if (id != NULL)
		headers[count++] =
			(struct message_header){TEXT("Repeatability-Request-ID"), text_from(id)};
	if (first_sent != NULL)
		headers[count++] = (struct message_header){
			TEXT("repeatability-first-sent"), text_from(first_sent)};
	fault_clear(&f->call.fault);
	f->request.headers = headers;
	f->request.header_count = count;
	f->call.idempotency_key = TEXT_NONE;
	f->call.now_ms = now_ms;
	idempotency_read(&f->call);
	return f->call.idempotency_key;
}

static void keys(void **state)
{
	struct call_fixture *f = *state;
	struct text longest = TEXT("");

	f->route.idempotency = IDEMPOTENCY_STORED;
	expect_text(read_headers(f, SENT_MS, NULL, NULL, NULL), NULL);
	assert_false(f->call.reports_repeatability);
	expect_text(read_headers(f, SENT_MS, "a \"key\" ~", NULL, NULL), "a \"key\" ~");
	assert_false(f->call.reports_repeatability);
	for (int i = 0; i < 255; i++)
		longest = arena_printf(f->arena, "%sk", longest.data);
	expect_bytes(read_headers(f, SENT_MS, longest.data, NULL, NULL), longest);
	expect_text(read_headers(f, SENT_MS, NULL, ID, SENT), ID);
	assert_true(f->call.reports_repeatability);
	assert_int_equal(f->call.fault.status, STATUS_OK);
	f->route.idempotency = IDEMPOTENCY_NOT_NEEDED;
	expect_text(read_headers(f, SENT_MS, "k", NULL, NULL), "k");
	assert_int_equal(f->call.fault.status, STATUS_OK);
}

static void headers_that_do_not_fit(void **state)
{
	static const struct {
		const char *key, *id, *first_sent, *target;
		size_t errors;
	} cases[] = {
		{"", NULL, NULL, "Idempotency-Key", 1},
		{"a\tb", NULL, NULL, "Idempotency-Key", 1},
		{"\xc3\xa4", NULL, NULL, "Idempotency-Key", 1},
		{"k", ID, SENT, "Idempotency-Key", 1},
		{"k", NULL, SENT, "Idempotency-Key", 1},
		{NULL, ID, NULL, "Repeatability-First-Sent", 1},
		{NULL, ID, "1994-11-06T08:49:37Z", "Repeatability-First-Sent", 1},
		{NULL, NULL, SENT, "Repeatability-Request-ID", 1},
		{NULL, "{" ID "}", SENT, "Repeatability-Request-ID", 1},
		{NULL, "x", "y", "Repeatability-Request-ID", 2},
	};
	struct call_fixture *f = *state;

	f->route.idempotency = IDEMPOTENCY_STORED;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_headers(f, SENT_MS, cases[i].key, cases[i].id, cases[i].first_sent);
		assert_int_equal(f->call.fault.error_count, cases[i].errors);
		expect_text(f->call.fault.errors[0].target, cases[i].target);
		assert_string_equal(f->call.fault.errors[0].code, "InvalidHeader");
	}
}

static void calls_that_keep_no_answers(void **state)
{
	struct call_fixture *f = *state;

	f->route.idempotency = IDEMPOTENCY_REFUSED;
	read_headers(f, SENT_MS, NULL, NULL, NULL);
	assert_int_equal(f->call.fault.status, STATUS_OK);
	read_headers(f, SENT_MS, "k", NULL, NULL);
	expect_fault(&f->call.fault, STATUS_NOT_IMPLEMENTED, "NotRepeatable");
	read_headers(f, SENT_MS, NULL, ID, SENT);
	expect_fault(&f->call.fault, STATUS_NOT_IMPLEMENTED, "NotRepeatable");
}

/* First-Sent may be up to a day old and up to five minutes ahead. */
static void requests_that_are_too_old(void **state)
{
	struct call_fixture *f = *state;
	int64_t last_ms = SENT_MS + IDEMPOTENT_RESPONSE_RETRY_MS,
		first_ms = SENT_MS - IDEMPOTENT_RESPONSE_CLOCK_SKEW_MS;

	f->route.idempotency = IDEMPOTENCY_STORED;
	read_headers(f, last_ms, NULL, ID, SENT);
	assert_int_equal(f->call.fault.status, STATUS_OK);
	read_headers(f, last_ms + 1, NULL, ID, SENT);
	expect_fault(&f->call.fault, STATUS_PRECONDITION_FAILED, "RequestTooOld");
	read_headers(f, first_ms, NULL, ID, SENT);
	assert_int_equal(f->call.fault.status, STATUS_OK);
	read_headers(f, first_ms - 1, NULL, ID, SENT);
	assert_int_equal(f->call.fault.error_count, 1);
	/* The response is stored at least as long as its request can be repeated. */
	assert_true(last_ms - first_ms <= IDEMPOTENT_RESPONSE_LIFETIME_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(keys),
		TEST(headers_that_do_not_fit),
		TEST(calls_that_keep_no_answers),
		TEST(requests_that_are_too_old),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
