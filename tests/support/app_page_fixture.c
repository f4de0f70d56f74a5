#include "support/app_page_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"

size_t app_page_fixture_read(
	struct registry_fixture *f, const struct app_query *query, struct app **ret_apps)
{
	size_t count = 99;

	assert_int_equal(app_page_read(f->reader, query, ret_apps, &count, &f->fault), STATUS_OK);
	assert_true((int64_t)count <= query->limit);
	return count;
}

uint32_t app_page_fixture_number(const struct app *app)
{
	uint32_t number = 0;

	for (int i = 0; i < 4; i++)
		number = number << 8 | app->id.bytes[12 + i];
	return number;
}

void app_page_fixture_expect(
	struct registry_fixture *f, struct app_query query, const char *numbers)
{
	struct text found = TEXT("");
	struct app *apps;
	size_t count;

	query.limit = APP_PAGE_MAX;
	count = app_page_fixture_read(f, &query, &apps);
	for (size_t i = 0; i < count; i++)
		found = arena_printf(
			f->arena, "%s%u", found.data, app_page_fixture_number(&apps[i]));
	expect_text(found, numbers);
}
