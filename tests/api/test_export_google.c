#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/service_fixture.h"

static struct response export_as(struct service_fixture *f, const char *format)
{
	const char *path = arena_printf(f->arena, "/v2.0/export/reviews?tenantId=%s&format=%s",
		service_environment_id(f->service, f->arena).data, format)
				   .data;

	return service_fixture_send(f, f->arena, "GET", path, NULL, TEXT_NONE);
}

static void a_feed_without_urls_is_refused(void **state)
{
	static const char *const settings[] = {"reviews.product-url=", NULL};
	struct service_fixture_options wanted = {.settings = settings};
	struct service_fixture *f = service_fixture_open_with(&wanted);
	struct response answer;

	(void)state;
	service_fixture_admit(f);
	answer = export_as(f, "google");
	assert_int_equal(answer.status, 400);
	expect_contains(answer.body, "\"target\":\"format\"");
	expect_contains(answer.body, "an operator must set reviews.product-url first");
	assert_int_equal(export_as(f, "csv").status, 200);
	service_fixture_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_feed_without_urls_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
