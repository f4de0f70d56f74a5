#include "auth/bearer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/expect.h"

static void values(void **state)
{
	static const struct {
		struct text value;
		enum refusal refusal;
		const char *token;
	} cases[] = {
		{{NULL, 0}, REFUSAL_TOKEN_MISSING, NULL},
		{TEXT_INIT(""), REFUSAL_SCHEME_UNSUPPORTED, NULL},
		{TEXT_INIT("Basic YTpi"), REFUSAL_SCHEME_UNSUPPORTED, NULL},
		{TEXT_INIT("a.b.c"), REFUSAL_SCHEME_UNSUPPORTED, NULL},
		{TEXT_INIT("Bearera.b.c"), REFUSAL_SCHEME_UNSUPPORTED, NULL},
		{TEXT_INIT("Bearer,a.b.c"), REFUSAL_SCHEME_UNSUPPORTED, NULL},
		{TEXT_INIT("Bearer\ta.b.c"), REFUSAL_SCHEME_UNSUPPORTED, NULL},
		{TEXT_INIT(" Bearer a.b.c"), REFUSAL_SCHEME_UNSUPPORTED, NULL},
		{TEXT_INIT("Bearer"), REFUSAL_TOKEN_EMPTY, NULL},
		{TEXT_INIT("Bearer   "), REFUSAL_TOKEN_EMPTY, NULL},
		{TEXT_INIT("Bearer a.b.c"), REFUSAL_NONE, "a.b.c"},
		{TEXT_INIT("bEARER a.b.c"), REFUSAL_NONE, "a.b.c"},
		{TEXT_INIT("Bearer   a.b.c "), REFUSAL_NONE, "a.b.c"},
		/* What a token looks like is judged elsewhere. */
		{TEXT_INIT("Bearer Bearer a.b.c"), REFUSAL_NONE, "Bearer a.b.c"},
		{TEXT_INIT("Bearer a b"), REFUSAL_NONE, "a b"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text token = TEXT_NONE;

		assert_int_equal(bearer_read(cases[i].value, &token), cases[i].refusal);
		if (cases[i].refusal == REFUSAL_NONE)
			expect_text(token, cases[i].token);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
