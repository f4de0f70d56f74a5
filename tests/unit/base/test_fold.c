#include "base/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "support/expect.h"
#include "support/scratch.h"

static void folded_texts(void **state)
{
	static const struct {
		const char *text, *folded;
	} cases[] = {
		{"", ""},
		{"abc", "abc"},
		{"Contoso RETAIL 42", "contoso retail 42"},
		/* Case: one to one, one to many, and the two lower-case sigmas. */
		{"\xc3\x84\xc3\x96\xc3\x9c", "\xc3\xa4\xc3\xb6\xc3\xbc"},
		{"Stra\xc3\x9f"
		 "e",
			"strasse"},
		{"STRA\xe1\xba\x9e"
		 "E",
			"strasse"},
		{"\xce\xa3\xcf\x82\xcf\x83", "\xcf\x83\xcf\x83\xcf\x83"},
		{"\xd0\x9c\xd0\x9e\xd0\xa1", "\xd0\xbc\xd0\xbe\xd1\x81"},
		{"\xd4\xb2\xd5\xa2", "\xd5\xa2\xd5\xa2"},
		/* Composition: a letter followed by accents equals the accented letter, in any
		   order. */
		{"a\xcc\x88", "\xc3\xa4"},
		{"A\xcc\x88", "\xc3\xa4"},
		{"q\xcc\xa3\xcc\x87", "q\xcc\xa3\xcc\x87"},
		{"q\xcc\x87\xcc\xa3", "q\xcc\xa3\xcc\x87"},
		{"\xe1\x84\x80\xe1\x85\xa1", "\xea\xb0\x80"},
		/* Compatibility forms. */
		{"\xef\xac\x81", "fi"},
		{"\xef\xbc\xa1\xef\xbd\x82", "ab"},
		{"\xe2\x84\xa2", "tm"},
		{"\xe2\x85\xa7", "viii"},
		{"\xe2\x91\xa0", "1"},
		{"x\xc2\xb2", "x2"},
		{"\xe2\x84\xaa", "k"},
		{"a\xc2\xa0"
		 "b",
			"a b"},
		{"\xef\xbd\xb6\xef\xbe\x9e", "\xe3\x82\xac"},
		/* Invisible characters: soft hyphen, joiners, direction marks, variation selectors.
		 */
		{"so\xc2\xad"
		 "ft",
			"soft"},
		{"a\xe2\x80\x8b"
		 "b\xe2\x80\x8d"
		 "c\xe2\x80\x8e",
			"abc"},
		{"\xef\xbb\xbfx\xef\xb8\x8f", "x"},
		{"\xc2\xad", ""},
		/* Scripts without case and the last code point are unchanged. */
		{"\xe6\x9d\xb1\xe4\xba\xac", "\xe6\x9d\xb1\xe4\xba\xac"},
		{"\xd7\xa9\xd7\x9c", "\xd7\xa9\xd7\x9c"},
		{"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
		{"\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_text(fold_text(f->arena, text_from(cases[i].text)), cases[i].folded);
}

/* U+FDFA alone folds to eighteen letters and spaces. */
static void a_text_may_grow(void **state)
{
	struct scratch *f = *state;
	struct text one = fold_text(f->arena, TEXT("\xef\xb7\xba"));
	struct text many;

	assert_int_equal(text_code_points(one), 18);
	assert_int_equal(one.length, 33);
	many = TEXT("");
	for (int i = 0; i < 100; i++)
		many = arena_printf(f->arena, "%s\xef\xb7\xba", many.data);
	assert_int_equal(fold_text(f->arena, many).length, 3300);
}

static void only_the_text_is_read(void **state)
{
	struct scratch *f = *state;
	struct text part = text_slice(TEXT("ABCDEF"), 1, 3);

	expect_text(fold_text(f->arena, part), "bcd");
	expect_text(fold_text(f->arena, text_slice(part, 0, 0)), "");
	expect_text(fold_text(f->arena, TEXT_NONE), "");
	expect_bytes(fold_text(f->arena, TEXT("A\0B")), TEXT("a\0b"));
}

/* Every code point except surrogates folds to well-formed text, which folds to itself. */
static void folding_is_idempotent(void **state)
{
	struct scratch *f = *state;

	for (uint32_t point = 0x80; point <= 0x10ffff; point += point < 0x30000 ? 1 : 251) {
		char bytes[4] = {(char)(0xf0 | point >> 18), (char)(0x80 | (point >> 12 & 0x3f)),
			(char)(0x80 | (point >> 6 & 0x3f)), (char)(0x80 | (point & 0x3f))};
		struct text whole = {bytes, 4}, folded;

		if (point < 0x800) {
			bytes[2] = (char)(0xc0 | point >> 6);
			whole = (struct text){bytes + 2, 2};
		} else if (point < 0x10000) {
			bytes[1] = (char)(0xe0 | point >> 12);
			whole = (struct text){bytes + 1, 3};
		}
		if (point >= 0xd800 && point < 0xe000)
			continue;
		folded = fold_text(f->arena, whole);
		if (text_code_points(folded) > 18)
			fail_msg("U+%04X is too long", (unsigned)point);
		if (!text_equal(fold_text(f->arena, folded), folded))
			fail_msg("U+%04X folds on", (unsigned)point);
	}
}

/* A letter with `count` marks below it and as many above, not in canonical order. */
static struct text marked(struct arena *arena, int count)
{
	struct buffer out = buffer_make(arena, 1000000);

	buffer_add_char(&out, 'Q');
	for (int i = 0; i < count; i++)
		buffer_add(&out, TEXT("\xcc\x87\xcc\xa3"));
	return buffer_text(&out);
}

/* If they were reordered as a whole, 100,000 of each would take minutes. */
static void the_cost_of_marks_is_linear(void **state)
{
	struct scratch *f = *state;
	struct text few = fold_text(f->arena, marked(f->arena, 15));
	struct text many = fold_text(f->arena, marked(f->arena, 100000));

	assert_true(text_starts_with(few, TEXT("q\xcc\xa3\xcc\xa3")));
	assert_int_equal(few.length, 61);
	assert_int_equal(many.length, 400001);
	assert_true(text_starts_with(many, few));
	expect_bytes(text_slice(many, 61, 60), text_slice(few, 1, 60));
	expect_bytes(fold_text(f->arena, many), many);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(folded_texts),
		SCRATCH_TEST(a_text_may_grow),
		SCRATCH_TEST(only_the_text_is_read),
		SCRATCH_TEST(folding_is_idempotent),
		SCRATCH_TEST(the_cost_of_marks_is_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
