#include "registry/app_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/fold.h"
#include "support/app_page_fixture.h"
#include "support/expect.h"
#include "support/registry_fixture.h"

#define COUNT 25
#define NOW_MS REGISTRY_FIXTURE_NOW_MS

static const enum app_order orders[] = {
	APP_ORDER_ID, APP_ORDER_NAME, APP_ORDER_CREATED, APP_ORDER_MODIFIED};

/* A GUID that tells its number. */
static struct guid numbered(uint32_t kind, uint32_t number)
{
	struct guid guid = {.bytes = {(uint8_t)kind}};

	for (int i = 0; i < 4; i++)
		guid.bytes[15 - i] = (uint8_t)(number >> 8 * i);
	return guid;
}

static struct app make(uint32_t number, struct text name)
{
	struct app app = registry_fixture_app(
		REGISTRY_FIXTURE_CLIENT, "11111111-aaaa-2222-3333-444444444444");

	app.id = numbered(1, number);
	app.client_app_id = numbered(2, number % 5);
	app.directory_tenant_id = numbered(3, number / 5);
	app.name = name;
	return app;
}

/* Registrations of which none stands at the same place in two orders, some equal in each. */
static void fill(struct registry_fixture *f)
{
	for (uint32_t i = 0; i < COUNT; i++) {
		struct app app = make(i, arena_printf(f->arena, "%c App", 'A' + i * 7 % 10));

		app.enabled = i % 3 != 0;
		app.created_at_ms = NOW_MS + i * 11 % 8;
		app.last_modified_at_ms = NOW_MS + i * 3 % 7;
		registry_fixture_insert(f, &app);
	}
}

static void go_behind(struct registry_fixture *f, struct app_query *query, const struct app *last)
{
	query->after_key = app_page_key(f->arena, last, query->order);
	query->after_id = last->id;
	assert_true(app_page_is_key(query->after_key, query->order));
}

/* Everything the query finds, by pages of that size. */
static size_t read_all(struct registry_fixture *f, struct app_query query, int64_t size,
	struct app ret_apps[2 * COUNT])
{
	struct app *apps;
	size_t count, total = 0;

	query.limit = size;
	while ((count = app_page_fixture_read(f, &query, &apps)) > 0) {
		assert_true(total + count <= 2 * COUNT);
		memcpy(ret_apps + total, apps, count * sizeof(*apps));
		total += count;
		go_behind(f, &query, &apps[count - 1]);
	}
	return total;
}

static int compare(
	struct registry_fixture *f, enum app_order order, const struct app *a, const struct app *b)
{
	int64_t left = order == APP_ORDER_CREATED ? a->created_at_ms : a->last_modified_at_ms;
	int64_t right = order == APP_ORDER_CREATED ? b->created_at_ms : b->last_modified_at_ms;
	int result = 0;

	if (order == APP_ORDER_NAME)
		result = text_compare(fold_text(f->arena, a->name), fold_text(f->arena, b->name));
	else if (order != APP_ORDER_ID)
		result = (left > right) - (left < right);
	return result != 0 ? result : guid_compare(a->id, b->id);
}

/* Strictly rising, or falling: so none is there twice. */
static void expect_sorted(struct registry_fixture *f, const struct app_query *query,
	const struct app *apps, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		int order = compare(f, query->order, &apps[i - 1], &apps[i]);

		assert_true(query->descending ? order > 0 : order < 0);
	}
}

static void pages_hold_each_once(void **state)
{
	static const int64_t sizes[] = {1, 7, COUNT};
	struct registry_fixture *f = *state;
	struct app apps[2 * COUNT];

	fill(f);
	for (size_t i = 0; i < 4; i++)
		for (int down = 0; down < 2; down++)
			for (size_t j = 0; j < 3; j++) {
				struct app_query query = {
					.order = orders[i], .descending = down == 1};

				assert_int_equal(read_all(f, query, sizes[j], apps), COUNT);
				expect_sorted(f, &query, apps, COUNT);
			}
}

/* Between pages one that was listed goes, and so does one that was not; one comes before the place,
 * one behind it. */
static void changes_between_pages(struct registry_fixture *f, struct app_query query)
{
	struct app *apps, all[2 * COUNT], before, behind;
	size_t count = read_all(f, query, COUNT, all), rest;

	query.limit = 10;
	assert_int_equal(app_page_fixture_read(f, &query, &apps), 10);
	go_behind(f, &query, &apps[9]);
	before = all[0];
	behind = all[count - 1];
	registry_fixture_delete(f, all[9].id);
	registry_fixture_delete(f, all[12].id);
	before.id = numbered(query.descending ? 9 : 0, 500);
	behind.id = numbered(query.descending ? 0 : 9, 600);
	before.client_app_id = numbered(4, 500);
	behind.client_app_id = numbered(4, 600);
	registry_fixture_insert(f, &before);
	registry_fixture_insert(f, &behind);
	query.limit = COUNT;
	rest = app_page_fixture_read(f, &query, &apps);
	assert_int_equal(rest, count - 10 - 1 + 1);
	assert_int_equal(app_page_fixture_number(&apps[0]), app_page_fixture_number(&all[10]));
	assert_int_equal(app_page_fixture_number(&apps[2]), app_page_fixture_number(&all[13]));
	assert_int_equal(app_page_fixture_number(&apps[rest - 1]), 600);
	expect_sorted(f, &query, apps, rest);
}

static void entries_come_and_go_between_pages(void **state)
{
	struct registry_fixture *f = *state;

	for (size_t i = 0; i < 4; i++)
		for (int down = 0; down < 2; down++) {
			struct app_query query = {.order = orders[i], .descending = down == 1};

			assert_int_equal(db_script(f->writer, TEXT("DELETE FROM app_registration"),
						 &f->fault),
				STATUS_OK);
			fill(f);
			changes_between_pages(f, query);
		}
}

/* How many the filter lets through, in every order alike, and each as `fits` says. */
static size_t filtered(
	struct registry_fixture *f, struct app_query query, bool (*fits)(const struct app *app))
{
	struct app apps[2 * COUNT];
	size_t count = 0;

	for (size_t i = 0; i < 4; i++) {
		query.order = orders[i];
		query.descending = !query.descending;
		count = read_all(f, query, 4, apps);
		expect_sorted(f, &query, apps, count);
		for (size_t j = 0; j < count; j++)
			assert_true(fits(&apps[j]));
	}
	return count;
}

static bool is_of_client_2(const struct app *app)
{
	return app->client_app_id.bytes[15] == 2;
}

static bool is_of_directory_3(const struct app *app)
{
	return app->directory_tenant_id.bytes[15] == 3;
}

static bool is_enabled(const struct app *app)
{
	return app->enabled;
}

static bool is_disabled(const struct app *app)
{
	return !app->enabled;
}

static bool is_named_d(const struct app *app)
{
	return app->name.data[0] == 'D';
}

static void single_filters(void **state)
{
	struct registry_fixture *f = *state;
	struct guid nobody = numbered(8, 8);

	fill(f);
	assert_int_equal(
		filtered(f, (struct app_query){.client_app_id = numbered(2, 2)}, is_of_client_2),
		5);
	assert_int_equal(filtered(f, (struct app_query){.directory_tenant_id = numbered(3, 3)},
				 is_of_directory_3),
		5);
	assert_int_equal(
		filtered(f, (struct app_query){.by_enabled = true, .enabled = true}, is_enabled),
		16);
	assert_int_equal(filtered(f, (struct app_query){.by_enabled = true}, is_disabled), 9);
	assert_int_equal(
		filtered(f, (struct app_query){.name_part = TEXT("d aPP")}, is_named_d), 2);
	assert_int_equal(filtered(f, (struct app_query){.client_app_id = nobody}, is_enabled), 0);
	assert_int_equal(
		filtered(f, (struct app_query){.directory_tenant_id = nobody}, is_enabled), 0);
	assert_int_equal(filtered(f, (struct app_query){.name_part = TEXT("dd")}, is_enabled), 0);
}

static bool fits_all(const struct app *app)
{
	return is_of_client_2(app) && app->enabled;
}

static void combined_filters(void **state)
{
	struct registry_fixture *f = *state;
	struct app_query query = {
		.client_app_id = numbered(2, 2), .by_enabled = true, .enabled = true};

	fill(f);
	assert_int_equal(filtered(f, query, fits_all), 4);
	query.name_part = TEXT("app");
	assert_int_equal(filtered(f, query, fits_all), 4);
	query.directory_tenant_id = numbered(3, 3);
	assert_int_equal(filtered(f, query, fits_all), 1);
	query.enabled = false;
	assert_int_equal(filtered(f, query, fits_all), 0);
}

static void removed_ones_are_not_listed(void **state)
{
	struct registry_fixture *f = *state;
	struct app apps[2 * COUNT];

	fill(f);
	registry_fixture_delete(f, numbered(1, 7));
	assert_int_equal(read_all(f, (struct app_query){0}, 7, apps), COUNT - 1);
	assert_int_equal(app_page_fixture_number(&apps[7]), 8);
}

static void skipping(void **state)
{
	struct registry_fixture *f = *state;
	struct app_query query = {.skip = 3};

	for (uint32_t i = 1; i <= 6; i++) {
		struct app app = make(i, TEXT("n"));

		registry_fixture_insert(f, &app);
	}
	app_page_fixture_expect(f, query, "456");
	query.skip = 0;
	app_page_fixture_expect(f, query, "123456");
	query.skip = 6;
	app_page_fixture_expect(f, query, "");
	query.skip = 1;
	query.descending = true;
	app_page_fixture_expect(f, query, "54321");
	query.after_key = guid_text(f->arena, numbered(1, 5));
	query.after_id = numbered(1, 5);
	app_page_fixture_expect(f, query, "321");
}

static void keys_of_orders(void **state)
{
	struct registry_fixture *f = *state;
	struct app app = make(7, TEXT("\xc3\x84pp"));

	app.created_at_ms = 5;
	app.last_modified_at_ms = 6;
	expect_text(
		app_page_key(f->arena, &app, APP_ORDER_ID), "01000000-0000-0000-0000-000000000007");
	expect_text(app_page_key(f->arena, &app, APP_ORDER_NAME), "\xc3\xa4pp");
	expect_text(app_page_key(f->arena, &app, APP_ORDER_CREATED), "5");
	expect_text(app_page_key(f->arena, &app, APP_ORDER_MODIFIED), "6");
	for (size_t i = 2; i < 4; i++) {
		assert_true(app_page_is_key(TEXT("0"), orders[i]));
		assert_true(app_page_is_key(TEXT("9223372036854775807"), orders[i]));
		assert_false(app_page_is_key(TEXT("9223372036854775808"), orders[i]));
		assert_false(app_page_is_key(TEXT(""), orders[i]));
		assert_false(app_page_is_key(TEXT("x"), orders[i]));
		assert_false(app_page_is_key(TEXT("1 "), orders[i]));
	}
	for (size_t i = 0; i < 2; i++) {
		assert_true(app_page_is_key(TEXT(""), orders[i]));
		assert_true(app_page_is_key(TEXT("x"), orders[i]));
		assert_false(app_page_is_key(TEXT("\xff"), orders[i]));
		assert_false(app_page_is_key(TEXT("a\0"), orders[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(pages_hold_each_once),
		REGISTRY_FIXTURE_TEST(entries_come_and_go_between_pages),
		REGISTRY_FIXTURE_TEST(single_filters),
		REGISTRY_FIXTURE_TEST(combined_filters),
		REGISTRY_FIXTURE_TEST(removed_ones_are_not_listed),
		REGISTRY_FIXTURE_TEST(skipping),
		REGISTRY_FIXTURE_TEST(keys_of_orders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
