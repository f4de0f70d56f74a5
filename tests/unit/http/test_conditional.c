#include "http/conditional.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "support/expect.h"

#define ETAG "\"7\""

static void preconditions(void **state)
{
	static const struct {
		enum message_method method;
		const char *if_match, *if_none_match, *etag;
		enum conditional outcome;
	} cases[] = {
		{METHOD_GET, NULL, NULL, ETAG, CONDITIONAL_PROCEED},
		{METHOD_GET, NULL, NULL, NULL, CONDITIONAL_PROCEED},
		{METHOD_PUT, ETAG, NULL, ETAG, CONDITIONAL_PROCEED},
		{METHOD_PUT, "\"8\"", NULL, ETAG, CONDITIONAL_FAILED},
		{METHOD_PUT, "\"8\", " ETAG " ", NULL, ETAG, CONDITIONAL_PROCEED},
		{METHOD_PUT, "*", NULL, ETAG, CONDITIONAL_PROCEED},
		{METHOD_PUT, " * ", NULL, ETAG, CONDITIONAL_PROCEED},
		{METHOD_PUT, "*", NULL, NULL, CONDITIONAL_FAILED},
		{METHOD_PUT, ETAG, NULL, NULL, CONDITIONAL_FAILED},
		{METHOD_PUT, "W/" ETAG, NULL, ETAG, CONDITIONAL_FAILED},
		{METHOD_PUT, "7", NULL, ETAG, CONDITIONAL_FAILED},
		{METHOD_PUT, "", NULL, ETAG, CONDITIONAL_FAILED},
		{METHOD_GET, NULL, ETAG, ETAG, CONDITIONAL_NOT_MODIFIED},
		{METHOD_HEAD, NULL, ETAG, ETAG, CONDITIONAL_NOT_MODIFIED},
		{METHOD_GET, NULL, "W/" ETAG, ETAG, CONDITIONAL_NOT_MODIFIED},
		{METHOD_GET, NULL, "\"1\",W/\"2\"," ETAG, ETAG, CONDITIONAL_NOT_MODIFIED},
		{METHOD_GET, NULL, "*", ETAG, CONDITIONAL_NOT_MODIFIED},
		{METHOD_GET, NULL, "\"8\"", ETAG, CONDITIONAL_PROCEED},
		{METHOD_GET, NULL, "7", ETAG, CONDITIONAL_PROCEED},
		{METHOD_PUT, NULL, ETAG, ETAG, CONDITIONAL_FAILED},
		{METHOD_PUT, NULL, "*", ETAG, CONDITIONAL_FAILED},
		{METHOD_PUT, NULL, "*", NULL, CONDITIONAL_PROCEED},
		{METHOD_DELETE, NULL, "\"8\"", ETAG, CONDITIONAL_PROCEED},
		{METHOD_GET, "\"8\"", ETAG, ETAG, CONDITIONAL_FAILED},
		{METHOD_GET, ETAG, ETAG, ETAG, CONDITIONAL_NOT_MODIFIED},
		{METHOD_GET, ETAG, "\"8\"", ETAG, CONDITIONAL_PROCEED},
		{METHOD_GET, NULL, "W/" ETAG, "W/" ETAG, CONDITIONAL_NOT_MODIFIED},
		{METHOD_PUT, "W/" ETAG, NULL, "W/" ETAG, CONDITIONAL_FAILED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct message_header headers[2];
		struct request request = {.method = cases[i].method, .headers = headers};

		if (cases[i].if_match != NULL)
			headers[request.header_count++] = (struct message_header){
				TEXT("if-match"), text_from(cases[i].if_match)};
		if (cases[i].if_none_match != NULL)
			headers[request.header_count++] = (struct message_header){
				TEXT("If-None-Match"), text_from(cases[i].if_none_match)};
		if (conditional_check(&request, text_from(cases[i].etag)) != cases[i].outcome)
			fail_msg("case %zu", i);
	}
}

static void ranges(void **state)
{
	static const struct {
		const char *range, *if_range;
		enum conditional_range outcome;
		uint64_t from, length;
	} cases[] = {
		{NULL, NULL, RANGE_WHOLE, 0, 100},
		{"bytes=0-0", NULL, RANGE_PART, 0, 1},
		{"bytes=0-99", NULL, RANGE_PART, 0, 100},
		{"bytes=10-19", NULL, RANGE_PART, 10, 10},
		{"bytes=99-99", NULL, RANGE_PART, 99, 1},
		{"bytes=99-", NULL, RANGE_PART, 99, 1},
		{"bytes=0-", NULL, RANGE_PART, 0, 100},
		{"bytes=90-1000", NULL, RANGE_PART, 90, 10},
		{"bytes=90-9223372036854775807", NULL, RANGE_PART, 90, 10},
		{"bytes=-1", NULL, RANGE_PART, 99, 1},
		{"bytes=-100", NULL, RANGE_PART, 0, 100},
		{"bytes=-1000", NULL, RANGE_PART, 0, 100},
		{"bytes=-0", NULL, RANGE_UNSATISFIABLE, 0, 0},
		{"bytes=100-", NULL, RANGE_UNSATISFIABLE, 0, 0},
		{"bytes=100-200", NULL, RANGE_UNSATISFIABLE, 0, 0},
		{"bytes=10-9", NULL, RANGE_WHOLE, 0, 100},
		{"bytes=", NULL, RANGE_WHOLE, 0, 100},
		{"bytes=-", NULL, RANGE_WHOLE, 0, 100},
		{"bytes=5", NULL, RANGE_WHOLE, 0, 100},
		{"bytes=--5", NULL, RANGE_WHOLE, 0, 100},
		{"bytes=5--7", NULL, RANGE_WHOLE, 0, 100},
		{"bytes=a-b", NULL, RANGE_WHOLE, 0, 100},
		{"bytes=99999999999999999999-", NULL, RANGE_WHOLE, 0, 100},
		{"bytes=0-1,3-4", NULL, RANGE_WHOLE, 0, 100},
		{"items=0-1", NULL, RANGE_WHOLE, 0, 100},
		{"", NULL, RANGE_WHOLE, 0, 100},
		{"bytes=0-1", ETAG, RANGE_PART, 0, 2},
		{"bytes=0-1", " " ETAG, RANGE_PART, 0, 2},
		{"bytes=0-1", "\"8\"", RANGE_WHOLE, 0, 100},
		{"bytes=0-1", "W/" ETAG, RANGE_WHOLE, 0, 100},
		{"bytes=0-1", "Sun, 06 Nov 1994 08:49:37 GMT", RANGE_WHOLE, 0, 100},
		{"bytes=100-", "\"8\"", RANGE_WHOLE, 0, 100},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct message_header headers[2];
		struct request request = {.method = METHOD_GET, .headers = headers};
		uint64_t from = 77, length = 77;

		if (cases[i].range != NULL)
			headers[request.header_count++] =
				(struct message_header){TEXT("Range"), text_from(cases[i].range)};
		if (cases[i].if_range != NULL)
			headers[request.header_count++] = (struct message_header){
				TEXT("If-Range"), text_from(cases[i].if_range)};
		if (conditional_range(&request, TEXT(ETAG), 100, &from, &length) !=
			cases[i].outcome)
			fail_msg("case %zu", i);
		if (cases[i].outcome == RANGE_UNSATISFIABLE)
			continue;
		assert_int_equal(from, cases[i].from);
		assert_int_equal(length, cases[i].length);
	}
}

static void an_empty_representation_has_no_range(void **state)
{
	static const char *const cases[] = {"bytes=0-", "bytes=0-0", "bytes=-5"};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct message_header header = {TEXT("Range"), text_from(cases[i])};
		struct request request = {.headers = &header, .header_count = 1};
		uint64_t from, length;

		assert_int_equal(conditional_range(&request, TEXT(ETAG), 0, &from, &length),
			RANGE_UNSATISFIABLE);
	}
}

/* RFC 9110 §14.2: Range is for GET alone. */
static void other_methods_ignore_ranges(void **state)
{
	struct message_header header = {TEXT("Range"), TEXT("bytes=0-1")};
	struct request request = {.headers = &header, .header_count = 1};
	uint64_t from, length;

	(void)state;
	for (int method = METHOD_HEAD; method <= METHOD_OTHER; method++) {
		request.method = (enum message_method)method;
		assert_int_equal(
			conditional_range(&request, TEXT(ETAG), 100, &from, &length), RANGE_WHOLE);
		assert_int_equal(length, 100);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(preconditions),
		cmocka_unit_test(ranges),
		cmocka_unit_test(an_empty_representation_has_no_range),
		cmocka_unit_test(other_methods_ignore_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
