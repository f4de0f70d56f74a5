#include "reviews/review_values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/review_fixture.h"

#define TEST(name_)                                                                                \
	cmocka_unit_test_setup_teardown(name_, registry_fixture_start, registry_fixture_end)

static void add(struct registry_fixture *f, struct review review)
{
	review.review_id = TEXT_NONE;
	review_fixture_insert(f, &review);
}

static struct text join(struct arena *arena, const struct text *values, size_t count)
{
	struct text all = TEXT("");

	for (size_t i = 0; i < count; i++)
		all = arena_printf(arena, "%s[%s]", all.data, arena_cstr(arena, values[i]));
	return all;
}

static void expect_lists(struct registry_fixture *f, const char *markets, const char *locales)
{
	struct text *values;
	size_t count;

	assert_int_equal(review_values_markets(f->reader, &values, &count, &f->fault), STATUS_OK);
	expect_text(join(f->arena, values, count), markets);
	assert_int_equal(review_values_locales(f->reader, &values, &count, &f->fault), STATUS_OK);
	expect_text(join(f->arena, values, count), locales);
}

static void each_value_is_listed_once(void **state)
{
	static const char *const values[][2] = {{"US", "en-us"}, {"SE", "sv"}, {"US", "en-us"},
		{NULL, NULL}, {"\xc3\x85", "zz"}, {NULL, "de"}};
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make(NULL, "p", 5);

	expect_lists(f, "", "");
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		review.market = text_from(values[i][0]);
		review.locale = text_from(values[i][1]);
		add(f, review);
	}
	review.market = TEXT("XX");
	review.locale = TEXT("xx");
	review.is_published = false;
	add(f, review);
	expect_lists(f, "[SE][US][\xc3\x85]", "[de][en-us][sv][zz]");
}

static void lists_are_bounded(void **state)
{
	struct registry_fixture *f = *state;
	struct review review = review_fixture_make(NULL, "p", 5);
	struct text *values;
	size_t count;

	for (int i = 0; i < REVIEW_VALUES_MAX + 2; i++) {
		review.market = review.locale = arena_printf(f->arena, "%04d", i);
		add(f, review);
	}
	assert_int_equal(review_values_markets(f->reader, &values, &count, &f->fault), STATUS_OK);
	assert_int_equal(count, REVIEW_VALUES_MAX);
	expect_text(values[count - 1], "0999");
	assert_int_equal(review_values_locales(f->reader, &values, &count, &f->fault), STATUS_OK);
	assert_int_equal(count, REVIEW_VALUES_MAX);
	expect_text(values[0], "0000");
}

static void products_begin_after_an_id(void **state)
{
	static const char *const ids[] = {"b", "a", "c", "a"};
	struct registry_fixture *f = *state;
	struct review_values_product *products;
	size_t count;

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct review review = review_fixture_make(NULL, ids[i], 5);

		review.market = TEXT("US");
		review.product_name = i == 1 ? TEXT("Shirt") : TEXT_NONE;
		add(f, review);
	}
	assert_int_equal(
		review_values_products(f->reader, TEXT(""), 2, &products, &count, &f->fault),
		STATUS_OK);
	assert_int_equal(count, 2);
	expect_text(products[0].id, "a");
	expect_text(products[0].name, "Shirt");
	expect_text(products[1].id, "b");
	expect_text(products[1].name, NULL);
	assert_int_equal(
		review_values_products(f->reader, TEXT("b"), 2, &products, &count, &f->fault),
		STATUS_OK);
	assert_int_equal(count, 1);
	expect_text(products[0].id, "c");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(each_value_is_listed_once),
		REGISTRY_FIXTURE_TEST(lists_are_bounded),
		REGISTRY_FIXTURE_TEST(products_begin_after_an_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
