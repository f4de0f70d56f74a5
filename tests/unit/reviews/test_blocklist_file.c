#include "reviews/redactor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "support/expect.h"
#include "support/scratch.h"

static struct redactor *open_lists(struct scratch *s)
{
	struct redactor *redactor = NULL;

	assert_int_equal(redactor_open(&redactor, s->folder, &s->fault), STATUS_OK);
	return redactor;
}

static void comments_marks_and_line_ends_are_passed_over(void **state)
{
	struct scratch *s = *state;
	struct redactor *redactor;

	scratch_write(s, "any.txt", TEXT("\xef\xbb\xbf# darn\r\n\r\n  heck \t\r\n   # gosh\nlast"));
	redactor = open_lists(s);
	expect_text(redactor_apply(redactor, s->arena, TEXT_NONE, TEXT("darn heck gosh last")),
		"darn **** gosh ****");
	redactor_close(redactor);
}

static void expect_refused(struct scratch *s, const char *message)
{
	struct redactor *redactor = NULL;

	fault_clear(&s->fault);
	assert_int_equal(redactor_open(&redactor, s->folder, &s->fault), STATUS_INVALID);
	expect_error(&s->fault, 0, "reviews.word-list-dir", "InvalidWordList", message);
}

static void faults_name_file_and_line(void **state)
{
	struct scratch *s = *state;
	char *big = arena_alloc(s->arena, 1024 * 1024 + 1);

	expect_refused(s,
		arena_printf(s->arena,
			"%s contains no list; add files such as en.txt or "
			"any.txt, or leave reviews.word-list-dir empty.",
			s->folder)
			.data);
	scratch_write(s, "README", TEXT("no list"));
	scratch_write(s, "en.txt", TEXT("good\n\xe4gypten\nC++\n"));
	expect_refused(s, "en.txt, line 2: this is not UTF-8; save the file as UTF-8.");
	assert_int_equal(s->fault.error_count, 1);
	scratch_write(s, "en.txt", TEXT("\xff\xfeg\0"));
	expect_refused(s, "en.txt is UTF-16; save it as UTF-8.");
	scratch_write(s, "en.txt", TEXT("good\n\na\x01z\n"));
	expect_refused(s, "en.txt, line 3: control characters are not allowed.");
	scratch_write(s, "en.txt", TEXT("a$$\n...\ngood\n'tis\n"));
	expect_refused(s, "en.txt, line 1: an entry must begin and end with a letter or digit.");
	assert_int_equal(s->fault.error_count, 3);
	memset(big, 'a', 1024 * 1024 + 1);
	scratch_write(s, "en.txt", (struct text){big, 101});
	expect_refused(s, "en.txt, line 1: an entry has at most 100 characters.");
	scratch_write(s, "en.txt", (struct text){big, 1024 * 1024 + 1});
	expect_refused(s, "en.txt cannot be read: File too large; a list has at most 1 MiB.");
	scratch_write(s, "en.txt", TEXT("good"));
	scratch_write(s, "English.txt", TEXT("good"));
	expect_refused(s,
		"English.txt is not named after a language; rename it, for example to "
		"en.txt, or to any.txt.");
	s->folder = scratch_path(s, "nowhere");
	expect_refused(s,
		arena_printf(s->arena, "The folder %s cannot be read: No such file or directory.",
			s->folder)
			.data);
}

/* An entry of 100 code points is taken. */
static void bounds_are_what_they_say(void **state)
{
	struct scratch *s = *state;
	struct buffer list = buffer_make(s->arena, 1024 * 1024);
	char word[101];
	struct redactor *redactor;

	memset(word, 'a', 100);
	word[100] = '\0';
	buffer_printf(&list, "%s\n", word);
	for (int i = 0; i < 99999; i++)
		buffer_printf(&list, "w%x\n", (unsigned int)i);
	scratch_write(s, "en.txt", buffer_text(&list));
	redactor = open_lists(s);
	assert_true(text_is_set(redactor_apply(redactor, s->arena, TEXT_NONE, text_from(word))));
	expect_text(redactor_apply(redactor, s->arena, TEXT_NONE, TEXT("w1869e w1869f")),
		"****** w1869f");
	redactor_close(redactor);
	scratch_write(s, "de.txt", TEXT("more"));
	expect_refused(s,
		arena_printf(s->arena,
			"The lists in %s have 100001 entries; at most 100000 are allowed.",
			s->folder)
			.data);
}

static void the_example_lists_are_good(void **state)
{
	struct scratch *s = *state;
	struct redactor *redactor = NULL;

	assert_int_equal(redactor_open(&redactor, "config/words", &s->fault), STATUS_OK);
	expect_text(redactor_apply(redactor, s->arena, TEXT("de"), TEXT("so ein mist, wtf")),
		"so ein ****, ***");
	redactor_close(redactor);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(comments_marks_and_line_ends_are_passed_over),
		SCRATCH_TEST(faults_name_file_and_line),
		SCRATCH_TEST(bounds_are_what_they_say),
		SCRATCH_TEST(the_example_lists_are_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
