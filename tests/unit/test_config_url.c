#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "config/config.h"
#include "support/expect.h"
#include "support/scratch.h"

static enum status load(struct scratch *f, struct config *config, const char *url)
{
	const char *setting = arena_printf(f->arena, "reviews.product-url=%s", url).data;

	fault_clear(&f->fault);
	return config_load(config, NULL, &setting, 1, &f->fault);
}

static void good_ones(void **state)
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
		assert_int_equal(load(f, &config, urls[i]), STATUS_OK);
		assert_string_equal(config.reviews_product_url, urls[i]);
	}
}

static void bad_ones(void **state)
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
		if (load(f, &config, urls[i]) != STATUS_INVALID)
			fail_msg("taken: %s", urls[i]);
		assert_int_equal(f->fault.error_count, 1);
		expect_error(&f->fault, 0, "reviews.product-url", "InvalidSetting",
			"reviews.product-url must be a URL such as "
			"https://shop.example.com/p/{productId}, at a full domain, with "
			"{productId} once behind it.");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(good_ones, scratch_start, scratch_end),
		cmocka_unit_test_setup_teardown(bad_ones, scratch_start, scratch_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
