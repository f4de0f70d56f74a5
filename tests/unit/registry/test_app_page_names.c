#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "registry/app_page.h"
#include "support/app_page_fixture.h"
#include "support/expect.h"
#include "support/registry_fixture.h"

#define LAST "\xf4\x8f\xbf\xbf"

/* A registration that tells its number. */
static void insert(struct registry_fixture *f, uint8_t number, const char *name)
{
	struct app app = registry_fixture_app(
		REGISTRY_FIXTURE_CLIENT, "11111111-aaaa-2222-3333-444444444444");

	app.id = (struct guid){.bytes = {[15] = number}};
	app.client_app_id.bytes[15] = number;
	app.name = text_from(name);
	registry_fixture_insert(f, &app);
}

/* By pages of each size, 1 to 6 come in their order. */
static void page_through(struct registry_fixture *f, bool descending)
{
	for (int64_t size = 1; size <= 6; size++) {
		struct app_query query = {
			.order = APP_ORDER_NAME, .descending = descending, .limit = size};
		uint8_t expected = descending ? 6 : 1;
		struct app *apps;
		size_t count, total = 0;

		while ((count = app_page_fixture_read(f, &query, &apps)) > 0) {
			for (size_t i = 0; i < count; i++)
				assert_int_equal(
					apps[i].id.bytes[15], descending ? expected-- : expected++);
			query.after_key = app_page_key(f->arena, &apps[count - 1], query.order);
			query.after_id = apps[count - 1].id;
			total += count;
		}
		assert_int_equal(total, 6);
	}
}

static void signs_of_patterns_mean_themselves(void **state)
{
	static const char *const names[] = {"100%", "100 per cent", "a_b", "acb", "a\\b", "a\\_b",
		"it's", "\"q\" * ? [a]", "%%__"};
	static const struct {
		const char *part, *numbers;
	} cases[] = {{"%", "08"}, {"0%", "0"}, {"_", "258"}, {"a_b", "2"}, {"\\", "45"},
		{"\\_", "5"}, {"a\\b", "4"}, {"'", "6"}, {"*", "7"}, {"[A]", "7"}, {"%_", "8"},
		{"%%__", "8"}, {"a%b", ""}, {"\\%", ""}, {"", "012345678"}, {" ", "17"}};
	struct registry_fixture *f = *state;

	for (uint8_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		insert(f, i, names[i]);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		app_page_fixture_expect(f,
			(struct app_query){.name_part = text_from(cases[i].part)},
			cases[i].numbers);
}

static void names_are_compared_folded(void **state)
{
	struct registry_fixture *f = *state;

	insert(f, 1,
		"Stra\xc3\x9f"
		"e");
	insert(f, 2, "STRASSE");
	insert(f, 3, "\xef\xbc\xb3trasse");
	insert(f, 4, "zebra");
	insert(f, 5, "Z\xc3\xbcrich");
	insert(f, 6, "zu\xcc\x88rich");
	insert(f, 7, "\xd0\x96\xd1\x83\xd0\xba");
	app_page_fixture_expect(f, (struct app_query){.order = APP_ORDER_NAME}, "1234567");
	app_page_fixture_expect(
		f, (struct app_query){.order = APP_ORDER_NAME, .descending = true}, "7654321");
	app_page_fixture_expect(f, (struct app_query){.name_part = TEXT("ASSE")}, "123");
	app_page_fixture_expect(f, (struct app_query){.name_part = TEXT("\xc3\x9f")}, "123");
	app_page_fixture_expect(f, (struct app_query){.name_part = TEXT("\xc3\x9c")}, "56");
	app_page_fixture_expect(f, (struct app_query){.name_part = TEXT("U\xcc\x88")}, "56");
	app_page_fixture_expect(f, (struct app_query){.name_part = TEXT("\xd0\xb6\xd0\xa3")}, "7");
	app_page_fixture_expect(f, (struct app_query){.name_part = TEXT("\xc2\xad")}, "1234567");
}

/* The greatest code point a hundred times, and a name that folds to nothing. */
static void the_first_and_last_of_names(void **state)
{
	struct registry_fixture *f = *state;
	struct text longest = TEXT("");

	for (int i = 0; i < APP_NAME_MAX_POINTS; i++)
		longest = arena_printf(f->arena, "%s" LAST, longest.data);
	insert(f, 1, "\xc2\xad");
	insert(f, 2, "a");
	insert(f, 3, LAST);
	insert(f, 4, LAST "a");
	insert(f, 5, longest.data);
	insert(f, 6, longest.data);
	app_page_fixture_expect(f, (struct app_query){.order = APP_ORDER_NAME}, "123456");
	app_page_fixture_expect(
		f, (struct app_query){.order = APP_ORDER_NAME, .descending = true}, "654321");
	app_page_fixture_expect(f, (struct app_query){.name_part = TEXT(LAST LAST)}, "56");
	page_through(f, false);
	page_through(f, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(signs_of_patterns_mean_themselves),
		REGISTRY_FIXTURE_TEST(names_are_compared_folded),
		REGISTRY_FIXTURE_TEST(the_first_and_last_of_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
