#include "base/file_content.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "support/arena_fixture.h"
#include "support/expect.h"

/* Returns the decoded file, or an absent text if it is malformed. */
static struct text read_all(struct arena *arena, struct text encoded)
{
	struct file_content_reader *reader = arena_alloc(arena, sizeof(*reader));
	struct buffer out = buffer_make(arena, 1024 * 1024);
	struct text piece;

	reader->rest = encoded;
	while (file_content_next(reader, &piece))
		buffer_add(&out, piece);
	return reader->malformed ? TEXT_NONE : buffer_text(&out);
}

static void files(void **state)
{
	static const struct {
		const char *document, *type, *content;
	} cases[] = {
		{"{\"$content-type\":\"text/csv\",\"$content\":\"YSxi\"}", "text/csv", "a,b"},
		{" {\n\"$content\" : \"YSxiCg==\" , \"$content-type\" : \"text\\/csv\" }\r\n",
			"text/csv", "a,b\n"},
		{"{\"$content\":\"\"}", NULL, ""},
		{"{\"$content\":\"_-\\/\\u002b\\u002F8\\u003d=\"}", NULL, NULL},
		{"{\"$content\":\"_-\\/\\u002b\\u002Fw\\u003d=\"}", NULL, "\xff\xef\xfe\xff"},
		{"{\"$content\":\"YSxi\\n\"}", NULL, NULL},
		{"{\"$content\":\"YSxi\\u000a\"}", NULL, NULL},
		{"{\"$content\":\"YSxi\\u0161\"}", NULL, NULL},
		{"{\"$content\":\"YSxi\\u00\"}", NULL, NULL},
		{"{\"$content\":\"YS,xi\"}", NULL, NULL},
		{"{\"$content\":\"YSxi=\"}", NULL, NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct file_content content;

		assert_int_equal(file_content_find(*state, text_from(cases[i].document), &content),
			FILE_CONTENT_FOUND);
		expect_text(content.media_type, cases[i].type);
		expect_text(read_all(*state, content.encoded), cases[i].content);
	}
}

static void what_is_no_file(void **state)
{
	static const char *const none[] = {"", " ", "7", "[]", "[{\"$content\":\"\"}]", "{}", "{",
		"{\"content\":\"YQ==\"}", "{\"a\":{\"$content\":\"YQ==\"}}",
		"{\"externalId\":\"e1\"}\n{\"$content\":\"YQ==\"}",
		"{\"$content-type\":\"text/csv\"}", "\xef\xbb\xbf{\"$content\":\"\"}"};
	static const char *const malformed[] = {"{\"$content\":7}", "{\"$content\":null}",
		"{\"$content\":[\"YQ==\"]}", "{\"$content\":\"YQ==\"",
		"{\"$content\":\"YQ==", "{\"$content\"}", "{\"$content\":}", "{\"$content\":\"\"}x",
		"{\"$content\":\"\",}", "{\"$content\":\"\"]", "{\"$content\":\"\",\"name\":\"a\"}",
		"{\"$content\":\"\",\"$content\":\"\"}", "{\"$content\":\"\",\"$content-type\":7}",
		"{\"$content\":\"\",\"$content-type\":\"a\",\"$content-type\":\"b\"}"};
	struct file_content content;

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		if (file_content_find(*state, text_from(none[i]), &content) != FILE_CONTENT_NONE)
			fail_msg("%s is a file", none[i]);
	}
	for (size_t i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
		if (file_content_find(*state, text_from(malformed[i]), &content) !=
			FILE_CONTENT_MALFORMED)
			fail_msg("%s is not malformed", malformed[i]);
	}
}

/* A file of many pieces, each of which has escapes. */
static void large_files(void **state)
{
	const size_t count = 60000;
	const char *group = "YWJj\\u0059\\/++";
	struct buffer document = buffer_make(*state, 1024 * 1024);
	struct file_content content;
	struct text bytes;

	buffer_add(&document, TEXT("{\"$content\":\""));
	for (size_t i = 0; i < count; i++)
		buffer_add(&document, text_from(group));
	buffer_add(&document, TEXT("\"}"));
	assert_false(document.full);
	assert_int_equal(
		file_content_find(*state, buffer_text(&document), &content), FILE_CONTENT_FOUND);
	bytes = read_all(*state, content.encoded);
	assert_int_equal(bytes.length, count * 6);
	for (size_t i = 0; i < count; i++)
		assert_memory_equal(bytes.data + i * 6, "abc\x63\xff\xbe", 6);
}

/* The time is linear, and the memory bounded, however the object is made. */
static void hostile_objects(void **state)
{
	static const char *const members[] = {
		"\"$content-type\":{},", "\"a\":[[[{{", "\"$content\":1,", "\"\\\"", ":,"};
	struct file_content content;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		struct arena *arena = arena_new();
		struct buffer document = buffer_make(*state, 8 * 1024 * 1024);

		buffer_add_char(&document, '{');
		for (size_t at = 0; at < 300000; at++)
			buffer_add(&document, text_from(members[i]));
		assert_int_not_equal(file_content_find(arena, buffer_text(&document), &content),
			FILE_CONTENT_FOUND);
		assert_true(arena_bytes(arena) < 65536);
		arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(files),
		ARENA_FIXTURE_TEST(what_is_no_file),
		ARENA_FIXTURE_TEST(large_files),
		ARENA_FIXTURE_TEST(hostile_objects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
