#include "reviews/review_edit.h"
#include "reviews/review_import_item.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/jsonread.h"
#include "support/arena_fixture.h"
#include "support/expect.h"
#include "support/review_fixture.h"

#define LATER_MS (REGISTRY_FIXTURE_NOW_MS + 1000)

static struct review patch(struct arena *arena, const char *body, struct fault *ret_fault)
{
	struct fault fault = fault_make(arena);
	struct field_reader reader = {.fault = &fault};
	const struct review old = review_fixture_full();
	struct review review = old;

	jsonread_record(&reader, &review_edit_fields, jsonread_parse(arena, text_from(body), NULL),
		&review);
	review_edit_merge(&review, &old, &reader);
	*ret_fault = fault;
	return review;
}

static void what_is_left_out_stays(void **state)
{
	struct arena *arena = *state;
	struct fault fault;
	struct review old = review_fixture_full(), review = patch(arena, "{}", &fault);

	assert_int_equal(fault.status, STATUS_OK);
	assert_true(review_content_equals(&old, &review));
	review = patch(arena, "{\"rating\":1,\"title\":\" t \"}", &fault);
	assert_int_equal(review.rating, 1);
	expect_text(review.title, " t ");
	expect_text(review.review_text, "Fits.");
}

static void an_empty_text_changes_nothing(void **state)
{
	struct fault fault;
	struct review
		old = review_fixture_full(),
		review = patch(*state,
			"{\"rating\":\"\",\"title\":\"\",\"reviewText\":\"\",\"productName\":\"\","
			"\"sku\":\"\",\"locale\":\"\",\"market\":\"\",\"extendedProperties\":\"\"}",
			&fault);

	assert_int_equal(fault.status, STATUS_OK);
	assert_true(review_content_equals(&old, &review));
}

static void null_and_blanks_are_absent(void **state)
{
	static const char *const bodies[] = {
		"{\"title\":null,\"reviewText\":null,\"productName\":null,\"sku\":null,"
		"\"locale\":null,\"market\":null,\"extendedProperties\":null}",
		"{\"title\":null,\"reviewText\":null,\"productName\":\" \",\"sku\":\" \","
		"\"locale\":\"\\n\",\"market\":\" \",\"extendedProperties\":null}"};

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct fault fault;
		struct review review = patch(*state, bodies[i], &fault);

		assert_int_equal(fault.status, STATUS_OK);
		expect_text(review.title, NULL);
		expect_text(review.review_text, NULL);
		expect_text(review.product_name, NULL);
		expect_text(review.sku, NULL);
		expect_text(review.locale, NULL);
		expect_text(review.market, NULL);
		expect_text(review.extended_properties, NULL);
		expect_text(review.user_id, "u1");
	}
}

static void a_rating_stays_a_rating(void **state)
{
	struct fault fault;

	patch(*state, "{\"rating\":null}", &fault);
	assert_int_equal(fault.error_count, 1);
	expect_text(fault.errors[0].target, "rating");
}

static void properties_are_merged(void **state)
{
	struct arena *arena = *state;
	struct fault fault;
	struct review review = patch(arena, "{\"extendedProperties\":{\"a\":{\"b\":1}}}", &fault);

	expect_text(review.extended_properties, "{\"size\":[\"M\",null],\"a\":{\"b\":1}}");
	review = patch(arena, "{\"extendedProperties\":{\"size\":null}}", &fault);
	expect_text(review.extended_properties, "{}");
	patch(arena, "{\"extendedProperties\":7}", &fault);
	assert_int_equal(fault.error_count, 1);
	expect_text(fault.errors[0].target, "extendedProperties");
}

/* A field means the same wherever it is given. */
static void the_bounds_are_those_of_an_import(void **state)
{
	(void)state;
	for (size_t i = 0; i < review_edit_fields.count; i++) {
		const struct field_rule *rule = &review_edit_fields.rules[i], *same;
		size_t index;

		same = field_find(&review_import_item_fields, text_from(rule->name), false, &index);
		assert_non_null(same);
		assert_int_equal(rule->kind, same->kind);
		assert_int_equal(rule->offset, same->offset);
		assert_int_equal(rule->min, same->min);
		assert_int_equal(rule->max, same->max);
	}
}

static void an_edit_leaves_its_marks(void **state)
{
	struct review review = review_fixture_full();
	struct review_policy policy = {.now_ms = LATER_MS};

	review.updated_since_response = false;
	review_edit_apply_effects(*state, &review, &policy);
	assert_true(review.is_revised);
	assert_true(review.updated_since_response);
	assert_true(review.is_published);
	assert_int_equal(review.last_modified_at_ms, LATER_MS);
	assert_int_equal(review.created_at_ms, REGISTRY_FIXTURE_NOW_MS);
	assert_false(review.violations_found);
	expect_text(review.redacted_title, NULL);
	policy.require_moderator = true;
	review.response_id = TEXT_NONE;
	review_edit_apply_effects(*state, &review, &policy);
	assert_false(review.updated_since_response);
	assert_false(review.is_published);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(what_is_left_out_stays),
		ARENA_FIXTURE_TEST(an_empty_text_changes_nothing),
		ARENA_FIXTURE_TEST(null_and_blanks_are_absent),
		ARENA_FIXTURE_TEST(a_rating_stays_a_rating),
		ARENA_FIXTURE_TEST(properties_are_merged),
		cmocka_unit_test(the_bounds_are_those_of_an_import),
		ARENA_FIXTURE_TEST(an_edit_leaves_its_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
