#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "support/arena_fixture.h"
#include "support/expect.h"

/* The vectors of RFC 4648 §10, and the characters in which the alphabets differ. */
static void every_form(void **state)
{
	static const struct {
		struct text bytes;
		const char *forms[4];
	} cases[] = {
		{TEXT_INIT(""), {""}},
		{TEXT_INIT("f"), {"Zg==", "Zg"}},
		{TEXT_INIT("fo"), {"Zm8=", "Zm8"}},
		{TEXT_INIT("foo"), {"Zm9v"}},
		{TEXT_INIT("foob"), {"Zm9vYg==", "Zm9vYg"}},
		{TEXT_INIT("fooba"), {"Zm9vYmE=", "Zm9vYmE"}},
		{TEXT_INIT("foobar"), {"Zm9vYmFy"}},
		{TEXT_INIT("\xff\xff\xff"), {"____", "////", "_/_/"}},
		{TEXT_INIT("\xfb\xef\xbe\xfb"), {"----+w==", "++++-w", "-+-+-w=="}},
		{TEXT_INIT("\0\0\0\0"), {"AAAAAA==", "AAAAAA"}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t j = 0; j < 4 && cases[i].forms[j] != NULL; j++) {
			struct text bytes = TEXT_NONE;

			assert_true(base64_decode(*state, text_from(cases[i].forms[j]), &bytes));
			expect_bytes(bytes, cases[i].bytes);
		}
	}
}

static void flaws(void **state)
{
	static const struct text cases[] = {TEXT_INIT("A"), TEXT_INIT("Zm9vY"), TEXT_INIT("Zg="),
		TEXT_INIT("Zg==="), TEXT_INIT("Zm8=="), TEXT_INIT("Zm9v="), TEXT_INIT("Zm9v===="),
		TEXT_INIT("="), TEXT_INIT("===="), TEXT_INIT("Zg==Zg=="), TEXT_INIT("Z=g="),
		TEXT_INIT("Zh=="), TEXT_INIT("Zh"), TEXT_INIT("Zm9="), TEXT_INIT("Zm 9v"),
		TEXT_INIT("Zm9v\n"), TEXT_INIT("Zm9\0"), TEXT_INIT("Zm9\xc1"), TEXT_INIT("Zm9v."),
		TEXT_INIT("Zm9v,")};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text bytes = TEXT_NONE;

		if (base64_decode(*state, cases[i], &bytes))
			fail_msg("%s is accepted", cases[i].data);
		assert_false(text_is_set(bytes));
	}
}

/* Wherever a text is cut, its pieces give the same bytes. */
static void pieces(void **state)
{
	const struct text whole = TEXT("Zm9vYmFyZm9vYmFyZg==");

	for (size_t cut = 0; cut <= whole.length; cut++) {
		struct base64_decoder decoder = {0};
		char out[32];
		size_t first, second;

		assert_true(base64_add(&decoder, text_slice(whole, 0, cut), out, &first));
		assert_true(base64_add(
			&decoder, text_slice(whole, cut, whole.length), out + first, &second));
		assert_true(base64_is_complete(&decoder));
		expect_bytes(((struct text){out, first + second}), TEXT("foobarfoobarf"));
	}
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(every_form),
		ARENA_FIXTURE_TEST(flaws),
		ARENA_FIXTURE_TEST(pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
