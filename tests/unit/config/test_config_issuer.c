#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "config/config.h"
#include "support/config_fixture.h"
#include "support/expect.h"

#define NEEDED(name_) "issuer." name_ ".url=u", "issuer." name_ ".directories=d"

static void sections_of_a_file(void **state)
{
	struct scratch *f = *state;
	struct config config;
	const char *path = scratch_write(f, "c.conf",
		TEXT("[issuer.contoso]\nurl = https://id.contoso.example/realms/a?\n"
		     "algorithms = RS256,\n\tES256\nclient-claim = azp\nclient-names = true\n"
		     "clients-authenticate = true\ndirectory-claim = org\n"
		     "directories = a=1\n  b=2\n"
		     "[log]\nlevel = debug\n"
		     "[issuer.2-b]\nurl = https://b.example/\ndirectories = 3\n"));

	assert_int_equal(config_load(&config, path, NULL, 0, &f->fault), STATUS_OK);
	assert_int_equal(config.issuer_count, 2);
	assert_string_equal(config.issuers[0].name, "contoso");
	assert_string_equal(config.issuers[0].url, "https://id.contoso.example/realms/a?");
	assert_string_equal(config.issuers[0].algorithms, "RS256, ES256");
	assert_string_equal(config.issuers[0].client_claim, "azp");
	assert_true(config.issuers[0].client_names);
	assert_true(config.issuers[0].clients_authenticate);
	assert_string_equal(config.issuers[0].directory_claim, "org");
	assert_string_equal(config.issuers[0].directories, "a=1 b=2");
	assert_string_equal(config.issuers[1].name, "2-b");
	assert_string_equal(config.issuers[1].url, "https://b.example/");
	assert_string_equal(config.issuers[1].algorithms, "RS256");
	assert_string_equal(config.issuers[1].client_claim, "client_id");
	assert_false(config.issuers[1].client_names);
	assert_false(config.issuers[1].clients_authenticate);
	assert_string_equal(config.issuers[1].directory_claim, "");
	assert_string_equal(config.issuers[1].directories, "3");
}

static void settings_override_a_section(void **state)
{
	static const char *const settings[] = {"issuer.b.url=https://new.example",
		"issuer.b.directories=x=1", "issuer.b.directories=y=2", "issuer.c.url=https://c",
		"issuer.c.directories=3"};
	struct scratch *f = *state;
	struct config config;
	const char *path = scratch_write(f, "c.conf",
		TEXT("[issuer.b]\nurl = https://old.example\ndirectories = 1\nclient-claim = "
		     "azp\n"));

	assert_int_equal(config_load(&config, path, settings, 5, &f->fault), STATUS_OK);
	assert_int_equal(config.issuer_count, 2);
	assert_string_equal(config.issuers[0].url, "https://new.example");
	assert_string_equal(config.issuers[0].directories, "x=1 y=2");
	assert_string_equal(config.issuers[0].client_claim, "azp");
	assert_string_equal(config.issuers[1].name, "c");
}

static void all_errors_are_reported(void **state)
{
	struct scratch *f = *state;
	struct config config;
	const char *path = scratch_write(f, "c.conf",
		TEXT("[issuer.a]\nurls = https://a.example\nclient-names = yes\n"
		     "client-claim =\n[issuer.B]\nurl = https://b.example\n"
		     "[issuer]\nurl = https://c.example\n[issuer.a.b]\nurl = u\n"));

	assert_int_equal(config_load(&config, path, NULL, 0, &f->fault), STATUS_INVALID);
	assert_int_equal(f->fault.error_count, 8);
	expect_error(&f->fault, 0, "issuer.a.urls", "UnknownSetting",
		arena_printf(f->arena, "%s line 2: there is no setting issuer.a.urls.", path).data);
	expect_error(&f->fault, 1, "issuer.a.client-names", "InvalidSetting",
		arena_printf(
			f->arena, "%s line 3: issuer.a.client-names must be: true or false.", path)
			.data);
	expect_error(&f->fault, 2, "issuer.a.client-claim", "InvalidSetting",
		arena_printf(f->arena,
			"%s line 4: issuer.a.client-claim must be: text, 1 to 100 bytes.", path)
			.data);
	expect_error(&f->fault, 3, "issuer.B.url", "UnknownSetting",
		arena_printf(f->arena, "%s line 6: there is no setting issuer.B.url.", path).data);
	expect_error(&f->fault, 4, "issuer.url", "UnknownSetting",
		arena_printf(f->arena, "%s line 8: there is no setting issuer.url.", path).data);
	expect_error(&f->fault, 5, "issuer.a.b.url", "UnknownSetting",
		arena_printf(f->arena, "%s line 10: there is no setting issuer.a.b.url.", path)
			.data);
	expect_error(&f->fault, 6, "issuer.a.url", "InvalidSetting", "issuer.a.url must be set.");
	expect_error(&f->fault, 7, "issuer.a.directories", "InvalidSetting",
		"issuer.a.directories must be set.");
}

static void names_of_sections(void **state)
{
	static const struct {
		const char *name;
		enum status status;
	} cases[] = {
		{"a", STATUS_OK},
		{"0", STATUS_OK},
		{"-", STATUS_OK},
		{"abcdefghijklmnopqrstuvwxyz-01234", STATUS_OK},
		{"abcdefghijklmnopqrstuvwxyz-012345", STATUS_INVALID},
		{"", STATUS_INVALID},
		{"A", STATUS_INVALID},
		{"a_b", STATUS_INVALID},
		{"a b", STATUS_INVALID},
		{"\xc3\xa9", STATUS_INVALID},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const settings[] = {
			arena_printf(f->arena, "issuer.%s.url=u", cases[i].name).data,
			arena_printf(f->arena, "issuer.%s.directories=d", cases[i].name).data};
		const char *path = scratch_write(f, "c.conf",
			arena_printf(f->arena, "[issuer.%s]\nurl = u\ndirectories = d\n",
				cases[i].name));
		struct config config;

		assert_int_equal(config_fixture_settings(f, &config, settings, 2), cases[i].status);
		fault_clear(&f->fault);
		assert_int_equal(config_load(&config, path, NULL, 0, &f->fault), cases[i].status);
	}
}

static void at_most_eight_sections(void **state)
{
	static const char *const settings[] = {NEEDED("a"), NEEDED("b"), NEEDED("c"), NEEDED("d"),
		NEEDED("e"), NEEDED("f"), NEEDED("g"), NEEDED("h"), "issuer.a.url=v",
		"issuer.i.url=u"};
	struct scratch *f = *state;
	struct config config;

	assert_int_equal(config_fixture_settings(f, &config, settings, 17), STATUS_OK);
	assert_int_equal(config.issuer_count, CONFIG_ISSUERS_MAX);
	assert_string_equal(config.issuers[7].name, "h");
	assert_string_equal(config.issuers[0].url, "v");
	assert_int_equal(config_fixture_settings(f, &config, settings, 18), STATUS_INVALID);
	assert_int_equal(f->fault.error_count, 1);
	expect_error(&f->fault, 0, "issuer.i.url", "InvalidSetting",
		"--set: there are more than 8 issuer sections.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(sections_of_a_file),
		SCRATCH_TEST(settings_override_a_section),
		SCRATCH_TEST(all_errors_are_reported),
		SCRATCH_TEST(names_of_sections),
		SCRATCH_TEST(at_most_eight_sections),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
