#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "config/config.h"
#include "support/config_fixture.h"
#include "support/expect.h"

static void refuse(struct scratch *f, const char *key, const char *value, const char *message)
{
	struct config config;

	if (config_fixture_setting(f, &config, key, value) != STATUS_INVALID)
		fail_msg("taken: %s = %s", key, value);
	assert_int_equal(f->fault.error_count, 1);
	expect_contains(f->fault.errors[0].message, message);
}

static void take(struct scratch *f, const char *key, const char *value)
{
	struct config config;

	if (config_fixture_setting(f, &config, key, value) != STATUS_OK)
		fail_msg("refused: %s = %s", key, value);
}

static void colors(void **state)
{
	static const char *const bad[] = {
		"0f6cbd0", "#0f6cbg", "#ffffff", "#FFFFFF", "#007ee5", "#007EE5", "#0f 6cb"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refuse(*state, "connector.brand-color", bad[i],
			"connector.brand-color must be a colour such as #0f6cbd");
	take(*state, "connector.brand-color", "#000000");
	take(*state, "connector.brand-color", "#ABCDEF");
}

static void email_addresses(void **state)
{
	static const char *const bad[] = {"abc", "@b.c", "a@b@c", "a b@c", "a@", "<a@b.c>"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refuse(*state, "connector.contact-email", bad[i],
			"connector.contact-email must be");
	take(*state, "connector.contact-email", "help+x@contoso.com");
}

static void urls(void **state)
{
	refuse(*state, "connector.website", "contoso.com", "connector.website must be a URL");
	refuse(*state, "connector.privacy-url", "https://contoso.com/?a=b",
		"connector.privacy-url must be a URL");
	take(*state, "connector.website", "https://contoso.com/reviews");
	take(*state, "connector.privacy-url", "");
}

static void client_ids_and_directories(void **state)
{
	refuse(*state, "connector.client-id", "REPLACE", "connector.client-id must be a GUID");
	take(*state, "connector.client-id", "72f9d4b1-0c3e-4a57-9a86-1f0f5c6a7b10");
	refuse(*state, "connector.directory", "common", "connector.directory must be a GUID");
	refuse(*state, "connector.directory", "00000000-0000-0000-0000-000000000000",
		"connector.directory must be a GUID");
	take(*state, "connector.directory", "72f9d4b1-0c3e-4a57-9a86-1f0f5c6a7b10");
	take(*state, "connector.directory", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(colors),
		SCRATCH_TEST(email_addresses),
		SCRATCH_TEST(client_ids_and_directories),
		SCRATCH_TEST(urls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
