#include "http/router.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "support/arena_fixture.h"
#include "support/expect.h"

#define REVIEW "/v2.0/reviews/{reviewId}"
#define RESTORE "/admin/v1/app-registrations/{id}:restore"
#define USER "/v2.0/reviews/product/{productId}/user"
#define TWO "/a/{x}/b/{y}"

static void matches(void **state)
{
	static const struct {
		const char *pattern, *path;
		const char *values[2];
	} cases[] = {
		{"/", "/", {NULL}},
		{"/healthz", "/healthz", {NULL}},
		{"/healthz", "/healthz/", {NULL}},
		{"/v2.0/reviews:import", "/v2.0/reviews:import", {NULL}},
		{REVIEW, "/v2.0/reviews/7", {"7"}},
		{REVIEW, "/v2.0/reviews/7/", {"7"}},
		{REVIEW, "/v2.0/reviews/a%2Fb%20c", {"a/b c"}},
		{REVIEW, "/v2.0/reviews/a+b", {"a+b"}},
		{REVIEW, "/v2.0/reviews/%2e%2E", {".."}},
		{REVIEW, "/v2.0/reviews/..", {".."}},
		{USER, "/v2.0/reviews/product/%252F/user/", {"%2F"}},
		{RESTORE, "/admin/v1/app-registrations/7:restore", {"7"}},
		{RESTORE, "/admin/v1/app-registrations/a:b:restore", {"a:b"}},
		{TWO, "/a/1/b/2", {"1", "2"}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct router_params params = {.count = 99};

		if (!router_match(*state, cases[i].pattern, text_from(cases[i].path), &params))
			fail_msg("%s does not match", cases[i].path);
		assert_false(params.malformed);
		assert_int_equal(
			params.count, (cases[i].values[0] != NULL) + (cases[i].values[1] != NULL));
		for (size_t at = 0; at < params.count; at++)
			expect_text(params.values[at], cases[i].values[at]);
	}
}

static void fills(void **state)
{
	static const struct {
		const char *pattern, *path, *filled;
	} cases[] = {
		{"/healthz", "/healthz/", "/healthz"},
		{REVIEW, "/v2.0/reviews/%37", "/v2.0/reviews/7"},
		{REVIEW, "/v2.0/reviews/a%2fb%20c+d", "/v2.0/reviews/a%2Fb%20c%2Bd"},
		{USER, "/v2.0/reviews/product/%252F/user/", "/v2.0/reviews/product/%252F/user"},
		{RESTORE, "/admin/v1/app-registrations/a:b:restore",
			"/admin/v1/app-registrations/a%3Ab:restore"},
		{TWO, "/a/1/b/2", "/a/1/b/2"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct router_params params;

		assert_true(
			router_match(*state, cases[i].pattern, text_from(cases[i].path), &params));
		expect_text(router_fill(*state, cases[i].pattern, &params), cases[i].filled);
	}
}

static void misses(void **state)
{
	static const struct {
		const char *pattern, *path;
	} cases[] = {
		{"/", ""},
		{"/healthz", "/Healthz"},
		{"/healthz", "/health"},
		{"/healthz", "/healthz//"},
		{"/healthz", "//healthz"},
		{"/healthz", "healthz"},
		{"/healthz", "/health%7A"},
		{"/healthz", "/"},
		{"/healthz", ""},
		{REVIEW, "/v2.0/reviews"},
		{REVIEW, "/v2.0/reviews/"},
		{REVIEW, "/v2.0/reviews//"},
		{REVIEW, "/v2.0/reviews/a/b"},
		{REVIEW, "/V2.0/reviews/a"},
		{USER, "/v2.0/reviews/product//user"},
		{USER, "/v2.0/reviews/product/a%2Fuser"},
		{RESTORE, "/admin/v1/app-registrations/7"},
		{RESTORE, "/admin/v1/app-registrations/:restore"},
		{RESTORE, "/admin/v1/app-registrations/7%3Arestore"},
		{RESTORE, "/admin/v1/app-registrations/7:RESTORE"},
		{TWO, "/a/1/b"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct router_params params = {.count = 99};

		if (router_match(*state, cases[i].pattern, text_from(cases[i].path), &params))
			fail_msg("%s matches", cases[i].path);
		assert_int_equal(params.count, 99);
	}
	assert_false(router_match(*state, "/", TEXT_NONE, &(struct router_params){.count = 0}));
}

static void broken_encoding_still_matches(void **state)
{
	static const char *const paths[] = {
		"/v2.0/reviews/%", "/v2.0/reviews/%zz", "/v2.0/reviews/a%0", "/v2.0/reviews/a%00b"};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct router_params params = {.count = 99};

		assert_true(router_match(*state, REVIEW, text_from(paths[i]), &params));
		assert_true(params.malformed);
		assert_int_equal(params.count, 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(matches),
		ARENA_FIXTURE_TEST(fills),
		ARENA_FIXTURE_TEST(misses),
		ARENA_FIXTURE_TEST(broken_encoding_still_matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
