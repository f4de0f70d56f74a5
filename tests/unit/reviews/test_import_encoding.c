#include "reviews/import_encoding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/scratch.h"

static void utf8_passes_without_its_mark(void **state)
{
	static const struct {
		struct text given, left;
	} cases[] = {
		{TEXT_INIT("abc"), TEXT_INIT("abc")},
		{TEXT_INIT("\xef\xbb\xbf"
			   "abc"),
			TEXT_INIT("abc")},
		{TEXT_INIT("\xef\xbb\xbf"), TEXT_INIT("")}, {TEXT_INIT(""), TEXT_INIT("")},
		{TEXT_INIT("a"), TEXT_INIT("a")}, {TEXT_INIT("\xc3\xa4"), TEXT_INIT("\xc3\xa4")},
		{TEXT_INIT("\xe9t\xe9"), TEXT_INIT("\xe9t\xe9")}, /* seen where it is read */
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text document = cases[i].given;

		assert_true(import_encoding_check(&document, &s->fault));
		expect_bytes(document, cases[i].left);
		assert_int_equal(s->fault.status, STATUS_OK);
	}
}

static void wide_encodings_are_refused_by_name(void **state)
{
	static const struct {
		struct text given;
		const char *name;
	} cases[] = {
		{TEXT_INIT("\xff\xfe[\0"), "UTF-16"},
		{TEXT_INIT("\xfe\xff\0["), "UTF-16"},
		{TEXT_INIT("[\0]\0"), "UTF-16"},
		{TEXT_INIT("\0[\0]"), "UTF-16"},
		{TEXT_INIT("a\0"), "UTF-16"},
		{TEXT_INIT("\xff\xfe\0\0"), "UTF-32"},
		{TEXT_INIT("\0\0\xfe\xff"), "UTF-32"},
		{TEXT_INIT("[\0\0\0"), "UTF-32"},
		{TEXT_INIT("\0\0\0["), "UTF-32"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text document = cases[i].given;

		fault_clear(&s->fault);
		assert_false(import_encoding_check(&document, &s->fault));
		expect_error(&s->fault, 0, "body", "NotUtf8",
			arena_printf(
				s->arena, "The document is %s; save it as UTF-8.", cases[i].name)
				.data);
	}
}

static void a_workbook_is_named(void **state)
{
	struct text document = TEXT_INIT("PK\x03\x04\x14\0\x06\0");
	struct scratch *s = *state;

	assert_false(import_encoding_check(&document, &s->fault));
	expect_error(&s->fault, 0, "body", "NotUtf8",
		"The document is a workbook or another zip file; save it as CSV.");
	document = TEXT("PKEY,rating");
	fault_clear(&s->fault);
	assert_true(import_encoding_check(&document, &s->fault));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(utf8_passes_without_its_mark),
		SCRATCH_TEST(wide_encodings_are_refused_by_name),
		SCRATCH_TEST(a_workbook_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
