/* Compares summaries after many random imports and submissions with a count of the exported
 * reviews.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/jsonread.h"
#include "support/dice.h"
#include "support/service_client.h"

#define OPERATIONS 10000
#define PRODUCTS 8
#define MARKETS 3
#define EXTERNAL_IDS 300
#define DOCUMENT_BYTES_MAX (1024 * 1024)

static const char *const markets[MARKETS] = {"", "US", "SE"};

static int submit(struct service_fixture *f, struct arena *arena, struct dice *dice)
{
	const struct service_client_submission submission = {.product = dice_roll(dice, PRODUCTS),
		.user = dice_roll(dice, 50),
		.rating = 1 + dice_roll(dice, 5),
		.market = markets[dice_roll(dice, MARKETS)],
		.text = dice_roll(dice, 2) ? "text" : ""};

	service_client_submit(f, arena, &submission);
	return 1;
}

/* Adds an item to an import. One item in twenty is invalid. */
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
	/* An import of invalid items only is a fault. */
	assert_true(answer.status == 200 || answer.status == 400);
	return count;
}

/* Index MARKETS stands for all markets. */
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
	struct response answer =
		service_client_answer(f, f->arena, 200, "GET", path.data, NULL, TEXT_NONE);
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
	rest = service_client_export(f, f->arena, "ndjson");
	while (text_split_next(&rest, '\n', &line) && line.length > 0)
		count_review(recount, f->arena, jsonread_parse(f->arena, line, NULL));
	assert_true(recount->visible > 1000 && recount->reviews > recount->visible);
	for (size_t product = 0; product < PRODUCTS; product++) {
		/* Reviews without a market have no summary of their own. */
		for (size_t market = 1; market <= MARKETS; market++)
			check_summary(f, recount, product, market);
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_FIXTURE_TEST(summaries_equal_a_recount),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
