/*
 * The check of responses against the connectors' definitions finds each kind of fault.
 */
#include "support/connector_contract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/arena_fixture.h"
#include "support/expect.h"

#define ID "019af0aa-51e8-7a94-9c07-e2b6d4183f5a"
#define CHANGE "{\"reviewId\":\"" ID "\",\"isDeleted\":true,\"changeNumber\":7"

static const struct {
	const char *operation; /* and a query */
	int status;
	const char *body, *why; /* NULL: the engine accepts the response */
} cases[] = {
	{"SubmitReview", 200, "\"" ID "\"", NULL},
	{"SubmitReview", 200, "\"x\"", "$ is not of the format uuid"},
	{"SubmitReview", 200, "{}", "$ is of type object, which is not declared"},
	{"SubmitReview", 201, "\"" ID "\"", "SubmitReview of the connector has no status 201"},
	{"SubmitReview", 400, "{\"any\":null}", NULL},
	{"OnReviewChanged", 200, CHANGE "}", NULL},
	{"OnReviewChanged", 200, CHANGE ",\"extendedProperties\":{\"x\":null}}", NULL},
	{"OnReviewChanged", 200, CHANGE ",\"x\":1}", "$ has the member x, which is not declared"},
	{"OnReviewChanged", 200, CHANGE ",\"title\":null}", "$.title is null"},
	{"OnReviewChanged", 200, CHANGE ",\"title\":1}",
		"$.title is of type integer, which is not declared"},
	{"OnReviewChanged", 200, CHANGE ",\"submittedDateTime\":\"today\"}",
		"$.submittedDateTime is not of the format date-time"},
	{"OnReviewChanged", 200, CHANGE ",\"rating\":4.5}",
		"$.rating is of type number, which is not declared"},
	{"OnReviewChanged", 202, "", NULL},
	{"OnReviewsChanged", 200, "[" CHANGE "}]", NULL},
	{"OnReviewsChanged", 200, CHANGE "}", "$ is of type object, which is not declared"},
	{"OnReviewsChanged", 200, "[" CHANGE ",\"isTakenDown\":\"no\"}]",
		"$[0].isTakenDown is of type string, which is not declared"},
	{"ListAuditEvents", 200, "{\"value\":[{\"id\":\"" ID "\",\"after\":{\"x\":1}}]}", NULL},
	{"ListAuditEvents", 200, "{\"value\":[{\"x\":1}]}",
		"$.value[0] has the member x, which is not declared"},
	{"FollowJob", 200, "{\"kind\":\"import\",\"jobId\":\"" ID "\"}", NULL},
	{"FollowJob", 200, "{\"kind\":\"erasure\",\"x\":1}", NULL},
	{"FollowJob", 200, "{\"kind\":\"import\",\"jobId\":7}",
		"$.jobId is of type integer, which is not declared"},
	{"DeleteAppRegistration", 204, "", NULL},
	{"DiagnoseToken", 200, "{\"not\":\"an operation of a connector\"}", NULL},
	{"ListReviews?shape=value", 200, "{\"value\":[],\"nextLink\":\"https://a.b/c\"}", NULL},
	{"ListReviews?pageSize=1&shape=value", 200, "{\"items\":[]}",
		"$ has the member items, which is not declared"},
	{"ListReviews?shape=items", 200, "{\"items\":[]}", NULL},
	{"ListReviews", 200, "{\"items\":[]}", NULL},
	{NULL, 200, "null", NULL},
};

static void each_kind_of_fault_is_found(void **state)
{
	struct arena *arena = *state;
	struct connector_contract contract = connector_contract_open(arena);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text target = text_from(cases[i].operation), rest = target, name;
		bool has_operation = text_split_next(&rest, '?', &name);
		struct response answer = {
			.status = cases[i].status, .body = text_from(cases[i].body)};

		expect_text(connector_contract_check(&contract, arena,
				    has_operation ? arena_cstr(arena, name) : NULL, METHOD_GET,
				    target, &answer),
			cases[i].why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(each_kind_of_fault_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
