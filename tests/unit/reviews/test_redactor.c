#include "reviews/redactor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/fold.h"
#include "support/dice.h"
#include "support/expect.h"
#include "support/scratch.h"

static struct redactor *open_lists(struct scratch *s)
{
	struct redactor *redactor = NULL;

	assert_int_equal(redactor_open(&redactor, s->folder, &s->fault), STATUS_OK);
	return redactor;
}

static struct redactor *open_any(struct scratch *s, const char *words)
{
	scratch_write(s, "any.txt", text_from(words));
	return open_lists(s);
}

#define NONE TEXT_NONE

struct example {
	const char *given;
	const char *redacted; /* NULL: no word is in it */
};

static void expect_examples(
	struct scratch *s, const char *words, const struct example *examples, size_t count)
{
	struct redactor *redactor = open_any(s, words);

	for (size_t i = 0; i < count; i++)
		expect_text(redactor_apply(redactor, s->arena, NONE, text_from(examples[i].given)),
			examples[i].redacted);
	redactor_close(redactor);
}

#define EXPECT_EXAMPLES(words_, ...)                                                               \
	expect_examples(*state, (words_), (const struct example[]){__VA_ARGS__},                   \
		sizeof((const struct example[]){__VA_ARGS__}) / sizeof(struct example))

static void whole_words_are_hidden(void **state)
{
	EXPECT_EXAMPLES("darn\nheck\n", {"darn", "****"}, {"Oh DARN it", "Oh **** it"},
		{"darned", NULL}, {"undarn", NULL}, {"darn1", NULL}, {"1darn", NULL},
		{"(darn)", "(****)"}, {"darn\nheck", "****\n****"}, {"darn, heck!", "****, ****!"},
		{"", NULL}, {"dar n", NULL}, {"dar", NULL}, {"$darn$", "$****$"},
		{"darn_heck", "****_****"}, {"darn\xe2\x84\xa2", "****\xe2\x84\xa2"});
}

/* Neither joins what stands beside it. */
static void apostrophes_and_hyphens_are_borders(void **state)
{
	EXPECT_EXAMPLES("darn\nwell-off\n", {"darn's", "****'s"}, {"o’darn", "o’****"},
		{"darn-good", "****-good"}, {"well-off", "****-***"}, {"well off", "**** ***"},
		{"well — off", "**** — ***"}, {"welloff", NULL});
}

static void phrases_match_across_blanks_and_punctuation(void **state)
{
	EXPECT_EXAMPLES("son of a biscuit\nson of\n", {"son of a biscuit", "*** ** * *******"},
		{"SON, of\n\ta... Biscuit!", "***, **\n\t*... *******!"},
		{"son of a bisc", "*** ** a bisc"}, {"sonof a biscuit", NULL},
		{"of a biscuit", NULL}, {"son of", "*** **"}, {"son o f", NULL});
}

static void the_longest_entry_counts_and_overlaps_are_hidden(void **state)
{
	EXPECT_EXAMPLES("a b\na b c d\nc d e\n", {"a b", "* *"}, {"a b c", "* * c"},
		{"a b c d", "* * * *"}, {"a b c d e", "* * * * *"}, {"c d e", "* * *"});
}

static void case_width_and_composition_do_not_matter(void **state)
{
	EXPECT_EXAMPLES("flügel\nstraße\nσίσυφος\nбайк\n", {"FLU\u0308GEL", "******"},
		{"flu\u0308gel", "******"}, {"STRASSE", "*******"}, {"straße", "******"},
		{"ΣΊΣΥΦΟΣ", "*******"}, {"Σι\u0301συφος", "*******"}, {"БАЙК", "****"},
		{"баи\u0306к", "****"}, {"баик", NULL}, {"ｆｌüｇｅｌ", "******"}, {"flugel", NULL},
		{"ⓕⓛüⓖⓔⓛ", "******"}, {"𝐟𝐥ü𝐠𝐞𝐥", "******"});
}

static void invisible_characters_hide_nothing(void **state)
{
	EXPECT_EXAMPLES("darn\né\n", {"da\u200brn", "**\u200b**"}, {"da\u00adrn", "**\u00ad**"},
		{"\u200bdarn\ufeff", "\u200b****\ufeff"}, {"d\u2060a\u200dr\u034fn", "*\u2060***"},
		{"e\u200b\u0301", "*\u200b*"}, {"\u0301darn", "\u0301****"},
		{" \u0308darn", " \u0308****"}, {"darn\u0301", NULL}, {"da\u200b rn", NULL});
}

static void scripts_with_blanks_have_borders(void **state)
{
	EXPECT_EXAMPLES("حمار\nחמור\nगधा\n바보\nէշ\n", {"يا حمار!", "يا ****!"}, {"حمارنا", NULL},
		{"حـمـار", "*ـ*ـ**"}, {"חמור", "****"}, {"החמור", NULL}, {"गधा है", "** है"},
		{"गधाः", NULL}, {"गधे", NULL}, {"바보", "**"}, {"바보다", NULL},
		{"\u1107\u1161\u1107\u1169", "**"}, {"ԷՇ։", "**։"});
}

static void scripts_without_blanks_have_none(void **state)
{
	EXPECT_EXAMPLES("傻瓜\nばか\nバカ\nไอ้บ้า\nか\n", {"你是傻瓜吗", "你是**吗"}, {"傻 瓜", NULL},
		{"これはばかだ", "これは**だ"}, {"ﾊﾞｶ", "**"}, {"x傻瓜y", "x**y"},
		{"คนไอ้บ้ามาก", "คน****มาก"}, {"バカンス", "**ンス"}, {"が", NULL},
		{"か\u3099", NULL}, {"傻\u200b瓜", "*\u200b*"});
}

static void pictographs_are_words(void **state)
{
	EXPECT_EXAMPLES("🖕\n👩\n🇩🇪\n", {"so🖕so", "so*so"}, {"🖕🏽🖕", "**"},
		{"🖕\ufe0f!", "*!"}, {"👩", "*"}, {"👩\u200d💻", NULL}, {"👩🏿", "*"},
		{"🇫🇷🇩🇪", "🇫🇷*"}, {"🇸🇩🇪🇸", NULL});
}

static void each_user_perceived_character_is_one_asterisk(void **state)
{
	EXPECT_EXAMPLES("कि\ne\u0323\u0301x\n", {"कि", "*"}, {"e\u0301\u0323x", "**"},
		{"ẹ\u0301x", "**"}, {"\u0600e\u0323\u0301x", "**"},
		{"\r\nẹ\u0301X\r\n", "\r\n**\r\n"});
}

static void lists_go_by_language(void **state)
{
	struct scratch *s = *state;
	static const struct {
		const char *locale, *redacted;
	} cases[] = {
		{"en", "**** gift *** both"},
		{"en-us", "**** gift *** both"},
		{"EN_US", "**** gift *** both"},
		{"de-AT", "darn **** *** both"},
		{"zh-Hant-TW", "darn gift *** both"},
		{"eng", "darn gift *** both"},
		{"", "**** **** *** both"},
		{"-", "**** **** *** both"},
		{NULL, "**** **** *** both"},
	};
	struct redactor *redactor;

	scratch_write(s, "en.txt", TEXT("darn\n"));
	scratch_write(s, "de.txt", TEXT("Gift"));
	scratch_write(s, "any.txt", TEXT("all\n"));
	redactor = open_lists(s);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect_text(redactor_apply(redactor, s->arena, text_from(cases[i].locale),
				    TEXT("darn gift all both")),
			cases[i].redacted);
	redactor_close(redactor);
}

static void a_word_may_be_in_many_lists(void **state)
{
	struct scratch *s = *state;
	struct redactor *redactor;

	for (char c = 'a'; c <= 'z'; c++) {
		for (char d = 'a'; d <= 'c'; d++)
			scratch_write(s, arena_printf(s->arena, "%c%c.txt", c, d).data,
				d == 'b' ? TEXT("darn\nthere") : TEXT("darn"));
	}
	redactor = open_lists(s);
	expect_text(
		redactor_apply(redactor, s->arena, TEXT("zb"), TEXT("there darn")), "***** ****");
	expect_text(
		redactor_apply(redactor, s->arena, TEXT("zc"), TEXT("there darn")), "there ****");
	expect_text(redactor_apply(redactor, s->arena, TEXT("xx"), TEXT("there darn")), NULL);
	redactor_close(redactor);
}

static void no_folder_is_no_list(void **state)
{
	struct scratch *s = *state;
	struct redactor *redactor = NULL;

	assert_int_equal(redactor_open(&redactor, "", &s->fault), STATUS_OK);
	expect_text(redactor_apply(redactor, s->arena, NONE, TEXT("darn")), NULL);
	expect_text(redactor_apply(redactor, s->arena, NONE, NONE), NULL);
	expect_text(redactor_apply(NULL, s->arena, NONE, TEXT("darn")), NULL);
	redactor_close(redactor);
	redactor_close(NULL);
}

static void what_is_not_utf8_belongs_to_no_word(void **state)
{
	EXPECT_EXAMPLES("darn\n",
		{"\xff"
		 "darn\xc3",
			"\xff****\xc3"},
		{"da\x80rn", NULL});
}

static void a_mark_makes_another_word(void **state)
{
	EXPECT_EXAMPLES("บ้า\n", {"บ้า\u200b\u3099", "**\u200b\u3099"}, {"บ้า\u3099", NULL});
}

static const char *const pieces[] = {"da", "rn", "DARN", " ", "-", "\u200b", "ä", "a\u0308", "傻",
	"瓜", "🖕", "🏽", "\u0301", "é", "ﬁ", "ß", "ss", "x", "9", "*", "\n", "บ้า", "ば", "か",
	"\u3099", "\r"};

#define PIECES (sizeof(pieces) / sizeof(pieces[0]))

static struct text make_noise(struct scratch *s, struct dice *dice)
{
	struct buffer out = buffer_make(s->arena, 1000);

	for (uint32_t n = 1 + dice_roll(dice, 24); n > 0; n--)
		buffer_add(&out, text_from(pieces[dice_roll(dice, PIECES)]));
	return buffer_text(&out);
}

static size_t count_of(struct text t, char c)
{
	size_t count = 0;

	for (size_t i = 0; i < t.length; i++)
		count += t.data[i] == c;
	return count;
}

/* Whether all that is no asterisk stands in `given`, in that order, and no border has gone. */
static bool only_hides(struct text given, struct text redacted)
{
	size_t at = 0;

	for (size_t i = 0; i < redacted.length; i++) {
		if (redacted.data[i] == '*')
			continue;
		while (at < given.length && given.data[at] != redacted.data[i])
			at++;
		if (at++ == given.length)
			return false;
	}
	return count_of(given, ' ') == count_of(redacted, ' ') &&
		count_of(given, '-') == count_of(redacted, '-') &&
		count_of(given, '\n') == count_of(redacted, '\n');
}

/* Folding takes the invisible character away, and then the mark belongs to the word. */
static bool keeps_a_mark_away(struct text given)
{
	return expect_has(given, TEXT("\u200b\u0301")) || expect_has(given, TEXT("\u200b\u3099"));
}

/* No listed word is left, and nothing but words has gone. */
static void redaction_is_complete_and_no_more(void **state)
{
	struct scratch *s = *state;
	struct redactor *redactor =
		open_any(s, "darn\nä\n傻瓜\n🖕\nßx\nfi9\nบ้า\nばか\n瓜傻\n");
	struct dice dice = {7};
	int found = 0;

	for (int i = 0; i < 5000; i++) {
		struct text given = make_noise(s, &dice);
		struct text redacted = redactor_apply(redactor, s->arena, NONE, given);

		if (!text_is_set(redacted))
			continue;
		found++;
		assert_false(text_equal(given, redacted));
		expect_text(redactor_apply(redactor, s->arena, NONE, redacted), NULL);
		assert_true(only_hides(given, redacted));
		/* The same words, folded first, are found too. */
		assert_true(keeps_a_mark_away(given) ||
			text_is_set(redactor_apply(
				redactor, s->arena, NONE, fold_text(s->arena, given))));
	}
	assert_in_range(found, 500, 4500);
	redactor_close(redactor);
}

/* Marks without end must not take quadratic time. */
static void a_text_of_marks_is_no_burden(void **state)
{
	struct scratch *s = *state;
	struct redactor *redactor = open_any(s, "darn\n");
	struct buffer out = buffer_make(s->arena, 1024 * 1024);

	for (int i = 0; i < 100000; i++)
		buffer_add(&out, i % 2 == 0 ? TEXT("\u0301") : TEXT("\u0323"));
	buffer_add(&out, TEXT(" darn"));
	assert_true(text_is_set(redactor_apply(redactor, s->arena, NONE, buffer_text(&out))));
	redactor_close(redactor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(whole_words_are_hidden),
		SCRATCH_TEST(apostrophes_and_hyphens_are_borders),
		SCRATCH_TEST(phrases_match_across_blanks_and_punctuation),
		SCRATCH_TEST(the_longest_entry_counts_and_overlaps_are_hidden),
		SCRATCH_TEST(case_width_and_composition_do_not_matter),
		SCRATCH_TEST(invisible_characters_hide_nothing),
		SCRATCH_TEST(scripts_with_blanks_have_borders),
		SCRATCH_TEST(scripts_without_blanks_have_none),
		SCRATCH_TEST(pictographs_are_words),
		SCRATCH_TEST(each_user_perceived_character_is_one_asterisk),
		SCRATCH_TEST(lists_go_by_language),
		SCRATCH_TEST(a_word_may_be_in_many_lists),
		SCRATCH_TEST(no_folder_is_no_list),
		SCRATCH_TEST(what_is_not_utf8_belongs_to_no_word),
		SCRATCH_TEST(a_mark_makes_another_word),
		SCRATCH_TEST(redaction_is_complete_and_no_more),
		SCRATCH_TEST(a_text_of_marks_is_no_burden),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
