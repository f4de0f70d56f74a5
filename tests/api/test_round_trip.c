#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/jsonread.h"
#include "base/jsonwrite.h"
#include "support/dice.h"
#include "support/service_client.h"

#define ROUND_TRIP_REVIEWS 400
#define DOCUMENT_BYTES_MAX (1024 * 1024)

/* Texts that CSV and JSON implementations often get wrong. */
static const struct text hard_texts[] = {
	TEXT_INIT("plain"),
	TEXT_INIT("\"quoted\", with a comma"),
	TEXT_INIT("two\r\nlines\nand a third\r"),
	TEXT_INIT(" blanks around "),
	TEXT_INIT("\ttab\\n is no line break \\"),
	TEXT_INIT("null"),
	TEXT_INIT("=1+1"),
	TEXT_INIT("'=1+1"),
	TEXT_INIT("''"),
	TEXT_INIT("-1"),
	TEXT_INIT("@SUM(A1)"),
	TEXT_INIT("+1"),
	TEXT_INIT("\r=1"),
	TEXT_INIT("\xef\xbc\x9d=1"),
	TEXT_INIT("'"),
	TEXT_INIT("\""),
	TEXT_INIT(","),
	TEXT_INIT("\xef\xbb\xbf mark"),
	TEXT_INIT("\xc3\xbc\xe2\x82\xac\xf0\x9f\x91\x95 \xe2\x80\xa8 </script>"),
};

#define HARD_TEXTS (sizeof(hard_texts) / sizeof(hard_texts[0]))

static struct text hard_text(struct dice *dice)
{
	return hard_texts[dice_roll(dice, HARD_TEXTS)];
}

static struct text hard_line(struct dice *dice)
{
	static const struct text lines[] = {TEXT_INIT("a \"b\", c"), TEXT_INIT("'\\"),
		TEXT_INIT("\xc3\xa5\xc3\xa4\xc3\xb6"), TEXT_INIT("a\tb")};

	return lines[dice_roll(dice, sizeof(lines) / sizeof(lines[0]))];
}

/* Writes a review with all required fields and a random half of the optional ones. */
static void write_hard_review(struct jsonwrite *out, struct dice *dice, uint32_t number)
{
	static const char *const texts[] = {"title", "reviewText"};
	static const char *const lines[] = {"productName", "sku", "legalEntity", "market", "locale",
		"channelId", "userId", "userName"};
	static const char *const flags[] = {"isPublished", "isTakenDown", "violationsFound",
		"isRevised", "updatedSinceResponse"};

	jsonwrite_open(out, '{');
	jsonwrite_text(out, "externalId", arena_printf(out->buffer.arena, "e,%u\"", number));
	jsonwrite_text(out, "productId", hard_text(dice));
	jsonwrite_int(out, "rating", 1 + dice_roll(dice, 5));
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		jsonwrite_text(out, texts[i], dice_roll(dice, 2) ? hard_text(dice) : TEXT_NONE);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		jsonwrite_text(out, lines[i], dice_roll(dice, 2) ? hard_line(dice) : TEXT_NONE);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		jsonwrite_bool(out, flags[i], dice_roll(dice, 2));
	jsonwrite_time(
		out, "submittedDateTime", INT64_C(1500000000123) + dice_roll(dice, 1U << 20));
	jsonwrite_int(out, "helpfulPositive", dice_roll(dice, 9));
	jsonwrite_raw(out, "extendedProperties",
		dice_roll(dice, 2) ? TEXT("{\"a\":\"b \\\" \\n, c\",\"n\":[1,2.5,{}],\"t\":true}")
				   : TEXT_NONE);
	jsonwrite_close(out, '}');
}

static void import_hard_reviews(struct service_fixture *f)
{
	struct jsonwrite out = jsonwrite_make(f->arena, DOCUMENT_BYTES_MAX);
	struct dice dice = {20240501};
	struct response answer;
	double created = 0;

	jsonwrite_open(&out, '[');
	for (uint32_t i = 0; i < ROUND_TRIP_REVIEWS; i++)
		write_hard_review(&out, &dice, i);
	jsonwrite_close(&out, ']');
	answer = service_client_answer(f, f->arena, 200, "POST", "/v2.0/reviews:import?source=shop",
		"application/json", buffer_text(&out.buffer));
	jsonread_number(
		jsonread_member(jsonread_parse(f->arena, answer.body, NULL), "created"), &created);
	assert_int_equal((int)created, ROUND_TRIP_REVIEWS);
}

/* Returns the offset of `mark` in the text. Fails the test if there is none. */
static size_t offset_of(struct text t, const char *mark)
{
	const char *at = t.length == 0 ? NULL : memmem(t.data, t.length, mark, strlen(mark));

	if (at == NULL)
		fail_msg("%s is missing in %.*s", mark, (int)t.length, t.data);
	return (size_t)(at - t.data);
}

/* Checks that the lines of two NDJSON exports are equal between the marks. */
static void compare(struct text before, struct text after, const char *from, const char *to)
{
	struct text left, right;
	size_t lines = 0;

	while (text_split_next(&before, '\n', &left) && left.length > 0) {
		assert_true(text_split_next(&after, '\n', &right));
		left = text_slice(
			left, offset_of(left, from), offset_of(left, to) - offset_of(left, from));
		right = text_slice(right, offset_of(right, from),
			offset_of(right, to) - offset_of(right, from));
		if (!text_equal(left, right))
			fail_msg("%.*s\nbecame\n%.*s", (int)left.length, left.data,
				(int)right.length, right.data);
		lines++;
	}
	assert_int_equal(after.length, 0);
	assert_true(lines >= ROUND_TRIP_REVIEWS);
}

static void check_round_trip(struct service_fixture *f, const char *format, const char *type)
{
	struct service_fixture *other = service_fixture_open();
	struct text before, document;

	service_fixture_admit(other);
	import_hard_reviews(f);
	before = service_client_export(f, f->arena, "ndjson");
	document = service_client_export(f, f->arena, format);
	service_client_answer(
		other, f->arena, 200, "POST", "/v2.0/reviews:import?source=shop", type, document);
	compare(before, service_client_export(other, f->arena, "ndjson"),
		"\"source\":", "\"createdDateTime\":");
	service_fixture_close(other);
}

static void an_export_as_json_goes_round(void **state)
{
	check_round_trip(*state, "json", "application/json");
}

static void an_export_as_csv_goes_round(void **state)
{
	check_round_trip(*state, "csv", "text/csv");
}

static void an_export_as_ndjson_goes_round(void **state)
{
	check_round_trip(*state, "ndjson", "application/x-ndjson");
}

static void an_export_for_spreadsheets_goes_round(void **state)
{
	check_round_trip(*state, "spreadsheet", "text/csv");
}

static void a_mixture_goes_round_as_csv(void **state)
{
	struct service_fixture *f = *state, *other = service_fixture_open();
	struct dice dice = {7};
	struct text before;

	service_fixture_admit(other);
	import_hard_reviews(f);
	for (uint32_t i = 0; i < 50; i++)
		service_client_submit(f, f->arena,
			&(struct service_client_submission){.product = dice_roll(&dice, 8),
				.user = i,
				.rating = 1 + dice_roll(&dice, 5),
				.market = i % 2 ? "US" : "",
				.text = i % 3 ? "text" : ""});
	before = service_client_export(f, f->arena, "ndjson");
	/* A submitted review has no external ID, so its own ID is used. */
	service_client_answer(other, f->arena, 200, "POST",
		"/v2.0/reviews:import?source=old&columns=externalId%3DreviewId", "text/csv",
		service_client_export(f, f->arena, "csv"));
	compare(before, service_client_export(other, f->arena, "ndjson"),
		"\"productId\":", "\"createdDateTime\":");
	service_fixture_close(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(an_export_as_json_goes_round),
		SERVICE_FIXTURE_TEST(an_export_as_csv_goes_round),
		SERVICE_FIXTURE_TEST(an_export_as_ndjson_goes_round),
		SERVICE_FIXTURE_TEST(an_export_for_spreadsheets_goes_round),
		SERVICE_FIXTURE_TEST(a_mixture_goes_round_as_csv),
	};

	return cmocka_run_group_tests_name("round_trip", tests, NULL, NULL);
}
