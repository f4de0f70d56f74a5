/*
 * An export that is restored into an empty service and exported again gives the same bytes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64url.h"
#include "base/buffer.h"
#include "base/jsonread.h"
#include "base/jsonwrite.h"
#include "support/dice.h"
#include "support/expect.h"
#include "support/service_client.h"

#define REVIEWS 300
#define SUBMISSIONS 40
#define DOCUMENT_BYTES_MAX (1024 * 1024)

static const struct text texts[] = {
	TEXT_INIT("plain"),
	TEXT_INIT("\"quoted\", with a comma"),
	TEXT_INIT("two\r\nlines\nand a third\r"),
	TEXT_INIT(" blanks around "),
	TEXT_INIT("null"),
	TEXT_INIT("\""),
	TEXT_INIT("\xef\xbb\xbf mark"),
	TEXT_INIT("\xc3\xbc\xe2\x82\xac\xf0\x9f\x91\x95 \xe2\x80\xa8 </script>"),
};

static const struct text objects[] = {
	TEXT_INIT("{}"),
	TEXT_INIT("{\"n\":[0.1,1.50,1e3,-0.0,123456789012345678],\"s\":\"a \\\" \\n, c\"}"),
	TEXT_INIT("{\"u\":\"\\u00e4\xc3\xa4\",\"deep\":{\"a\":[[],{}]},\"t\":true,\"z\":null}"),
};

static struct text any(struct dice *dice)
{
	return dice_roll(dice, 2) ? texts[dice_roll(dice, sizeof(texts) / sizeof(texts[0]))]
				  : TEXT_NONE;
}

static void write_review(struct jsonwrite *out, struct dice *dice, int number)
{
	struct text object = objects[dice_roll(dice, sizeof(objects) / sizeof(objects[0]))];

	jsonwrite_open(out, '{');
	jsonwrite_text(out, "externalId", arena_printf(out->buffer.arena, "e%d", number));
	jsonwrite_text(out, "productId", texts[dice_roll(dice, sizeof(texts) / sizeof(texts[0]))]);
	jsonwrite_int(out, "rating", 1 + dice_roll(dice, 5));
	jsonwrite_text(out, "title", any(dice));
	jsonwrite_text(out, "reviewText", any(dice));
	jsonwrite_text(out, "userEmail", dice_roll(dice, 2) ? TEXT("Ada@Example.com") : TEXT_NONE);
	jsonwrite_text(out, "takeDownReason", dice_roll(dice, 2) ? TEXT("a, b") : TEXT_NONE);
	jsonwrite_text(out, "responseText", any(dice));
	jsonwrite_text(out, "responderName", dice_roll(dice, 2) ? TEXT("Ann \"A\"") : TEXT_NONE);
	jsonwrite_bool(out, "isPublished", dice_roll(dice, 2));
	jsonwrite_bool(out, "isTakenDown", dice_roll(dice, 2));
	jsonwrite_int(out, "helpfulNegative", dice_roll(dice, 9));
	jsonwrite_raw(out, "extendedProperties", dice_roll(dice, 2) ? object : TEXT_NONE);
	jsonwrite_close(out, '}');
}

static void import_reviews(struct service_fixture *f)
{
	struct jsonwrite out = jsonwrite_make(f->arena, DOCUMENT_BYTES_MAX);
	struct dice dice = {20261125};

	jsonwrite_open(&out, '[');
	for (int i = 0; i < REVIEWS; i++)
		write_review(&out, &dice, i);
	/* Updates some reviews, so that their order differs from that of their IDs. */
	for (int i = 0; i < REVIEWS / 10; i++)
		write_review(&out, &dice, 7 * i);
	jsonwrite_close(&out, ']');
	service_client_answer(f, f->arena, 200, "POST", "/v2.0/reviews:import?source=a%20shop",
		"application/json", buffer_text(&out.buffer));
}

/* The storefront chooses the users of submissions: they may contain blanks and line breaks. */
static const char *user(struct service_fixture *f, struct dice *dice)
{
	static const char *const users[] = {"{\"id\":\" a \\n b \",\"name\":\"Ada\\r\\nL\"}",
		"{\"email\":\"ada@example.com\"}", "{\"id\":\"%0600d\"}",
		"{\"name\":\"\xc3\xa4\"}"};
	const char *json = users[dice_roll(dice, 4)];

	if (strchr(json, '%') != NULL)
		json = "{\"id\":\"0000000000000000000000000000000000000000000000000000000000000000"
		       "00000000000000000000000000000000000000000000000000000000000000000000000000"
		       "00000000000000000000000000000000000000000000000000000000000000000000000000"
		       "0000000000000000000000000000000000000000000000000000000000000000000\"}";
	return base64url_encode(f->arena, text_from(json)).data;
}

static void submit_reviews(struct service_fixture *f)
{
	struct dice dice = {3};

	for (int i = 0; i < SUBMISSIONS; i++) {
		struct text path = arena_printf(f->arena,
			"/v2.0/reviews/product/p%u/user?tenantId=%s&locale=en-us&encodedUser=%s",
			dice_roll(&dice, 5), service_environment_id(f->service, f->arena).data,
			user(f, &dice));

		service_client_answer(f, f->arena, 200, "POST", path.data, "application/json",
			TEXT("{\"rating\":4,\"title\":\" t \",\"reviewText\":\"x\\ny\","
			     "\"productName\":\"n\",\"extendedProperties\":{ \"a\" : 0.10 }}"));
	}
}

static int count_of(struct service_fixture *f, const struct response *answer, const char *name)
{
	double value = -1;

	jsonread_number(
		jsonread_member(jsonread_parse(f->arena, answer->body, NULL), name), &value);
	return (int)value;
}

/* Fails with the first differing line, because the files are too long for a message. */
static void expect_same(struct text after, struct text before)
{
	struct text left, right;

	while (text_split_next(&before, '\n', &left) && text_split_next(&after, '\n', &right)) {
		if (!text_equal(left, right)) {
			size_t at = 0;

			while (at < left.length && at < right.length &&
				left.data[at] == right.data[at])
				at++;
			fail_msg("at %zu: %.*s\nbecame: %.*s", at,
				(int)text_slice(left, at, 200).length, left.data + at,
				(int)text_slice(right, at, 200).length, right.data + at);
		}
	}
	assert_int_equal(text_is_set(after), text_is_set(before));
}

static void check(struct service_fixture *f, const char *format, const char *type)
{
	static const char *const formats[] = {"json", "csv", "ndjson", "spreadsheet"};
	struct service_fixture *other = service_fixture_open();
	struct response answer;
	struct text file;

	service_fixture_admit(other);
	import_reviews(f);
	submit_reviews(f);
	file = service_client_export(f, f->arena, format);
	answer = service_client_answer(
		other, other->arena, 200, "POST", "/v2.0/reviews:import", type, file);
	assert_int_equal(count_of(other, &answer, "created"), REVIEWS + SUBMISSIONS);
	assert_int_equal(count_of(other, &answer, "rejected"), 0);
	for (size_t i = 0; i < 3; i++)
		expect_same(service_client_export(other, other->arena, formats[i]),
			service_client_export(f, f->arena, formats[i]));
	answer = service_client_answer(
		other, other->arena, 200, "POST", "/v2.0/reviews:import", type, file);
	assert_int_equal(count_of(other, &answer, "unchanged"), REVIEWS + SUBMISSIONS);
	expect_same(service_client_export(other, other->arena, format), file);
	service_fixture_close(other);
}

static void an_export_as_json_comes_back(void **state)
{
	check(*state, "json", "application/json");
}

static void an_export_for_spreadsheets_comes_back(void **state)
{
	check(*state, "spreadsheet", "text/csv");
}

static void an_export_as_csv_comes_back(void **state)
{
	check(*state, "csv", "text/csv");
}

static void an_export_as_ndjson_comes_back(void **state)
{
	check(*state, "ndjson", "application/x-ndjson");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(an_export_as_json_comes_back),
		SERVICE_FIXTURE_TEST(an_export_as_csv_comes_back),
		SERVICE_FIXTURE_TEST(an_export_for_spreadsheets_comes_back),
		SERVICE_FIXTURE_TEST(an_export_as_ndjson_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
