/* Plausible values that the configuration rejects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "config/config.h"
#include "support/config_fixture.h"
#include "support/expect.h"

static void unsupported_syntax(void **state)
{
	struct scratch *f = *state;
	struct config config;
	const char *path = scratch_path(f, "c.conf");

	assert_int_equal(
		config_fixture_file(f, &config,
			"[server]\npublic-url = https://x.example # prod\nport = 80 # web\n"
			"[database]\npath = \"a.db\"\n"
			"[auth]\naudiences = api://a\n  api://b # test\n"),
		STATUS_INVALID);
	assert_int_equal(f->fault.error_count, 4);
	expect_error(&f->fault, 0, "server.public-url", "InvalidSetting",
		arena_printf(f->arena,
			"%s line 2: server.public-url must be: text, 0 to 1000 bytes, without \" # "
			"\": "
			"a comment at the end of a line starts with \" ;\".",
			path)
			.data);
	expect_error(&f->fault, 1, "server.port", "InvalidSetting",
		arena_printf(f->arena,
			"%s line 3: server.port must be: whole number, 0 to 65535, without \" # "
			"\": "
			"a comment at the end of a line starts with \" ;\".",
			path)
			.data);
	expect_error(&f->fault, 2, "database.path", "InvalidSetting",
		arena_printf(f->arena,
			"%s line 5: database.path must be: text, 1 to 1000 bytes, without quotes "
			"around it.",
			path)
			.data);
	expect_error(&f->fault, 3, "auth.audiences", "InvalidSetting",
		arena_printf(f->arena,
			"%s line 8: auth.audiences must be: text, 0 to 8000 bytes, without \" # "
			"\": "
			"a comment at the end of a line starts with \" ;\".",
			path)
			.data);
	assert_int_equal(config_fixture_file(f, &config,
				 "# one\n; two\n  # three\n[reviews]\n"
				 "publisher-name = Shop #1 \"new\" ; four\n"),
		STATUS_OK);
	assert_string_equal(config.reviews_publisher_name, "Shop #1 \"new\"");
}

static void an_environment_id_is_a_guid(void **state)
{
	static const char *const settings[] = {"environment.id=not-a-guid",
		"environment.id=00000000-0000-0000-0000-000000000000",
		"environment.id={8f7d2c61-3f5e-4b0a-9d1c-2e6a7b8c9d0e}"};
	struct scratch *f = *state;
	struct config config;

	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(
			config_fixture_settings(f, &config, &settings[i], 1), STATUS_INVALID);
		expect_error(&f->fault, 0, "environment.id", "InvalidSetting",
			"environment.id must be a GUID other than zero.");
	}
	assert_int_equal(config_fixture_settings(f, &config, &settings[2], 1), STATUS_OK);
}

static void trailing_slashes_of_an_authority_are_removed(void **state)
{
	static const char *const settings[] = {"auth.authority=https://login.example/a/"};
	struct scratch *f = *state;
	struct config config;

	assert_int_equal(config_fixture_settings(f, &config, settings, 1), STATUS_OK);
	assert_string_equal(config.auth_authority, "https://login.example/a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(unsupported_syntax),
		SCRATCH_TEST(an_environment_id_is_a_guid),
		SCRATCH_TEST(trailing_slashes_of_an_authority_are_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
