#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "api/front_options.h"
#include "support/expect.h"

static struct config make_config(struct fault *fault, const char *setting)
{
	struct config config;

	assert_int_equal(config_load(&config, NULL, &setting, 1, fault), STATUS_OK);
	return config;
}

static void trusted_proxies_are_read(void **state)
{
	struct fault fault = fault_make(*state);
	struct config config =
		make_config(&fault, "server.trusted-proxies=10.0.0.0/8, 2001:db8::1");
	struct server_options options;

	assert_int_equal(front_options_read(&config, &options, &fault), STATUS_OK);
	assert_true(proxy_list_has(options.trusted_proxies, TEXT("10.1.2.3")));
	assert_true(proxy_list_has(options.trusted_proxies, TEXT("2001:db8::1")));
	assert_false(proxy_list_has(options.trusted_proxies, TEXT("127.0.0.1")));
}

static void what_is_no_proxy_is_named(void **state)
{
	struct fault fault = fault_make(*state);
	struct config config =
		make_config(&fault, "server.trusted-proxies=10.0.0.0/8 proxy.example");
	struct server_options options;

	assert_int_equal(front_options_read(&config, &options, &fault), STATUS_INVALID);
	expect_error(&fault, 0, "server.trusted-proxies", "InvalidSetting",
		"server.trusted-proxies takes up to 128 addresses and networks such as 10.0.0.0/8 "
		"or 2001:db8::/32, not proxy.example.");
}

static int set_up(void **state)
{
	*state = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(trusted_proxies_are_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_proxy_is_named, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
