#include "api/core/list_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/base64url.h"
#include "base/fold.h"
#include "registry/app.h"
#include "support/call_fixture.h"
#include "support/expect.h"

#define TEST(name_) cmocka_unit_test_setup_teardown(name_, call_fixture_start, call_fixture_end)
#define ID "1f3c5d7e-0000-4000-8000-00000000000a"
#define BEGIN CALL_FIXTURE_URL CALL_FIXTURE_PATH "?"

static struct text token_of(struct call_fixture *f, struct text bytes)
{
	return base64url_encode(f->arena, bytes);
}

static struct list_page begin(struct call_fixture *f, struct list_page_query query)
{
	struct list_page page;

	fault_clear(&f->call.fault);
	list_page_begin(&f->call, &query, "name", &page);
	return page;
}

/* Returns nextLink after a page with `found` entries, the last one with that key, or absent. */
static struct text link_of(
	struct call_fixture *f, struct list_page_query *query, size_t found, struct text key)
{
	struct jsonwrite out = jsonwrite_make(f->arena, 65536);
	struct list_page page = begin(f, *query);
	struct guid id;

	guid_parse_strict(TEXT(ID), &id);
	f->call.query = query;
	jsonwrite_open(&out, '{');
	list_page_end(&f->call, &out, &page, found, "name", key, id);
	jsonwrite_close(&out, '}');
	return jsonread_member_text(
		jsonread_parse(f->arena, buffer_text(&out.buffer), NULL), "nextLink");
}

static void how_many_a_page_has(void **state)
{
	static const struct {
		int64_t size, top;
		size_t limit, fetch;
	} cases[] = {{0, 0, 100, 101}, {7, 0, 7, 8}, {1000, 0, 1000, 1001}, {0, 5, 5, 5},
		{0, 100, 100, 100}, {0, 101, 100, 101}, {7, 8, 7, 8}, {7, 7, 7, 7}, {7, 6, 6, 6},
		{7, 1000000, 7, 8}};
	struct call_fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct list_page page = begin(
			f, (struct list_page_query){.size = cases[i].size, .top = cases[i].top});

		assert_int_equal(page.limit, cases[i].limit);
		assert_int_equal(page.fetch, cases[i].fetch);
		assert_int_equal(page.skip, 0);
		assert_false(text_is_set(page.key));
	}
	assert_int_equal(begin(f, (struct list_page_query){.skip = 9}).skip, 9);
}

static void tokens_are_places(void **state)
{
	static const struct text keys[] = {TEXT_INIT(""), TEXT_INIT("a"), TEXT_INIT("a:b:c"),
		TEXT_INIT("\xc3\xa4 \xf4\x8f\xbf\xbf"), TEXT_INIT("9223372036854775807")};
	struct call_fixture *f = *state;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct list_page_query query = {.size = 2};
		struct text link = link_of(f, &query, 3, keys[i]);
		struct list_page page;

		assert_true(text_starts_with(link, TEXT(BEGIN "skiptoken=")));
		query.token = text_slice(link, sizeof(BEGIN "skiptoken=") - 1, link.length);
		page = begin(f, query);
		assert_int_equal(f->call.fault.status, STATUS_OK);
		expect_bytes(page.key, keys[i]);
		expect_text(guid_text(f->arena, page.id), ID);
	}
}

/* The token of any name, however long its case-folded form, is accepted by the list. */
static void the_longest_name_has_a_token(void **state)
{
	static const struct field_rule rules[] = {LIST_PAGE_RULES_COUNTS};
	static const struct field_table table = FIELD_TABLE(rules);
	struct call_fixture *f = *state;
	struct field_reader reader = {.fault = &f->call.fault, .source = FIELD_FROM_QUERY};
	struct list_page_query query = {.size = 2}, again = {.size = 2};
	struct text name = TEXT(""), link;
	size_t index = 0;

	for (int i = 0; i < APP_NAME_MAX_POINTS; i++)
		name = arena_printf(f->arena, "%s\xef\xb7\xba", name.data);
	link = link_of(f, &query, 3, fold_text(f->arena, name));
	assert_non_null(field_find(&table, TEXT("skiptoken"), false, &index));
	assert_true(field_set_text(&reader, &rules[index],
		text_slice(link, sizeof(BEGIN "skiptoken=") - 1, link.length), &again));
	expect_bytes(begin(f, again).key, fold_text(f->arena, name));
	assert_int_equal(f->call.fault.status, STATUS_OK);
}

static void tokens_that_are_none(void **state)
{
	static const struct text bytes[] = {TEXT_INIT(""), TEXT_INIT("name"), TEXT_INIT("name:"),
		TEXT_INIT("name:" ID), TEXT_INIT("name-:" ID ":a"), TEXT_INIT("nam:" ID ":a"),
		TEXT_INIT("Name:" ID ":a"), TEXT_INIT(":" ID ":a"), TEXT_INIT("name::a"),
		TEXT_INIT("name:x:a"), TEXT_INIT("name:" ID "0:a"),
		TEXT_INIT("name:1f3c5d7e00004000800000000000000a:a"), TEXT_INIT("name:" ID ":\xff"),
		TEXT_INIT("name:" ID ":a\0b"), TEXT_INIT("name:" ID ":\x01")};
	static const char *const no_base64[] = {"*", "a", "YQ==", "YQ ", "name:" ID ":a"};
	struct call_fixture *f = *state;
	size_t refused = 0;

	for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++) {
		struct list_page page =
			begin(f, (struct list_page_query){.token = token_of(f, bytes[i])});

		assert_false(text_is_set(page.key));
		refused += f->call.fault.error_count;
	}
	assert_int_equal(refused, sizeof(bytes) / sizeof(bytes[0]));
	for (size_t i = 0; i < sizeof(no_base64) / sizeof(no_base64[0]); i++) {
		begin(f, (struct list_page_query){.token = text_from(no_base64[i])});
		assert_int_equal(f->call.fault.error_count, 1);
		expect_error(&f->call.fault, 0, "skiptoken", "InvalidParameter",
			"skiptoken must be the value from a nextLink, used with the same orderby.");
	}
}

static void the_last_page_has_no_link(void **state)
{
	struct call_fixture *f = *state;
	struct list_page_query sized = {.size = 2}, topped = {.size = 7, .top = 3};

	expect_text(link_of(f, &sized, 0, TEXT("k")), NULL);
	expect_text(link_of(f, &sized, 2, TEXT("k")), NULL);
	expect_text(link_of(f, &topped, 3, TEXT("k")), NULL);
}

static void the_link_holds_the_request(void **state)
{
	struct call_fixture *f = *state;
	struct list_page_query query = {.size = 2, .top = 9};
	const char *token = token_of(f, TEXT("name:" ID ":k")).data;

	f->request.query = TEXT("maxpagesize=2&skip=5&top=9&skiptoken=old&filter=contains(name,"
				"%27a+b%26c%27)&orderby=name&&x");
	expect_text(link_of(f, &query, 3, TEXT("k")),
		arena_printf(f->arena,
			BEGIN "maxpagesize=2&filter=contains%%28name%%2C%%27a%%20b%%26c%%27%%29&"
			      "orderby=name&x=&top=7&skiptoken=%s",
			token)
			.data);
	query.top = 0;
	f->request.query = TEXT("skiptoken=old");
	expect_text(link_of(f, &query, 3, TEXT("k")),
		arena_printf(f->arena, BEGIN "skiptoken=%s", token).data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(how_many_a_page_has),
		TEST(tokens_are_places),
		TEST(the_longest_name_has_a_token),
		TEST(tokens_that_are_none),
		TEST(the_last_page_has_no_link),
		TEST(the_link_holds_the_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
