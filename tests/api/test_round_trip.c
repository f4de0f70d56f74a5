#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/jsonread.h"
#include "base/jsonwrite.h"
#include "support/dice.h"
#include "support/service_fixture.h"

#define OPERATIONS 10000
#define PRODUCTS 8
#define MARKETS 3
#define EXTERNAL_IDS 300
#define ROUND_TRIP_REVIEWS 400
#define DOCUMENT_BYTES_MAX (1024 * 1024)

static const char *const markets[MARKETS] = {"", "US", "SE"};

/* Texts that some writer or reader of CSV or JSON gets wrong. */
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

static struct response expect(struct service_fixture *f, struct arena *arena, int status,
	const char *method, const char *path, const char *type, struct text body)
{
	struct response answer = service_fixture_send(f, arena, method, path, type, body);

	if (answer.status != status)
		fail_msg("%s %s: %d in place of %d: %.*s", method, path, answer.status, status,
			(int)answer.body.length, answer.body.data);
	return answer;
}

static struct text export_as(struct service_fixture *f, struct arena *arena, const char *format)
{
	const char *environment = service_environment_id(f->service, arena).data;
	struct response answer = expect(f, arena, 200, "GET",
		arena_printf(
			arena, "/v2.0/export/reviews/?tenantId=%s&format=%s", environment, format)
			.data,
		NULL, TEXT_NONE);
	struct text link =
		jsonread_member_text(jsonread_parse(arena, answer.body, NULL), "blobSasUrl");

	assert_true(text_is_set(link));
	return expect(
		f, arena, 200, "GET", link.data + strlen(SERVICE_FIXTURE_URL), NULL, TEXT_NONE)
		.body;
}

/* Everything a review can hold, each optional field half of the time. */
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
	answer = expect(f, f->arena, 200, "POST", "/v2.0/reviews:import?source=shop",
		"application/json", buffer_text(&out.buffer));
	jsonread_number(
		jsonread_member(jsonread_parse(f->arena, answer.body, NULL), "created"), &created);
	assert_int_equal((int)created, ROUND_TRIP_REVIEWS);
}

/* The place of `mark` in the text; fails the test when it is not there. */
static size_t place(struct text t, const char *mark)
{
	const char *at = t.length == 0 ? NULL : memmem(t.data, t.length, mark, strlen(mark));

	if (at == NULL)
		fail_msg("%s is missing in %.*s", mark, (int)t.length, t.data);
	return (size_t)(at - t.data);
}

/* Lines of two NDJSON exports are equal between the marks. */
static void compare(struct text before, struct text after, const char *from, const char *to)
{
	struct text left, right;
	size_t lines = 0;

	while (text_cut(&before, '\n', &left) && left.length > 0) {
		assert_true(text_cut(&after, '\n', &right));
		left = text_slice(left, place(left, from), place(left, to) - place(left, from));
		right = text_slice(
			right, place(right, from), place(right, to) - place(right, from));
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
	before = export_as(f, f->arena, "ndjson");
	document = export_as(f, f->arena, format);
	expect(other, f->arena, 200, "POST", "/v2.0/reviews:import?source=shop", type, document);
	compare(before, export_as(other, f->arena, "ndjson"),
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

static int submit(struct service_fixture *f, struct arena *arena, struct dice *dice)
{
	const char *environment = service_environment_id(f->service, arena).data;
	const char *market = markets[dice_roll(dice, MARKETS)];
	struct text path = arena_printf(arena,
		"/v2.0/reviews/product/p%u/"
		"user?tenantId=%s&locale=en-us&encodedUser=u%u&market=%s",
		dice_roll(dice, PRODUCTS), environment, dice_roll(dice, 50), market);
	struct text body = arena_printf(arena,
		"{\"Rating\": \"%u\", \"Title\": \"t\", \"ReviewText\": \"%s\", "
		"\"ProductName\": \"\"}",
		1 + dice_roll(dice, 5), dice_roll(dice, 2) ? "text" : "");

	expect(f, arena, 200, "POST", path.data, "application/json", body);
	return 1;
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
	for (int i = 0; i < 50; i++)
		submit(f, f->arena, &dice);
	before = export_as(f, f->arena, "ndjson");
	/* What was submitted has no external id: the review's own id takes its place. */
	expect(other, f->arena, 200, "POST",
		"/v2.0/reviews:import?source=old&columns=externalId%3DreviewId", "text/csv",
		export_as(f, f->arena, "csv"));
	compare(before, export_as(other, f->arena, "ndjson"),
		"\"productId\":", "\"createdDateTime\":");
	service_fixture_close(other);
}

/* An item of an import; one in twenty is bad. */
static void add_item(struct buffer *out, struct dice *dice)
{
	const char *market = markets[dice_roll(dice, MARKETS)];

	buffer_printf(out,
		"{\"externalId\": \"e%u\", \"productId\": \"p%u\", \"rating\": %u, \"market\": "
		"\"%s\", \"reviewText\": \"%s\", \"isPublished\": %s, \"isTakenDown\": %s}\n",
		dice_roll(dice, EXTERNAL_IDS), dice_roll(dice, PRODUCTS),
		dice_roll(dice, 20) == 0 ? 9 : 1 + dice_roll(dice, 5), market,
		dice_roll(dice, 2) ? "text" : "", dice_roll(dice, 4) ? "true" : "false",
		dice_roll(dice, 6) ? "false" : "true");
}

static int import_some(struct service_fixture *f, struct arena *arena, struct dice *dice)
{
	struct buffer out = buffer_make(arena, DOCUMENT_BYTES_MAX);
	int count = 1 + (int)dice_roll(dice, 40);
	const char *source = dice_roll(dice, 2) ? "a" : "b";
	struct response answer;

	for (int i = 0; i < count; i++)
		add_item(&out, dice);
	answer = service_fixture_send(f, arena, "POST",
		arena_printf(arena, "/v2.0/reviews:import?source=%s%s", source,
			dice_roll(dice, 10) == 0 ? "&dryRun=true" : "")
			.data,
		"application/x-ndjson", buffer_text(&out));
	/* An import of bad items only is a fault. */
	assert_true(answer.status == 200 || answer.status == 400);
	return count;
}

/* Index MARKETS is all markets. */
struct recount {
	int64_t stars[PRODUCTS][MARKETS + 1][5], with_text[PRODUCTS][MARKETS + 1][5];
	int64_t visible, reviews;
};

static bool flag(const struct jsonread_node *review, struct arena *arena, const char *name)
{
	return jsonread_member(review, name) == jsonread_parse(arena, TEXT("true"), NULL);
}

static void count_review(
	struct recount *recount, struct arena *arena, const struct jsonread_node *review)
{
	struct text product = jsonread_member_text(review, "productId");
	struct text market = jsonread_member_text(review, "market");
	bool has_text = text_is_set(jsonread_member_text(review, "reviewText"));
	size_t p = (size_t)(product.data[1] - '0');
	double rating = 0;

	recount->reviews++;
	if (!flag(review, arena, "isPublished") || flag(review, arena, "isTakenDown"))
		return;
	assert_true(jsonread_number(jsonread_member(review, "rating"), &rating));
	recount->visible++;
	for (size_t m = 0; m <= MARKETS; m++) {
		if (m < MARKETS && !text_equal(market, text_from(markets[m])))
			continue;
		recount->stars[p][m][(int)rating - 1]++;
		recount->with_text[p][m][(int)rating - 1] += has_text;
	}
}

static void check_counts(const struct jsonread_node *summary, const char *kind,
	const int64_t counts[5], const char *total_name)
{
	double came = -1;
	int64_t total = 0;
	char name[32];

	for (int i = 0; i < 5; i++) {
		snprintf(name, sizeof(name), "star%d%sCount", i + 1, kind);
		assert_true(jsonread_number(jsonread_member(summary, name), &came));
		assert_int_equal((int64_t)came, counts[i]);
		total += counts[i];
	}
	assert_true(jsonread_number(jsonread_member(summary, total_name), &came));
	assert_int_equal((int64_t)came, total);
}

static void check_summary(
	struct service_fixture *f, const struct recount *recount, size_t product, size_t market)
{
	bool all = market == MARKETS;
	struct text path = arena_printf(f->arena, "/v2.0/ratings/product/p%zu%s%s", product,
		all ? "" : "?market=", all ? "" : markets[market]);
	struct response answer = expect(f, f->arena, 200, "GET", path.data, NULL, TEXT_NONE);
	const struct jsonread_node *summary = jsonread_parse(f->arena, answer.body, NULL);

	check_counts(summary, "", recount->stars[product][market], "totalRatingsCount");
	check_counts(summary, "Review", recount->with_text[product][market], "reviewsCount");
}

static void summaries_equal_a_recount(void **state)
{
	struct service_fixture *f = *state;
	struct recount *recount = arena_alloc(f->arena, sizeof(*recount));
	struct arena *arena = arena_new();
	struct dice dice = {42};
	struct text rest, line;

	for (int done = 0; done < OPERATIONS; arena_reset(arena))
		done += dice_roll(&dice, 4) == 0 ? import_some(f, arena, &dice)
						 : submit(f, arena, &dice);
	rest = export_as(f, f->arena, "ndjson");
	while (text_cut(&rest, '\n', &line) && line.length > 0)
		count_review(recount, f->arena, jsonread_parse(f->arena, line, NULL));
	assert_true(recount->visible > 1000 && recount->reviews > recount->visible);
	for (size_t product = 0; product < PRODUCTS; product++) {
		/* An empty market is no market: there is no summary of those without one. */
		for (size_t market = 1; market <= MARKETS; market++)
			check_summary(f, recount, product, market);
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(an_export_as_json_goes_round),
		SERVICE_FIXTURE_TEST(an_export_as_csv_goes_round),
		SERVICE_FIXTURE_TEST(an_export_as_ndjson_goes_round),
		SERVICE_FIXTURE_TEST(an_export_for_spreadsheets_goes_round),
		SERVICE_FIXTURE_TEST(a_mixture_goes_round_as_csv),
		SERVICE_FIXTURE_TEST(summaries_equal_a_recount),
	};

	return cmocka_run_group_tests_name("round_trip", tests, NULL, NULL);
}
