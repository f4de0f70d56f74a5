/*
 * The check of responses against docs/openapi.json finds each kind of fault.
 */
#include "support/contract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/arena_fixture.h"
#include "support/expect.h"

#define ID "019af0aa-51e8-7a94-9c07-e2b6d4183f5a"

#define COMMON                                                                                     \
	"x-ms-request-id: " ID "\n"                                                                \
	"Cache-Control: no-store\n"                                                                \
	"X-Content-Type-Options: nosniff\n"
#define JSON COMMON "Content-Type: application/json\n"
#define LINES COMMON "Content-Type: application/x-ndjson\n"
#define PROBLEM COMMON "x-ms-error-code: X\nContent-Type: application/problem+json\n"
#define FILE_HEADERS JSON "Content-Disposition: attachment; filename=\"ReviewsData.json\"\n"

#define VOTES ",\"helpfulPositive\":1,\"helpfulNegative\":0"
#define COUNTS "{\"reviewId\":\"" ID "\"" VOTES
#define FAULT                                                                                      \
	"\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"                       \
	"\"detail\":\"d\",\"requestId\":\"" ID "\""

static const struct {
	const char *operation;
	enum message_method method;
	int status;
	const char *headers, *body, *why; /* NULL: all is declared */
} cases[] = {
	{"VoteOnReview", METHOD_POST, 200, JSON, COUNTS "}", NULL},
	{"VoteOnReview", METHOD_POST, 201, JSON, COUNTS "}",
		"VoteOnReview does not declare the status 201"},
	{"VoteOnReview", METHOD_POST, 418, PROBLEM, "{}",
		"VoteOnReview does not declare the status 418"},
	{"Nothing", METHOD_POST, 200, JSON, "{}", "the operation Nothing is not declared"},
	{"VoteOnReview", METHOD_POST, 200, COMMON "Content-Type: text/plain\n", "x",
		"VoteOnReview 200: the media type text/plain is not declared"},
	{"VoteOnReview", METHOD_POST, 200, COMMON, "",
		"VoteOnReview 200: the response has no body"},
	{"VoteOnReview", METHOD_POST, 200, JSON, "{", "VoteOnReview 200: the body is not JSON"},
	{"VoteOnReview", METHOD_POST, 200, JSON, COUNTS ",\"x\":1}",
		"VoteOnReview 200: $ has the member x, which is not declared"},
	{"VoteOnReview", METHOD_POST, 200, JSON, "{\"reviewId\":null" VOTES "}",
		"VoteOnReview 200: $.reviewId is null"},
	{"VoteOnReview", METHOD_POST, 200, JSON, "[]",
		"VoteOnReview 200: $ is of type array, which is not declared"},
	{"VoteOnReview", METHOD_POST, 200, JSON "X-More: 1\n", COUNTS "}",
		"VoteOnReview 200: the header X-More is not declared"},
	{"VoteOnReview", METHOD_POST, 200, "Content-Type: application/json\n", COUNTS "}",
		"VoteOnReview 200: the header x-ms-request-id is missing"},
	{"VoteOnReview", METHOD_POST, 200, JSON "RateLimit-Limit: 10\nDate: today\n", COUNTS "}",
		NULL},
	{"VoteOnReview", METHOD_POST, 200, JSON "ratelimit-limit: many\n", COUNTS "}",
		"VoteOnReview 200: the header ratelimit-limit is of type string, which is not "
		"declared"},
	{"VoteOnReview", METHOD_POST, 200,
		"x-ms-request-id: 7\nCache-Control: no-store\nX-Content-Type-Options: nosniff\n",
		COUNTS "}",
		"VoteOnReview 200: the header x-ms-request-id is not of the format uuid"},
	{"VoteOnReview", METHOD_POST, 400, PROBLEM, "{\"code\":\"X\"," FAULT "}", NULL},
	{"VoteOnReview", METHOD_POST, 400, PROBLEM, "{" FAULT "}",
		"VoteOnReview 400: $ lacks the required member code"},
	{"VoteOnReview", METHOD_POST, 507, PROBLEM "Retry-After: 5\n", "{\"code\":\"X\"," FAULT "}",
		NULL},
	{"SubmitReview", METHOD_POST, 200, JSON, "\"" ID "\"", NULL},
	{"SubmitReview", METHOD_POST, 200, JSON, "\"x\"",
		"SubmitReview 200: $ is not of the format uuid"},
	{"DeleteReview", METHOD_DELETE, 204, COMMON, "", NULL},
	{"DeleteReview", METHOD_DELETE, 204, JSON, "{}",
		"DeleteReview 204: the media type application/json is not declared"},
	{"GetCaller", METHOD_HEAD, 200, JSON, "", NULL},
	{"GetCaller", METHOD_HEAD, 200, COMMON "Content-Type: text/plain\n", "",
		"GetCaller 200: the media type text/plain is not declared"},
	/* A file that is still being written has neither an entity tag nor ranges. */
	{"DownloadExport", METHOD_GET, 200, FILE_HEADERS, "[]", NULL},
	{"DownloadExport", METHOD_GET, 200, FILE_HEADERS "ETag: \"a\"\nAccept-Ranges: bytes\n",
		"[]", NULL},
	{"DownloadExport", METHOD_GET, 206, FILE_HEADERS "Content-Range: bytes 0-0/2\n", "[",
		"DownloadExport 206: the header ETag is missing"},
	{"GetJobRejectedItems", METHOD_GET, 200, LINES,
		"{\"row\":1,\"status\":\"rejected\"}\n{\"row\":2,\"status\":\"rejected\"}\n", NULL},
	{"GetJobRejectedItems", METHOD_GET, 200, LINES,
		"{\"row\":1,\"status\":\"rejected\"}\n{\"row\":\"2\",\"status\":\"rejected\"}\n",
		"GetJobRejectedItems 200: $.row is of type string, which is not declared"},
	{"OnReviewsChanged", METHOD_GET, 202, COMMON "Location: http://a/b\nRetry-After: 60\n", "",
		NULL},
	{"OnReviewsChanged", METHOD_GET, 202, COMMON "Retry-After: 60\n", "",
		"OnReviewsChanged 202: the header Location is missing"},
	{"OnReviewsChanged", METHOD_GET, 200, JSON "Location: http://a/b\nRetry-After: 60\n", "[]",
		"OnReviewsChanged 200: $ is below the declared bound"},
	{NULL, METHOD_GET, 404, PROBLEM, "{\"code\":\"X\"," FAULT "}", NULL},
	{NULL, METHOD_GET, 404, PROBLEM, "{}", "$ lacks the required member type"},
	{NULL, METHOD_OPTIONS, 204, COMMON, "", NULL},
};

static struct response make_response(
	struct arena *arena, int status, const char *headers, const char *body)
{
	struct response answer = {.status = status, .body = text_from(body)};
	struct text rest = text_from(headers), line, name;

	while (text_split_next(&rest, '\n', &line) && line.length > 0) {
		text_split_next(&line, ':', &name);
		message_add_header(&answer, arena_cstr(arena, name), text_trim(line));
	}
	return answer;
}

static void each_kind_of_fault_is_found(void **state)
{
	struct arena *arena = *state;
	struct contract contract = contract_open(arena);

	assert_non_null(contract.document);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct response answer =
			make_response(arena, cases[i].status, cases[i].headers, cases[i].body);

		expect_text(contract_check(
				    &contract, arena, cases[i].operation, cases[i].method, &answer),
			cases[i].why);
	}
}

static void operations_are_found_by_their_calls(void **state)
{
	struct arena *arena = *state;

	assert_string_equal(
		contract_operation(arena, METHOD_POST, TEXT("/v2.0/reviews/" ID ":vote")),
		"VoteOnReview");
	assert_string_equal(
		contract_operation(arena, METHOD_HEAD, TEXT("/v2.0/caller?x=1")), "GetCaller");
	assert_null(contract_operation(arena, METHOD_GET, TEXT("/nowhere")));
	assert_null(contract_operation(arena, METHOD_PUT, TEXT("/v2.0/caller")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(each_kind_of_fault_is_found),
		ARENA_FIXTURE_TEST(operations_are_found_by_their_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
