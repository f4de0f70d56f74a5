#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "api/pipeline/front_options.h"
#include "service/ops_options.h"
#include "support/arena_fixture.h"
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
	struct text warning;

	assert_int_equal(front_options_read(&config, &options, &warning, &fault), STATUS_OK);
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
	struct text warning;

	assert_int_equal(front_options_read(&config, &options, &warning, &fault), STATUS_INVALID);
	expect_error(&fault, 0, "server.trusted-proxies", "InvalidSetting",
		"server.trusted-proxies takes up to 128 addresses and networks such as 10.0.0.0/8 "
		"or 2001:db8::/32, not proxy.example.");
}

static void what_is_no_address_is_named(void **state)
{
	struct fault fault = fault_make(*state);
	struct config config = make_config(&fault, "server.address=localhost");
	struct server_options options;
	struct text warning;

	assert_int_equal(front_options_read(&config, &options, &warning, &fault), STATUS_INVALID);
	assert_int_equal(fault.error_count, 1);
	expect_error(&fault, 0, "server.address", "InvalidSetting",
		"server.address must be a numeric IPv4 or IPv6 address, such as 127.0.0.1 or ::1, "
		"not localhost.");
	fault_clear(&fault);
	config = make_config(&fault, "server.address=::1");
	assert_int_equal(front_options_read(&config, &options, &warning, &fault), STATUS_OK);
}

static void the_address_of_operations_is_numeric(void **state)
{
	static const char *const wrong[] = {"localhost:18481", "[localhost]:1", "[127.0.0.1]:1x",
		"127.0.0.1", ":9464", "::1:9464", "127.0.0.1:65536"};
	struct fault fault = fault_make(*state);
	struct config config;
	struct server_options options;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		config = make_config(
			&fault, arena_printf(*state, "server.ops-address=%s", wrong[i]).data);
		assert_int_equal(ops_options_read(&config, &options, &fault), STATUS_INVALID);
		expect_error(&fault, 0, "server.ops-address", "InvalidSetting",
			"server.ops-address takes a numeric address and a port, such as "
			"127.0.0.1:9464 or [::1]:9464.");
		fault_clear(&fault);
	}
	config = make_config(&fault, "server.ops-address=[::1]:9464");
	assert_int_equal(ops_options_read(&config, &options, &fault), STATUS_OK);
	expect_text(text_from(options.address), "::1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(trusted_proxies_are_read),
		ARENA_FIXTURE_TEST(what_is_no_proxy_is_named),
		ARENA_FIXTURE_TEST(what_is_no_address_is_named),
		ARENA_FIXTURE_TEST(the_address_of_operations_is_numeric),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
