#include "http/cookie.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/arena_fixture.h"
#include "support/expect.h"

static void a_cookie_is_found_by_its_whole_name(void **state)
{
	static const struct {
		const char *header, *value;
	} cases[] = {
		{"s=1", "1"},
		{"a=2; s=1", "1"},
		{"a=2;s=1;b=3", "1"},
		{" s = 1 ", "1"},
		{"s=", ""},
		{"s=a=b", "a=b"},
		{"s=1; s=2", "1"},
		{"xs=1", NULL},
		{"S=1", NULL},
		{"s", NULL},
		{"a=s=1", NULL},
		{";;;", NULL},
		{"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct message_header header = {TEXT("cookie"), text_from(cases[i].header)};
		struct request request = {.headers = &header, .header_count = 1};

		expect_text(cookie_find(&request, "s"), cases[i].value);
	}
	expect_text(cookie_find(&(struct request){0}, "s"), NULL);
}

static struct text set(struct arena *arena, const struct cookie *cookie)
{
	struct response response = {0};

	cookie_set(arena, &response, cookie);
	return message_response_header(&response, "Set-Cookie");
}

static void a_cookie_is_never_for_scripts(void **state)
{
	struct cookie cookie = {.name = "__Host-s",
		.value = TEXT("abc"),
		.path = "/",
		.max_age_s = 60,
		.secure = true,
		.strict = true};

	expect_text(set(*state, &cookie),
		"__Host-s=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure");
	cookie = (struct cookie){
		.name = "s", .value = TEXT(""), .path = "/sign-in", .max_age_s = -5};
	expect_text(set(*state, &cookie), "s=; Path=/sign-in; Max-Age=0; HttpOnly; SameSite=Lax");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cookie_is_found_by_its_whole_name),
		ARENA_FIXTURE_TEST(a_cookie_is_never_for_scripts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
