#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "reviews/export.h"
#include "support/expect.h"
#include "support/review_fixture.h"

#define HEAD                                                                                       \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                             \
	"<feed xmlns:vc=\"http://www.w3.org/2007/XMLSchema-versioning\" "                          \
	"xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "                                 \
	"xsi:noNamespaceSchemaLocation=\"http://www.google.com/shopping/reviews/schema/product/"   \
	"2.4/product_reviews.xsd\">\n<version>2.4</version>\n"                                     \
	"<publisher>\n<name>%s</name>\n</publisher>\n<reviews>\n"
/* The page of a product in a shop, and Google's rules in our words. */
#define URL "https://shop.example.com/p/{productId}?a=1&b"
#define SCHEMA "tests/vectors/product_review_feed.xsd"

#define TAIL "</reviews>\n</feed>\n"

static struct text feed(
	struct registry_fixture *f, const char *publisher, const char *url, int64_t count)
{
	struct export_options options = {
		.format = EXPORT_GOOGLE, .publisher = publisher, .product_url = url};
	struct export *export = export_open(f->reader, &options);
	struct buffer all = buffer_make(f->arena, 64 * 1024 * 1024);
	struct export_totals totals;
	struct text piece;

	while (export_next(export, &piece))
		buffer_add(&all, piece);
	assert_int_equal(export_close(export, &totals, &f->fault), STATUS_OK);
	assert_int_equal(totals.items, count);
	assert_int_equal(totals.deleted, 0);
	return buffer_text(&all);
}

static struct review reviewed(const char *id, struct text text)
{
	struct review review = review_fixture_make(id, "p1", 4);

	review.review_text = text;
	return review;
}

static void kind(void **state)
{
	(void)state;
	assert_string_equal(export_kinds[EXPORT_GOOGLE].name, "google");
	assert_string_equal(export_kinds[EXPORT_GOOGLE].ending, "xml");
	assert_string_equal(export_kinds[EXPORT_GOOGLE].media_type, "application/xml");
}

static void an_empty_feed(void **state)
{
	struct registry_fixture *f = *state;

	expect_bytes(feed(f, "A & B", "", 0), arena_printf(f->arena, HEAD TAIL, "A &amp; B"));
}

static void the_whole_of_a_review(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_full();

	review.is_published = true;
	review.is_taken_down = false;
	review.redacted_title = TEXT("G**d");
	review.redacted_text = TEXT("F***.");
	review_fixture_insert(f, &review);
	expect_bytes(feed(f, "Shop", URL, 1),
		arena_printf(f->arena,
			HEAD
			"<review>\n<review_id>%s</review_id>\n"
			"<reviewer>\n<name>Ada</name>\n<reviewer_id>u1</reviewer_id>\n</reviewer>\n"
			"<review_timestamp>2020-05-01T10:00:00.000Z</review_timestamp>\n"
			"<title>G**d</title>\n<content>F***.</content>\n"
			"<review_url type=\"group\">https://shop.example.com/p/p1?a=1&amp;b"
			"</review_url>\n"
			"<ratings>\n<overall min=\"1\" max=\"5\">4</overall>\n</ratings>\n"
			"<products>\n<product>\n<product_ids>\n<skus>\n<sku>A-1</sku>\n</skus>\n"
			"</product_ids>\n<product_name>Shirt</product_name>\n"
			"<product_url>https://shop.example.com/p/p1?a=1&amp;b</product_url>\n"
			"</product>\n</products>\n</review>\n" TAIL,
			"Shop", review.review_id.data));
}

static void what_is_absent_is_left_out(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = reviewed("e1", TEXT("Good."));
	struct text xml;

	review_fixture_insert(f, &review);
	xml = feed(f, "Shop", "", 1);
	expect_contains(
		xml, "<reviewer>\n<name is_anonymous=\"true\">Anonymous</name>\n</reviewer>\n");
	expect_contains(xml, "</review_timestamp>\n<content>Good.</content>\n<ratings>");
	expect_contains(xml, "<sku>p1</sku>\n</skus>\n</product_ids>\n</product>\n");
}

static void only_what_readers_see(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make("e0", "p1", 5);

	review_fixture_insert(f, &review);
	review = reviewed("e1", TEXT("unpublished"));
	review.is_published = false;
	review_fixture_insert(f, &review);
	review = reviewed("e2", TEXT("taken down"));
	review.is_taken_down = true;
	review_fixture_insert(f, &review);
	feed(f, "Shop", "", 0);
	review = reviewed("e3", TEXT("seen"));
	review_fixture_insert(f, &review);
	expect_contains(feed(f, "Shop", "", 1), "<content>seen</content>");
}

static void texts_are_escaped(void **state)
{
	static const struct {
		const char *given, *escaped;
	} cases[] = {
		{"<>&\"'", "&lt;&gt;&amp;\"'"},
		{"]]>", "]]&gt;"},
		{"a\r\nb\rc\n\td", "a&#13;\nb&#13;c\n\td"},
		{"&amp;", "&amp;amp;"},
		{"\xef\xbf\xbe-\xef\xbf\xbf", "\xef\xbf\xbd-\xef\xbf\xbd"},
		{"\xef\xbf\xbd", "\xef\xbf\xbd"},
		{"\x01z\x1f", "\xef\xbf\xbdz\xef\xbf\xbd"},
		{"\xf0\x9f\x91\x95 \xc3\xa4", "\xf0\x9f\x91\x95 \xc3\xa4"},
	};
	struct registry_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *id = arena_printf(f->arena, "e%zu", i).data;
		struct review review = reviewed(id, text_from(cases[i].given));

		review_fixture_insert(f, &review);
		expect_contains(feed(f, "Shop", "", (int64_t)i + 1),
			arena_printf(f->arena, "<content>%s</content>", cases[i].escaped).data);
	}
}

static void ids_are_encoded_in_urls(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = reviewed("e1", TEXT("x"));

	review.product_id = TEXT("a b/<\xc3\xa4>&-._~Z9");
	review_fixture_insert(f, &review);
	expect_contains(feed(f, "Shop", "http://s/{productId}", 1),
		"<product_url>http://s/a%20b%2F%3C%C3%A4%3E%26-._~Z9</product_url>");
	/* A setting without the place for the id is no URL of a product. */
	assert_false(expect_has(feed(f, "Shop", "http://s/", 1), TEXT("_url")));
}

/* What xmllint says of a document by the schema: 0 is valid. */
static int judge(struct registry_fixture *f, struct text xml)
{
	char program[] = "xmllint", silent[] = "--noout", option[] = "--schema", schema[] = SCHEMA;
	char *path = (char *)(uintptr_t)arena_printf(f->arena, "%s/feed.xml", f->dir).data;
	char *const arguments[] = {program, silent, option, schema, path, NULL};
	FILE *file = fopen(path, "w");
	pid_t child;
	int status;

	assert_non_null(file);
	assert_int_equal(fwrite(xml.data, 1, xml.length, file), xml.length);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(posix_spawnp(&child, program, NULL, NULL, arguments, environ), 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* Random texts: a parser of somebody else's finds nothing wrong. */
static void a_parser_reads_it(void **state)
{
	static const char *const parts[] = {"<", ">", "&", "]]>", "\r", "\n", "\t", "\"", "'",
		"<![CDATA[", "<!--", "\xef\xbf\xbf", "\xf0\x9f\x91\x95", "a", "&#0;", "\x02"};
	struct registry_fixture *f = *state;
	uint32_t seed = 20;

	for (int i = 0; i < 100; i++) {
		struct buffer text = buffer_make(f->arena, 4096);
		struct review review;

		for (int j = 0; j < 30; j++) {
			seed = seed * 1664525 + 1013904223;
			buffer_add(&text, text_from(parts[seed >> 28]));
		}
		review = reviewed(arena_printf(f->arena, "e%d", i).data, buffer_text(&text));
		review.user_name = review.title = review.sku = buffer_text(&text);
		review_fixture_insert(f, &review);
	}
	assert_int_equal(judge(f, feed(f, "Shop", "http://s/{productId}&<", 100)), 0);
}

/* Whatever a review has or lacks, as long as the settings have what Google asks for. */
static void the_schema_finds_nothing_wrong(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_full();

	assert_int_equal(judge(f, feed(f, "A & B", URL, 0)), 0);
	review.is_published = true;
	review.is_taken_down = false;
	review_fixture_insert(f, &review);
	review = reviewed("bare", TEXT("Good."));
	review_fixture_insert(f, &review);
	assert_int_equal(judge(f, feed(f, "Shop", URL, 2)), 0);
}

/* The schema does look: URLs that are not set, an element in another place, one that is new. */
static void the_schema_finds_what_is_wrong(void **state)
{
	static const char *const bad[] = {
		"<feed><publisher><name>a</name></publisher><version>2.4</version></feed>",
		"<feed><version>2.3</version><publisher><name>a</name></publisher></feed>",
		"<feed><version>2.4</version><publisher><name></name></publisher></feed>",
		"<feed><version>2.4</version><publisher><name>a</name><x/></publisher></feed>",
	};
	struct registry_fixture *f = *state;
	struct review review = reviewed("e1", TEXT("Good."));

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_not_equal(judge(f, text_from(bad[i])), 0);
	review_fixture_insert(f, &review);
	assert_int_not_equal(judge(f, feed(f, "Shop", "", 1)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kind),
		REGISTRY_FIXTURE_TEST(an_empty_feed),
		REGISTRY_FIXTURE_TEST(the_whole_of_a_review),
		REGISTRY_FIXTURE_TEST(what_is_absent_is_left_out),
		REGISTRY_FIXTURE_TEST(only_what_readers_see),
		REGISTRY_FIXTURE_TEST(texts_are_escaped),
		REGISTRY_FIXTURE_TEST(ids_are_encoded_in_urls),
		REGISTRY_FIXTURE_TEST(a_parser_reads_it),
		REGISTRY_FIXTURE_TEST(the_schema_finds_nothing_wrong),
		REGISTRY_FIXTURE_TEST(the_schema_finds_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
