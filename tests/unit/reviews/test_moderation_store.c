#include "reviews/moderation_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "reviews/search_store.h"
#include "reviews/summary_store.h"
#include "support/expect.h"
#include "support/review_fixture.h"

#define T0 REGISTRY_FIXTURE_NOW_MS

/* Reviews "0" to "9", submitted one after the other: even ones of product p0 and channel c0, odd
 * ones of p1 and c1. */
static int start(void **state)
{
	struct registry_fixture *f;

	if (registry_fixture_start(state) != 0)
		return -1;
	f = *state;
	for (int i = 0; i < 10; i++) {
		struct review review = review_fixture_make(
			arena_printf(f->arena, "%d", i).data, i % 2 == 0 ? "p0" : "p1", i % 5 + 1);

		review.submitted_at_ms = T0 - 1000 + i;
		review.channel_id = i % 2 == 0 ? TEXT("c0") : TEXT("c1");
		review.product_name = TEXT("Shirt");
		review.title = i < 5 ? TEXT("Fine weather") : TEXT("Poor seams");
		review.is_published = i != 3 && i != 4;
		review.is_taken_down = i == 4 || i == 8;
		review.concern_count = i == 6 || i == 7 ? 2 : 0;
		if (i == 7 || i == 9) {
			review.response_id = TEXT("018bcfe5-6800-7000-8000-000000000002");
			review.responder_name = TEXT("Moderator");
			review.response_text = TEXT("Thanks.");
			review.response_at_ms = T0;
		}
		review_fixture_insert(f, &review);
	}
	return 0;
}

/* The external ids of what is found, in order. */
static struct text found(struct registry_fixture *f, struct moderation_query query)
{
	struct buffer out = buffer_make(f->arena, 1000);
	struct moderation_cursor *cursors;
	size_t count;

	if (query.limit == 0)
		query.limit = 100;
	assert_int_equal(
		moderation_store_list(f->reader, &query, &cursors, &count, &f->fault), STATUS_OK);
	for (size_t i = 0; i < count; i++) {
		struct review review;

		assert_int_equal(
			review_store_get(f->reader, cursors[i].review_id, &review, &f->fault),
			STATUS_OK);
		assert_int_equal(review.submitted_at_ms, cursors[i].submitted_at_ms);
		buffer_add(&out, review.external_id);
	}
	return buffer_text(&out);
}

#define QUERY(...) ((struct moderation_query){__VA_ARGS__})
#define SEARCH(words_) search_store_query(f->arena, TEXT(words_))

static void every_filter_holds_by_itself(void **state)
{
	struct registry_fixture *f = *state;

	expect_text(found(f, QUERY(.rating = 0)), "9876543210");
	expect_text(found(f, QUERY(.rating = 2)), "61");
	expect_text(found(f, QUERY(.product_id = TEXT("p1"))), "97531");
	expect_text(found(f, QUERY(.channel_id = TEXT("c0"))), "86420");
	expect_text(found(f, QUERY(.channel_id = TEXT("c9"))), "");
	expect_text(found(f, QUERY(.status = MODERATION_UNPUBLISHED)), "3");
	expect_text(found(f, QUERY(.status = MODERATION_PUBLISHED)), "98765210");
	expect_text(found(f, QUERY(.status = MODERATION_PUBLISHED | MODERATION_UNPUBLISHED)),
		"9876543210");
	expect_text(found(f, QUERY(.concern = MODERATION_TAKEN_DOWN)), "84");
	expect_text(found(f, QUERY(.concern = MODERATION_REPORTED)), "76");
	expect_text(found(f, QUERY(.concern = MODERATION_RESPONDED)), "97");
	expect_text(found(f, QUERY(.from_ms = T0 - 997, .until_ms = T0 - 994)), "543");
	expect_text(found(f, QUERY(.match = SEARCH("poor"))), "98765");
	expect_text(found(f, QUERY(.match = SEARCH("P1 sea"))), "975");
	expect_text(found(f, QUERY(.match = SEARCH("shirt nothing"))), "");
}

/* Whatever statement is chosen, the other filters hold too: the product of each with each. */
static void filters_hold_together(void **state)
{
	struct registry_fixture *f = *state;
	const struct moderation_query parts[] = {{.match = SEARCH("poor")},
		{.product_id = TEXT("p1")}, {.channel_id = TEXT("c0")}, {.rating = 2},
		{.status = MODERATION_PUBLISHED}, {.status = MODERATION_UNPUBLISHED},
		{.concern = MODERATION_TAKEN_DOWN}, {.concern = MODERATION_REPORTED},
		{.concern = MODERATION_RESPONDED}, {.from_ms = T0 - 997, .until_ms = T0 - 992}};
	const size_t count = sizeof(parts) / sizeof(parts[0]);

	for (size_t i = 0; i < count * count; i++) {
		struct moderation_query both = parts[i / count];
		const struct moderation_query *second = &parts[i % count];
		struct buffer expected = buffer_make(f->arena, 100);
		struct text left = found(f, both), right = found(f, *second);

		if (both.status != 0 && second->status != 0)
			continue;
		both.match = text_is_set(both.match) ? both.match : second->match;
		both.product_id =
			text_is_set(both.product_id) ? both.product_id : second->product_id;
		both.channel_id =
			text_is_set(both.channel_id) ? both.channel_id : second->channel_id;
		both.rating |= second->rating;
		both.status |= second->status;
		both.concern |= second->concern;
		both.from_ms |= second->from_ms;
		both.until_ms |= second->until_ms;
		for (size_t j = 0; j < left.length; j++) {
			if (memchr(right.data, left.data[j], right.length) != NULL)
				buffer_add_char(&expected, left.data[j]);
		}
		expect_bytes(found(f, both), buffer_text(&expected));
	}
}

/* Of reviews with one time, the ids decide. */
static void pages_go_on_where_the_last_one_ended(void **state)
{
	struct registry_fixture *f = *state;
	struct moderation_query query = {.limit = 3};
	size_t pages = 0, total = 0, count;

	for (int i = 0; i < 5; i++) {
		struct review review = review_fixture_make(NULL, "p2", 1);

		review.submitted_at_ms = T0 - 995;
		review_fixture_insert(f, &review);
	}
	do {
		struct moderation_cursor *cursors;

		assert_int_equal(
			moderation_store_list(f->reader, &query, &cursors, &count, &f->fault),
			STATUS_OK);
		for (size_t i = 0; i < count; i++) {
			assert_true(!text_is_set(query.before_id) ||
				cursors[i].submitted_at_ms < query.before_ms ||
				(cursors[i].submitted_at_ms == query.before_ms &&
					text_compare(cursors[i].review_id, query.before_id) < 0));
			query.before_ms = cursors[i].submitted_at_ms;
			query.before_id = cursors[i].review_id;
		}
		total += count;
		pages++;
	} while (count == 3);
	assert_int_equal(total, 15);
	assert_int_equal(pages, 6);
}

static void concerns_are_counted_by_reason(void **state)
{
	static const char *const reasons[] = {"spam", "spam", "profanity"};
	struct registry_fixture *f = *state;
	struct text id = review_fixture_get(f, "6").review_id;
	int64_t counts[FEEDBACK_STORE_REASONS];

	for (size_t i = 0; i < 3; i++) {
		const struct db_value values[] = {DB_TEXT(id),
			DB_TEXT(arena_printf(f->arena, "u%zu", i)), DB_TEXT(text_from(reasons[i])),
			DB_INT(T0)};

		assert_int_equal(db_exec(f->writer, &f->fault,
					 "INSERT INTO review_concern (review_id, reporter_id, "
					 "reason, reported_at_ms) VALUES ($1, $2, $3, $4)",
					 values, 4),
			STATUS_OK);
	}
	assert_int_equal(
		moderation_store_count_concerns(f->reader, id, counts, &f->fault), STATUS_OK);
	assert_int_equal(counts[0], 1);
	assert_int_equal(counts[1], 0);
	assert_int_equal(counts[2], 2);
}

static bool save(struct registry_fixture *f, const struct review *old, struct review *review)
{
	bool changed = false;

	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(moderation_store_save(f->writer, old, review, T0 + 5, &changed, &f->fault),
		STATUS_OK);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
	return changed;
}

static int64_t ratings(struct registry_fixture *f, const char *product)
{
	struct summary summary;
	int64_t total = 0;

	assert_int_equal(
		summary_store_get(f->reader, text_from(product), TEXT(""), &summary, &f->fault),
		STATUS_OK);
	for (int i = 0; i < REVIEW_STARS; i++)
		total += summary.stars[i];
	return total;
}

static void a_change_moves_time_sequence_and_summary(void **state)
{
	struct registry_fixture *f = *state;
	int64_t before = review_fixture_sequence(f), counted = ratings(f, "p1");
	struct review old = review_fixture_get(f, "3"), review = old, stored;

	review.is_published = true;
	assert_true(save(f, &old, &review));
	stored = review_fixture_get(f, "3");
	assert_true(stored.is_published);
	assert_int_equal(stored.last_modified_at_ms, T0 + 5);
	assert_int_equal(stored.sequence, review_fixture_sequence(f));
	assert_true(stored.sequence > before);
	assert_int_equal(ratings(f, "p1"), counted + 1);

	review = stored;
	review.is_taken_down = true;
	review.take_down_reason = TEXT("spam");
	assert_true(save(f, &stored, &review));
	assert_int_equal(ratings(f, "p1"), counted);
	expect_text(review_fixture_get(f, "3").take_down_reason, "spam");
	expect_text(found(f, QUERY(.match = SEARCH("weather"))), "43210");
}

static void no_change_moves_nothing(void **state)
{
	struct registry_fixture *f = *state;
	int64_t before = review_fixture_sequence(f);
	struct review old = review_fixture_get(f, "9"), review = old;

	/* Only what readers would see of a response counts, not when it was given. */
	review.response_at_ms++;
	assert_false(save(f, &old, &review));
	assert_int_equal(review.response_at_ms, old.response_at_ms);
	assert_int_equal(review_fixture_sequence(f), before);
}

static void every_moderated_member_is_a_change(void **state)
{
	struct registry_fixture *f = *state;

	for (int i = 0; i < 7; i++) {
		struct review old = review_fixture_get(f, "9"), review = old;

		review.is_published ^= i == 0;
		review.is_taken_down ^= i == 1;
		review.updated_since_response ^= i == 2;
		review.take_down_reason = i == 3 ? TEXT("x") : old.take_down_reason;
		review.response_id = i == 4 ? TEXT("x") : old.response_id;
		review.responder_name = i == 5 ? TEXT("x") : old.responder_name;
		review.response_text = i == 6 ? TEXT("x") : old.response_text;
		assert_true(save(f, &old, &review));
	}
}

static void the_audit_trail_holds_no_text(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_full();

	expect_text(moderation_store_state(&f->fault, &review),
		"{\"isPublished\":true,\"isTakenDown\":false,\"takeDownReason\":\"spam\","
		"\"responseId\":\"018bcfe5-6800-7000-8000-000000000002\","
		"\"responseDateTime\":\"2020-05-01T10:01:40.000Z\","
		"\"updatedSinceResponse\":true}");
}

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, start, registry_fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_filter_holds_by_itself),
		TEST(filters_hold_together),
		TEST(pages_go_on_where_the_last_one_ended),
		TEST(concerns_are_counted_by_reason),
		TEST(a_change_moves_time_sequence_and_summary),
		TEST(no_change_moves_nothing),
		TEST(every_moderated_member_is_a_change),
		TEST(the_audit_trail_holds_no_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
