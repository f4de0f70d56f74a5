#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "reviews/export.h"
#include "support/expect.h"
#include "support/google_feed.h"
#include "support/review_fixture.h"

#define HEAD                                                                                       \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"                                             \
	"<feed xmlns:vc=\"http://www.w3.org/2007/XMLSchema-versioning\" "                          \
	"xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "                                 \
	"xsi:noNamespaceSchemaLocation=\"http://www.google.com/shopping/reviews/schema/product/"   \
	"2.4/product_reviews.xsd\">\n<version>2.4</version>\n"                                     \
	"<publisher>\n<name>%s</name>\n</publisher>\n"
#define TAIL "</reviews>\n</feed>\n"

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
	assert_string_equal(export_kinds[EXPORT_GOOGLE].file_extension, "xml");
	assert_string_equal(export_kinds[EXPORT_GOOGLE].media_type, "application/xml");
}

static void an_empty_feed(void **state)
{
	struct registry_fixture *f = *state;

	expect_bytes(google_feed_export(f, "A & B", GOOGLE_FEED_URL, 0),
		arena_printf(f->arena, HEAD "</feed>\n", "A &amp; B"));
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
	expect_bytes(
		google_feed_export(f, "Shop", "https://shop.example.com/p/{productId}?a=1&b", 1),
		arena_printf(f->arena,
			HEAD
			"<reviews>\n<review>\n<review_id>%s</review_id>\n"
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
	xml = google_feed_export(f, "Shop", GOOGLE_FEED_URL, 1);
	expect_contains(
		xml, "<reviewer>\n<name is_anonymous=\"true\">Anonymous</name>\n</reviewer>\n");
	expect_contains(xml, "</review_timestamp>\n<content>Good.</content>\n<review_url ");
	expect_contains(xml, "<sku>p1</sku>\n</skus>\n</product_ids>\n<product_url>");
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
	google_feed_export(f, "Shop", GOOGLE_FEED_URL, 0);
	review = reviewed("e3", TEXT("seen"));
	review_fixture_insert(f, &review);
	expect_contains(
		google_feed_export(f, "Shop", GOOGLE_FEED_URL, 1), "<content>seen</content>");
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
		expect_contains(google_feed_export(f, "Shop", GOOGLE_FEED_URL, (int64_t)i + 1),
			arena_printf(f->arena, "<content>%s</content>", cases[i].escaped).data);
	}
}

static void ids_are_encoded_in_urls(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = reviewed("e1", TEXT("x"));

	review.product_id = TEXT("a b/<\xc3\xa4>&-._~Z9");
	review_fixture_insert(f, &review);
	expect_contains(google_feed_export(f, "Shop", "http://s/{productId}", 1),
		"<product_url>http://s/a%20b%2F%3C%C3%A4%3E%26-._~Z9</product_url>");
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
