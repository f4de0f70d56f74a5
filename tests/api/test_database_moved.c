#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "support/expect.h"
#include "support/service_fixture.h"

#define NOTICED_MS 10000

static struct response get(struct service_fixture *f, const char *path)
{
	return service_fixture_send(f, f->arena, "GET", path, NULL, TEXT_NONE);
}

static void await_not_ready(struct service_fixture *f)
{
	int64_t until_ms = clock_monotonic_ms() + NOTICED_MS;

	while (get(f, "/readyz").status == 200 && clock_monotonic_ms() < until_ms)
		usleep(10000);
}

/* Nothing is answered from what nobody knows any more but how the service is. */
static void nothing_is_served_from_a_database_that_is_gone(void **state)
{
	struct service_fixture *f = *state;
	struct response answer;

	assert_int_equal(get(f, "/readyz").status, 200);
	assert_int_equal(unlink(f->config.database_path), 0);
	await_not_ready(f);
	answer = get(f, "/readyz");
	assert_int_equal(answer.status, 503);
	expect_contains(answer.body, "\"code\":\"NotReady\"");
	expect_contains(answer.body, "\"target\":\"databaseMoved\"");
	assert_int_equal(get(f, "/healthz").status, 200);
	for (size_t i = 0; i < 4; i++) {
		static const char *const paths[] = {
			"/v2.0/caller", "/v2.0/reviews", "/admin/v1/settings", "/"};

		answer = get(f, paths[i]);
		assert_int_equal(answer.status, 503);
		expect_contains(answer.body, "\"code\":\"DatabaseMoved\"");
	}
	answer = service_fixture_send(f, f->arena, "POST",
		"/v2.0/reviews/product/p/user?locale=en-us&encodedUser=u", "application/json",
		TEXT("{\"rating\": 5}"));
	assert_int_equal(answer.status, 503);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_is_served_from_a_database_that_is_gone,
			service_fixture_start, service_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
