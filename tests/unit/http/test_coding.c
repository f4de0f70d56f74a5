#include "http/coding.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "support/expect.h"

/* `second` is another header of the same name. */
static enum coding choose(const char *first, const char *second, bool has_gzip)
{
	struct message_header headers[] = {
		{TEXT("Host"), TEXT("gzip")},
		{TEXT("accept-encoding"), text_from(first)},
		{TEXT("Accept-Encoding"), text_from(second)},
	};
	struct request request = {.headers = headers,
		.header_count = 1 + (size_t)(first != NULL) + (size_t)(second != NULL)};

	return coding_choose(&request, has_gzip);
}

static void the_weights_decide(void **state)
{
	static const struct {
		const char *first, *second;
		enum coding chosen, without_gzip;
	} cases[] = {
		{NULL, NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"br", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"gzip", NULL, CODING_GZIP, CODING_IDENTITY},
		{"x-gzip", NULL, CODING_GZIP, CODING_IDENTITY},
		{"GZip", NULL, CODING_GZIP, CODING_IDENTITY},
		{"gzip, deflate, br, zstd", NULL, CODING_GZIP, CODING_IDENTITY},
		{"br , gzip ; q=0.5", NULL, CODING_GZIP, CODING_IDENTITY},
		{"br", "gzip", CODING_GZIP, CODING_IDENTITY},
		{"*", NULL, CODING_GZIP, CODING_IDENTITY},
		{"*;q=0.1", NULL, CODING_GZIP, CODING_IDENTITY},
		{"gzip;q=0.001", NULL, CODING_GZIP, CODING_IDENTITY},
		{"gzip;Q=1.000", NULL, CODING_GZIP, CODING_IDENTITY},
		{"gzip;level=9;q=1", NULL, CODING_GZIP, CODING_IDENTITY},
		{"gzip;q=0", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"gzip;q=0.000", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"gzip;q=0, *", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"gzip;q=0.5, identity", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"gzip;q=0.5, identity;q=0.5", NULL, CODING_GZIP, CODING_IDENTITY},
		{"identity", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"identity;q=0, gzip", NULL, CODING_GZIP, CODING_NONE},
		{"identity;q=0, *", NULL, CODING_GZIP, CODING_NONE},
		{"*;q=0, gzip", NULL, CODING_GZIP, CODING_NONE},
		{"*;q=0, identity", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"identity;q=0", NULL, CODING_NONE, CODING_NONE},
		{"*;q=0", NULL, CODING_NONE, CODING_NONE},
		{"identity;q=0, gzip;q=0", NULL, CODING_NONE, CODING_NONE},
		{"gzip;q=", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"gzip;q=2", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"gzip;q=1.001", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"gzip;q=0.0001", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"gzip;q=0,5", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"gzip;q=0x1", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{"gzip;q=0.a", NULL, CODING_IDENTITY, CODING_IDENTITY},
		{",;, ;q=1", NULL, CODING_IDENTITY, CODING_IDENTITY},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *first = cases[i].first, *second = cases[i].second;

		if (choose(first, second, true) != cases[i].chosen ||
			choose(first, second, false) != cases[i].without_gzip)
			fail_msg("%s: chose another coding", first);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_weights_decide),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
