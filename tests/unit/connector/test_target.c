#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "connector/target.h"
#include "support/config_fixture.h"
#include "support/expect.h"

#define URL "https://reviews.contoso.com"
#define AUDIENCE "auth.audiences=api://one, two"
#define SIGN_IN_DIRECTORY "admin.sign-in-directory=" DIRECTORY
#define ISSUER_DIRECTORY "issuer.x.directories=" DIRECTORY
#define DIRECTORY "72f9d4b1-0c3e-4a57-9a86-1f0f5c6a7b10"
#define DIRECTORIES "admin.directories=" OTHER " " DIRECTORY
#define OTHER "019af0a4-d2c0-7b3e-8d15-6a2f94c07e51"

static struct config configure(struct scratch *f, const char *audiences, const char *setting)
{
	const char *const settings[] = {audiences, setting};
	struct config config;

	assert_int_equal(
		config_fixture_settings(f, &config, settings, setting == NULL ? 1 : 2), STATUS_OK);
	return config;
}

static struct target read_url(struct scratch *f, const char *url)
{
	struct config config = configure(f, AUDIENCE, NULL);
	struct target target;

	assert_int_equal(target_read(&target, &config, text_from(url), &f->fault), STATUS_OK);
	return target;
}

static struct target read_setting(struct scratch *f, const char *setting)
{
	struct config config = configure(f, AUDIENCE, setting);
	struct target target;

	assert_int_equal(target_read(&target, &config, TEXT(URL), &f->fault), STATUS_OK);
	return target;
}

static void parts_of_a_url(void **state)
{
	static const char *const cases[][4] = {
		{URL, "https", "reviews.contoso.com", "/"},
		{URL ":8443", "https", "reviews.contoso.com:8443", "/"},
		{URL "/shop/reviews", "https", "reviews.contoso.com", "/shop/reviews"},
		{"http://127.0.0.1:9002", "http", "127.0.0.1:9002", "/"},
		{"http://10.0.0.1:80/a", "http", "10.0.0.1:80", "/a"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct target target = read_url(*state, cases[i][0]);

		assert_string_equal(target.url.data, cases[i][0]);
		assert_string_equal(target.scheme.data, cases[i][1]);
		assert_string_equal(target.host.data, cases[i][2]);
		assert_string_equal(target.base_path.data, cases[i][3]);
	}
}

static void refuse(struct scratch *f, struct config config, const char *url, const char *detail)
{
	struct target target;

	fault_clear(&f->fault);
	assert_int_equal(
		target_read(&target, &config, text_from(url), &f->fault), STATUS_NOT_FOUND);
	assert_string_equal(f->fault.code, "ConnectorNotOffered");
	expect_contains(f->fault.detail, detail);
}

static void no_connector(void **state)
{
	static const char *const none[] = {AUDIENCE, "auth.cloud=none",
		"issuer.x.url=https://id.contoso.com", ISSUER_DIRECTORY};
	struct scratch *f = *state;
	struct config config;

	refuse(f, configure(f, AUDIENCE, NULL), "", "set server.public-url");
	refuse(f, configure(f, AUDIENCE, NULL), "http://[::1]:8080",
		"cannot reach an IPv6 address");
	refuse(f, configure(f, "auth.audiences=", NULL), URL, "set auth.audiences");
	assert_int_equal(config_fixture_settings(f, &config, none, 4), STATUS_OK);
	refuse(f, config, URL, "auth.cloud is none");
}

static void sign_in_of_each_cloud(void **state)
{
	static const char *const clouds[][2] = {
		{"auth.cloud=global", "https://login.microsoftonline.com"},
		{"auth.cloud=usgov", "https://login.microsoftonline.us"},
		{"auth.cloud=china", "https://login.partner.microsoftonline.cn"},
	};

	for (size_t i = 0; i < sizeof(clouds) / sizeof(clouds[0]); i++) {
		struct target target = read_setting(*state, clouds[i][0]);

		assert_string_equal(target.authority.data, clouds[i][1]);
		assert_string_equal(target.audience.data, "api://one");
		assert_int_equal(target.is_global, i == 0);
	}
}

static void sign_in_of_a_custom_cloud(void **state)
{
	const char *const settings[] = {AUDIENCE, "auth.cloud=custom",
		"auth.authority=http://127.0.0.1:9001/", "auth.issuer-v1=a", "auth.issuer-v2=b"};
	struct scratch *f = *state;
	struct config config;
	struct target target;

	assert_int_equal(config_fixture_settings(f, &config, settings, 5), STATUS_OK);
	assert_int_equal(target_read(&target, &config, TEXT(URL), &f->fault), STATUS_OK);
	assert_string_equal(target.authority.data, "http://127.0.0.1:9001");
}

static void environment(void **state)
{
	struct scratch *f = *state;

	assert_string_equal(read_setting(f, NULL).environment.data, "");
	assert_string_equal(read_setting(f, "environment.id={019AF0A4-D2C0-7B3E-8D15-6A2F94C07E51}")
				    .environment.data,
		OTHER);
}

static void directory_and_client_id(void **state)
{
	const char *const both[] = {AUDIENCE, DIRECTORIES, SIGN_IN_DIRECTORY};
	struct scratch *f = *state;
	struct config config;
	struct target target;

	assert_string_equal(read_setting(f, NULL).directory.data, "common");
	assert_string_equal(read_setting(f, DIRECTORIES).directory.data, OTHER);
	assert_string_equal(
		read_setting(f, "connector.directory={019AF0A4-D2C0-7B3E-8D15-6A2F94C07E51}")
			.directory.data,
		OTHER);
	assert_string_equal(read_setting(f, NULL).client_id.data, "REPLACE-WITH-CLIENT-ID");
	assert_string_equal(read_setting(f, "connector.client-id=" OTHER).client_id.data, OTHER);
	assert_int_equal(config_fixture_settings(f, &config, both, 3), STATUS_OK);
	assert_int_equal(target_read(&target, &config, TEXT(URL), &f->fault), STATUS_OK);
	assert_string_equal(target.directory.data, DIRECTORY);
}

static void publisher_has_only_letters_digits_and_blanks(void **state)
{
	assert_string_equal(read_setting(*state, NULL).publisher.data, "Reviews");
	assert_string_equal(
		read_setting(*state, "reviews.publisher-name=Contoso (24), Ltd.").publisher.data,
		"Contoso 24 Ltd");
	assert_string_equal(
		read_setting(*state, "reviews.publisher-name=\xc3\xbc!").publisher.data, "Reviews");
}

static void brand(void **state)
{
	struct target target = read_setting(*state, "connector.brand-color=#0A7A5C");

	assert_string_equal(target.brand_color.data, "#0A7A5C");
	assert_int_equal(target.color, 0x0a7a5c);
	assert_string_equal(target.website.data, URL);
	assert_string_equal(target.privacy.data, URL);
	target = read_setting(*state, "connector.website=https://contoso.com");
	assert_string_equal(target.website.data, "https://contoso.com");
	assert_string_equal(target.privacy.data, "https://contoso.com");
	target = read_setting(*state, "connector.privacy-url=https://contoso.com/p");
	assert_string_equal(target.website.data, URL);
	assert_string_equal(target.privacy.data, "https://contoso.com/p");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(parts_of_a_url),
		SCRATCH_TEST(no_connector),
		SCRATCH_TEST(sign_in_of_each_cloud),
		SCRATCH_TEST(sign_in_of_a_custom_cloud),
		SCRATCH_TEST(environment),
		SCRATCH_TEST(directory_and_client_id),
		SCRATCH_TEST(publisher_has_only_letters_digits_and_blanks),
		SCRATCH_TEST(brand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
