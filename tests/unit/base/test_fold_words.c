#include "base/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "support/expect.h"
#include "support/scratch.h"

static void folds(struct scratch *s, const char *text, const char *expected)
{
	expect_text(fold_text(s->arena, text_from(text)), expected);
}

static void words_are_folded(void **state)
{
	struct scratch *s = *state;

	folds(s, "", "");
	folds(s, "ABC xyz 1", "abc xyz 1");
	folds(s, "STRASSE", "strasse");
	folds(s,
		"Stra\xc3\x9f"
		"e",
		"strasse");
	folds(s, "A\xcc\x88", "\xc3\xa4");
	folds(s, "\xef\xbc\xa1\xef\xbc\x91", "a1"); /* full width */
	folds(s, "\xef\xac\x81t", "fit"); /* ligature */
	folds(s, "sha\xc2\xadrp", "sharp"); /* soft hyphen */
	folds(s, "\xce\xa3\xce\xaf\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x82",
		"\xcf\x83\xce\xaf\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x83"); /* final sigma */
	folds(s, "\xd0\x96\xd0\xa3\xd0\x9a", "\xd0\xb6\xd1\x83\xd0\xba");
}

/* ASCII text takes a separate code path; the result must be the same as within other text. */
static void ascii_folds_the_same_everywhere(void **state)
{
	struct scratch *s = *state;

	for (int c = 1; c < 0x80; c++) {
		const char alone[] = {'x', (char)c, '\0'};
		const char beside[] = {'\xc3', '\xa4', 'x', (char)c, '\0'};
		struct text folded = fold_text(s->arena, text_from(beside));

		assert_true(text_equal(fold_text(s->arena, text_from(alone)),
			text_slice(folded, 2, folded.length)));
	}
}

static void words(struct scratch *s, const char *text, const char *expected)
{
	expect_text(fold_words(s->arena, text_from(text)), expected);
}

static void characters_of_unspaced_scripts_are_separated(void **state)
{
	struct scratch *s = *state;

	words(s, "", "");
	words(s, "Plain Words, two", "plain words, two");
	words(s, "\xe6\x9c\x8d\xe5\xbe\x88\xe5\xa5\xbd",
		"\xe6\x9c\x8d \xe5\xbe\x88 \xe5\xa5\xbd "); /* Han */
	words(s, "XL\xe3\x82\xb5\xe3\x82\xa4", "xl \xe3\x82\xb5 \xe3\x82\xa4 "); /* Katakana */
	words(s, "\xef\xbd\xbb", "\xe3\x82\xb5 "); /* half width */
	words(s,
		"\xe3\x81\x82"
		"b",
		"\xe3\x81\x82 b"); /* Hiragana */
	words(s, "\xe0\xb8\x94\xe0\xb8\xb5", "\xe0\xb8\x94 \xe0\xb8\xb5 "); /* Thai */
	words(s, "\xf0\xa0\x80\x80z", "\xf0\xa0\x80\x80 z"); /* beyond the BMP */
	words(s, "\xec\x98\xb7 \xec\xa2\x8b\xec\x95\x84", "\xec\x98\xb7 \xec\xa2\x8b\xec\x95\x84");
	words(s, "\xd8\xab\xd9\x88\xd8\xa8", "\xd8\xab\xd9\x88\xd8\xa8"); /* Arabic */
}

/* The result has all characters of the text in the same order, and otherwise only spaces. */
static void only_spaces_are_added(void **state)
{
	static const char *const pieces[] = {"a", "Z", " ", "\xe6\x9c\x8d", "\xe3\x82\xb5",
		"\xe0\xb8\x94", "\xc3\xa4", "\xf0\x9f\x91\x95", "1", "\n", "\xec\x98\xb7"};
	struct scratch *s = *state;
	struct text noise = scratch_noise(s, 11, 4000);

	for (size_t i = 0; i < noise.length; i += 20) {
		struct buffer all = buffer_make(s->arena, 200), left = buffer_make(s->arena, 400),
			      right = buffer_make(s->arena, 400);
		struct text folded, apart;

		for (size_t j = i; j < i + 20; j++)
			buffer_add(&all,
				text_from(pieces[(unsigned char)noise.data[j] %
					(sizeof(pieces) / sizeof(pieces[0]))]));
		folded = fold_text(s->arena, buffer_text(&all));
		apart = fold_words(s->arena, buffer_text(&all));
		for (size_t j = 0; j < folded.length; j++) {
			if (folded.data[j] != ' ')
				buffer_add_char(&left, folded.data[j]);
		}
		for (size_t j = 0; j < apart.length; j++) {
			if (apart.data[j] != ' ')
				buffer_add_char(&right, apart.data[j]);
		}
		expect_bytes(buffer_text(&right), buffer_text(&left));
	}
}

static void what_is_a_word(void **state)
{
	static const char *const with[] = {"a", "!1!", "\xc3\xa4", "\xe6\x9c\x8d", "\xd8\xab",
		"\xe0\xa5\xa7", "\xc2\xbd", " \xf0\xa0\x80\x80"};
	static const char *const without[] = {
		"", " ", "\"", "*", "-_.", "\xf0\x9f\x91\x95", "\xcc\x88", "\xe2\x80\xa6\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(with) / sizeof(with[0]); i++)
		assert_true(fold_has_word(text_from(with[i])));
	for (size_t i = 0; i < sizeof(without) / sizeof(without[0]); i++)
		assert_false(fold_has_word(text_from(without[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(words_are_folded),
		SCRATCH_TEST(ascii_folds_the_same_everywhere),
		SCRATCH_TEST(characters_of_unspaced_scripts_are_separated),
		SCRATCH_TEST(only_spaces_are_added),
		SCRATCH_TEST(what_is_a_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
