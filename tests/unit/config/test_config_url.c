#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "config/config.h"
#include "support/config_fixture.h"
#include "support/expect.h"

static void valid_product_urls(void **state)
{
	static const char *const urls[] = {
		"",
		"https://shop.example.com/p/{productId}",
		"http://a.b:8080?id={productId}&a=%20#x",
		"https://10.0.0.1/#{productId}",
	};
	struct scratch *f = *state;
	struct config config;

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		assert_int_equal(config_fixture_setting(f, &config, "reviews.product-url", urls[i]),
			STATUS_OK);
		assert_string_equal(config.reviews_product_url, urls[i]);
	}
}

static void invalid_product_urls(void **state)
{
	static const char *const urls[] = {
		"https://shop.example.com/p/",
		"shop.example.com/p/{productId}",
		"ftp://shop.example.com/p/{productId}",
		"https://localhost/{productId}",
		"https://shop/{productId}.html",
		"https://.example/{productId}",
		"https://shop./{productId}",
		"https://{productId}.example.com/",
		"https://shop.example.com/{productId}/{productId}",
		"https://shop.example.com/{productid}",
		"https://shop.example.com/a b/{productId}",
		"https://shop.example.com/{productId}<",
		"https://sh\xc3\xb6p.example.com/{productId}",
	};
	struct scratch *f = *state;
	struct config config;

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		if (config_fixture_setting(f, &config, "reviews.product-url", urls[i]) !=
			STATUS_INVALID)
			fail_msg("taken: %s", urls[i]);
		assert_int_equal(f->fault.error_count, 1);
		expect_error(&f->fault, 0, "reviews.product-url", "InvalidSetting",
			"reviews.product-url must be a URL such as "
			"https://shop.example.com/p/{productId}, with a full domain name and "
			"{productId} exactly once after it.");
	}
}

static void valid_public_urls(void **state)
{
	static const char *const urls[][2] = {
		{"", ""},
		{"https://reviews.contoso.com", "https://reviews.contoso.com"},
		{"http://h:1/", "http://h:1"},
		{"http://h//", "http://h"},
		{"https://10.0.0.1:65535/a/b%20c/", "https://10.0.0.1:65535/a/b%20c"},
		{"http://[2001:db8::1]", "http://[2001:db8::1]"},
		{"http://[::1]:8080/x", "http://[::1]:8080/x"},
	};
	struct scratch *f = *state;
	struct config config;

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		assert_int_equal(
			config_fixture_setting(f, &config, "server.public-url", urls[i][0]),
			STATUS_OK);
		assert_string_equal(config.server_public_url, urls[i][1]);
	}
}

static void invalid_public_urls(void **state)
{
	static const char *const urls[] = {
		"/",
		"http://",
		"https:///a",
		"https://:80",
		"reviews.contoso.com",
		"reviews.contoso.com:443",
		"//reviews.contoso.com",
		"ftp://reviews.contoso.com",
		"HTTPS://reviews.contoso.com",
		"https://ann@reviews.contoso.com",
		"https://ann:word@reviews.contoso.com",
		"https://h?a=b",
		"https://h/a?b",
		"https://h/#a",
		"https://h:0",
		"https://h:65536",
		"https://h:",
		"https://h:a/",
		"https://h:80a",
		"https://[::1",
		"https://[h]",
		"https://::1",
		"https://[::1]a",
		"https://a b",
		"https://h/a b",
		"https://x.example #prod",
		"'https://x.example'",
		"\"https://x.example",
		"https://x.example/\"",
		"https://x.example/'a'",
		"https://x.example\\a",
		"https://sh\xc3\xb6p.example",
	};
	struct scratch *f = *state;
	struct config config;

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		if (config_fixture_setting(f, &config, "server.public-url", urls[i]) !=
			STATUS_INVALID)
			fail_msg("taken: %s", urls[i]);
		assert_int_equal(f->fault.error_count, 1);
		expect_error(&f->fault, 0, "server.public-url", "InvalidSetting",
			"server.public-url must be a URL such as https://reviews.example.com or "
			"http://10.0.0.1:8080/reviews: http or https, a host, and optionally a "
			"port and "
			"a path; no user, query, fragment, blank or quote.");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(valid_product_urls),
		SCRATCH_TEST(invalid_product_urls),
		SCRATCH_TEST(valid_public_urls),
		SCRATCH_TEST(invalid_public_urls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
