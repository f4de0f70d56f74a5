#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "support/expect.h"

static void absent_is_not_empty(void **state)
{
	(void)state;
	assert_false(text_is_set(text_from(NULL)));
	assert_true(text_is_set(text_from("")));
	assert_int_equal(text_from("abc").length, 3);
	assert_int_equal(TEXT("a\0b").length, 3);
	assert_true(text_equal(TEXT_NONE, TEXT("")));
}

static void equality(void **state)
{
	static const struct {
		struct text a, b;
		bool equal, nocase;
	} cases[] = {
		{TEXT_INIT(""), TEXT_INIT(""), true, true},
		{TEXT_INIT("abc"), TEXT_INIT("abc"), true, true},
		{TEXT_INIT("abc"), TEXT_INIT("aBC"), false, true},
		{TEXT_INIT("abc"), TEXT_INIT("abd"), false, false},
		{TEXT_INIT("abc"), TEXT_INIT("ab"), false, false},
		{TEXT_INIT("[a"), TEXT_INIT("{a"), false, false},
		{TEXT_INIT("\xc3\xa4"), TEXT_INIT("\xc3\x84"), false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(text_equal(cases[i].a, cases[i].b), cases[i].equal);
		assert_int_equal(text_equal(cases[i].b, cases[i].a), cases[i].equal);
		assert_int_equal(text_equal_nocase(cases[i].a, cases[i].b), cases[i].nocase);
	}
	assert_true(text_starts_with(TEXT("abc"), TEXT("ab")));
	assert_true(text_starts_with(TEXT("abc"), TEXT("")));
	assert_false(text_starts_with(TEXT("ab"), TEXT("abc")));
	assert_false(text_starts_with(TEXT_NONE, TEXT("a")));
}

static void order(void **state)
{
	(void)state;
	assert_int_equal(text_compare(TEXT("a"), TEXT("a")), 0);
	assert_true(text_compare(TEXT("a"), TEXT("b")) < 0);
	assert_true(text_compare(TEXT("b"), TEXT("ab")) > 0);
	assert_true(text_compare(TEXT("a"), TEXT("ab")) < 0);
	assert_true(text_compare(TEXT("ab"), TEXT("a")) > 0);
	assert_true(text_compare(TEXT("\x7f"), TEXT("\x80")) < 0);
	assert_true(text_compare(TEXT_NONE, TEXT("a")) < 0);
}

static void slices_are_clamped(void **state)
{
	struct text t = TEXT("abcdef");

	(void)state;
	expect_text(text_slice(t, 2, 3), "cde");
	expect_text(text_slice(t, 4, SIZE_MAX), "ef");
	expect_text(text_slice(t, 6, 1), "");
	expect_text(text_slice(t, SIZE_MAX, SIZE_MAX), "");
	expect_text(text_slice(TEXT_NONE, 1, 1), NULL);
}

static void trimming(void **state)
{
	(void)state;
	expect_text(text_trim(TEXT(" \t\r\na b\n ")), "a b");
	expect_text(text_trim(TEXT(" \n ")), "");
	expect_text(text_trim(TEXT("\fa\v")), "\fa\v");
	expect_text(text_trim(TEXT_NONE), NULL);
}

static void splitting(void **state)
{
	struct text rest = TEXT("a,b,"), piece = TEXT_NONE;

	(void)state;
	assert_true(text_split_next(&rest, ',', &piece));
	expect_text(piece, "a");
	expect_text(rest, "b,");
	assert_true(text_split_next(&rest, ',', &piece));
	expect_text(piece, "b");
	assert_true(text_split_next(&rest, ',', &piece));
	expect_text(piece, "");
	assert_false(text_split_next(&rest, ',', &piece));
	rest = TEXT("");
	assert_true(text_split_next(&rest, ',', &piece));
	assert_false(text_split_next(&rest, ',', &piece));
}

static void finding(void **state)
{
	(void)state;
	assert_int_equal(text_find(TEXT("a=b=c"), '='), 1);
	assert_int_equal(text_find(TEXT("abc"), '='), 3);
	assert_int_equal(text_find(TEXT_NONE, '='), 0);
	assert_int_equal(text_find((struct text){"ab=", 2}, '='), 2);
}

static void good_integers(void **state)
{
	static const struct {
		struct text text;
		int64_t value;
	} cases[] = {
		{TEXT_INIT("0"), 0},
		{TEXT_INIT("-0"), 0},
		{TEXT_INIT("007"), 7},
		{TEXT_INIT("42"), 42},
		{TEXT_INIT("-42"), -42},
		{TEXT_INIT("9223372036854775807"), INT64_MAX},
		{TEXT_INIT("-9223372036854775808"), INT64_MIN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t value = 1;

		assert_true(text_to_int64(cases[i].text, &value));
		assert_true(value == cases[i].value);
	}
}

static void bad_integers(void **state)
{
	static const struct text cases[] = {TEXT_INIT(""), TEXT_INIT("-"), TEXT_INIT("+1"),
		TEXT_INIT(" 1"), TEXT_INIT("1 "), TEXT_INIT("1.0"), TEXT_INIT("0x1"),
		TEXT_INIT("--1"), TEXT_INIT("1\0"), TEXT_INIT("1e3"),
		TEXT_INIT("9223372036854775808"), TEXT_INIT("-9223372036854775809"),
		TEXT_INIT("18446744073709551617"), TEXT_INIT("\xd9\xa1")};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t value = 77;

		assert_false(text_to_int64(cases[i], &value));
		assert_int_equal(value, 77);
	}
	assert_false(text_to_int64(TEXT_NONE, &(int64_t){0}));
}

static void flaws(void **state)
{
	static const struct {
		struct text text;
		enum text_flaw flaw;
		size_t offset;
	} cases[] = {
		{TEXT_INIT(""), TEXT_GOOD, 0},
		{TEXT_INIT("a\tb\r\nc"), TEXT_GOOD, 6},
		{TEXT_INIT("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"), TEXT_GOOD, 9},
		{TEXT_INIT("\xf4\x8f\xbf\xbf"), TEXT_GOOD, 4},
		{TEXT_INIT("ab\0"), TEXT_CONTROL, 2},
		{TEXT_INIT("\x1f"), TEXT_CONTROL, 0},
		{TEXT_INIT("\xc3\xa4\x7f"), TEXT_CONTROL, 2},
		{TEXT_INIT("a\x80"), TEXT_NOT_UTF8, 1},
		{TEXT_INIT("\xc3"), TEXT_NOT_UTF8, 0},
		{TEXT_INIT("ab\xe2\x82"), TEXT_NOT_UTF8, 2},
		{TEXT_INIT("\xc0\xaf"), TEXT_NOT_UTF8, 0},
		{TEXT_INIT("\xe0\x80\xaf"), TEXT_NOT_UTF8, 0},
		{TEXT_INIT("\xed\xa0\x80"), TEXT_NOT_UTF8, 0},
		{TEXT_INIT("\xf4\x90\x80\x80"), TEXT_NOT_UTF8, 0},
		{TEXT_INIT("\xff\xfe"), TEXT_NOT_UTF8, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t offset = 99;

		assert_int_equal(text_check(cases[i].text, &offset), cases[i].flaw);
		assert_int_equal(offset, cases[i].offset);
		assert_int_equal(text_check(cases[i].text, NULL), cases[i].flaw);
	}
}

static void code_points(void **state)
{
	(void)state;
	assert_int_equal(text_code_points(TEXT_NONE), 0);
	assert_int_equal(text_code_points(TEXT("abc")), 3);
	assert_int_equal(text_code_points(TEXT("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80")), 3);
}

static void splitting_words(void **state)
{
	static const struct {
		const char *list, *words[4];
	} cases[] = {
		{"", {NULL}},
		{" ,\t\r\n,", {NULL}},
		{"a", {"a", NULL}},
		{", a ,,\tbc\n d=e,", {"a", "bc", "d=e", NULL}},
		{"a,b c", {"a", "b", "c", NULL}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text rest = text_from(cases[i].list), word;
		size_t count = 0;

		while (text_next_word(&rest, &word)) {
			assert_non_null(cases[i].words[count]);
			assert_true(text_equal(word, text_from(cases[i].words[count++])));
		}
		assert_null(cases[i].words[count]);
		assert_false(text_next_word(&rest, &word));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absent_is_not_empty),
		cmocka_unit_test(equality),
		cmocka_unit_test(order),
		cmocka_unit_test(slices_are_clamped),
		cmocka_unit_test(trimming),
		cmocka_unit_test(splitting),
		cmocka_unit_test(splitting_words),
		cmocka_unit_test(finding),
		cmocka_unit_test(good_integers),
		cmocka_unit_test(bad_integers),
		cmocka_unit_test(flaws),
		cmocka_unit_test(code_points),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
