#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/file.h"
#include "support/dice.h"
#include "support/google_feed.h"
#include "support/review_fixture.h"

#define SAMPLE "tests/vectors/google/sample.xml"
#define SAMPLE_BYTES_MAX 65536

static struct text sample(struct registry_fixture *f)
{
	return file_read(f->arena, SAMPLE, SAMPLE_BYTES_MAX, NULL);
}

static void the_sample_is_good(void **state)
{
	struct registry_fixture *f = *state;

	assert_true(google_feed_is_valid(f, sample(f)));
}

/* The text with its first `from` replaced, which must be there. */
static struct text replace(
	struct registry_fixture *f, struct text all, const char *from, const char *to)
{
	const char *at = strstr(arena_text(f->arena, all).data, from);

	if (at == NULL)
		fail_msg("the feed has no %s", from);
	return arena_printf(f->arena, "%.*s%s%s", (int)(all.length - strlen(at)), all.data, to,
		at + strlen(from));
}

static void bad_feeds_are_refused(void **state)
{
	static const struct {
		const char *from, *to;
	} cases[] = {
		{"<version>2.4</version>", "<version>2.3</version>"},
		{"<version>2.4</version>", ""},
		{"<title>Warm</title>\n<content>Keeps the rain out.</content>",
			"<content>Keeps the rain out.</content>\n<title>Warm</title>"},
		{"<is_spam>false</is_spam>", "<is_spam>no</is_spam>"},
		{"<content>Fine.</content>", ""},
		{"<content>Fine.</content>", "<content> \n\t</content>"},
		{"<title>Warm</title>", "<title></title>"},
		{"<name>Ben</name>", ""},
		{"<name>Ben</name>", "<name> </name>"},
		{"is_anonymous=\"true\"", "anonymous=\"true\""},
		{"2026-02-01T12:00:00.000Z", "2026-02-01"},
		{"<review_url type=\"group\">", "<review_url>"},
		{"type=\"group\"", "type=\"page\""},
		{"<review_url type=\"group\">https://www.fabrikam.example/p/1</review_url>", ""},
		{">https://www.fabrikam.example/r/1<", ">ftp://www.fabrikam.example/r/1<"},
		{">https://www.fabrikam.example/r/1<", ">https://localhost/r/1<"},
		{" max=\"5\"", ""},
		{">4.5<", ">good<"},
		{"<product_url>https://www.fabrikam.example/p/1</product_url>", ""},
		{"<skus><sku>S-1</sku></skus>", "<skus></skus>"},
		{"<products>", "<reply>Thanks.</reply><products>"},
		{"<review>\n<reviewer>", "<review>\n<review_id>r-1</review_id>\n<reviewer>"},
		{"<transaction_id>t-1</transaction_id>", "<transaction_id></transaction_id>"},
	};
	struct registry_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text bad = replace(f, sample(f), cases[i].from, cases[i].to);

		if (google_feed_is_valid(f, bad))
			fail_msg("taken: %s", cases[i].to);
	}
	assert_false(google_feed_is_valid(f,
		TEXT("<feed><version>2.4</version><publisher><name>A</name></publisher>"
		     "<reviews></reviews></feed>")));
}

static void an_empty_feed_is_good(void **state)
{
	struct registry_fixture *f = *state;

	assert_true(google_feed_is_valid(f, google_feed_export(f, "A & B", GOOGLE_FEED_URL, 0)));
}

static void change_user(struct review *review)
{
	review->user_id = TEXT("u <1>");
	review->user_name = TEXT("\xc3\x84nne & \xf0\x9f\x91\x95");
}

static void blank_user(struct review *review)
{
	review->user_id = TEXT(" ");
	review->user_name = TEXT("\t\r\n ");
}

static void blank_product(struct review *review)
{
	review->product_id = TEXT(" \n");
	review->product_name = TEXT(" ");
}

static void give_title(struct review *review)
{
	review->title = TEXT("\x01\x7f\xef\xbf\xbf");
	review->redacted_title = TEXT("***");
}

static void blank_title(struct review *review)
{
	review->title = TEXT("\r\n");
}

static void respond(struct review *review)
{
	review->response_id = TEXT("018bcfe5-6800-7000-8000-000000000009");
	review->responder_name = TEXT(REVIEW_RESPONDER);
	review->response_text = TEXT("Thanks.");
	review->response_at_ms = REGISTRY_FIXTURE_NOW_MS;
}

static void name_product(struct review *review)
{
	review->product_id = TEXT("a b/<\xc3\xa4>&\"'?#");
	review->product_name = TEXT("Shirt <M>");
	review->sku = TEXT("S&1");
}

static void be_of_the_past(struct review *review)
{
	review->submitted_at_ms = 1;
}

/* Not in the feed: what readers do not see, and what has no words. */
static void take_down(struct review *review)
{
	review->is_taken_down = true;
}

static void hide(struct review *review)
{
	review->is_published = false;
}

static void rate_only(struct review *review)
{
	review->review_text = TEXT_NONE;
}

static void blank_text(struct review *review)
{
	review->review_text = TEXT(" \r\n\t");
}

static void every_kind_of_review(void **state)
{
	static void (*const changes[])(struct review *) = {change_user, blank_user, blank_product,
		give_title, blank_title, respond, name_product, be_of_the_past};
	static void (*const absences[])(struct review *) = {take_down, hide, rate_only, blank_text};
	const size_t seen = sizeof(changes) / sizeof(changes[0]);
	const size_t all = seen + sizeof(absences) / sizeof(absences[0]);
	struct registry_fixture *f = *state;

	for (size_t i = 0; i < all; i++) {
		struct review review = review_fixture_make(
			arena_printf(f->arena, "e%zu", i).data, "p1", 1 + (int64_t)i % 5);

		review.review_text = TEXT("It is\nwhat it says.");
		(i < seen ? changes[i] : absences[i - seen])(&review);
		review_fixture_insert(f, &review);
	}
	assert_true(google_feed_is_valid(
		f, google_feed_export(f, "A & B", GOOGLE_FEED_URL "?a=1&b=%20#x", (int64_t)seen)));
}

static struct text random_text(struct registry_fixture *f, struct dice *dice)
{
	static const char *const parts[] = {"<", ">", "&", "]]>", "\r", "\n", "\t", "\"", "'",
		"<![CDATA[", "<!--", "\xef\xbf\xbf", "\xf0\x9f\x91\x95", "a", "&#0;", "\x02"};
	struct buffer text = buffer_make(f->arena, 4096);

	for (int i = 0; i < 30; i++)
		buffer_add(&text, text_from(parts[dice_roll(dice, 16)]));
	return buffer_text(&text);
}

static void random_texts(void **state)
{
	struct registry_fixture *f = *state;
	struct dice dice = {20};

	for (int i = 0; i < 100; i++) {
		struct review review =
			review_fixture_make(arena_printf(f->arena, "e%d", i).data, "p1", 4);

		review.review_text = random_text(f, &dice);
		review.user_name = review.title = review.sku = random_text(f, &dice);
		review_fixture_insert(f, &review);
	}
	assert_true(google_feed_is_valid(f, google_feed_export(f, "Shop", GOOGLE_FEED_URL, 100)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(the_sample_is_good),
		REGISTRY_FIXTURE_TEST(bad_feeds_are_refused),
		REGISTRY_FIXTURE_TEST(an_empty_feed_is_good),
		REGISTRY_FIXTURE_TEST(every_kind_of_review),
		REGISTRY_FIXTURE_TEST(random_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
