#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "auth/fetch.h"

static void which_urls_are_allowed(void **state)
{
	static const struct {
		const char *url;
		bool strict, loopback; /* without and with allow_loopback_http */
	} cases[] = {
		{"https://login.microsoftonline.com/x", true, true},
		{"https://127.0.0.1/x", true, true},
		{"https:/x", false, false},
		{"HTTPS://x", false, false},
		{" https://x", false, false},
		{"", false, false},
		{"http://127.0.0.1", false, true},
		{"http://127.0.0.1/", false, true},
		{"http://127.0.0.1:4000/a/b", false, true},
		{"http://localhost/x", false, true},
		{"http://localhost:4000/x@y", false, true},
		{"http://[::1]:4000/x", false, true},
		{"http://", false, false},
		{"http:///x", false, false},
		{"http://login.microsoftonline.com/x", false, false},
		{"http://127.0.0.1.evil.example/x", false, false},
		{"http://127.0.0.11/x", false, false},
		{"http://127.0.0.2/x", false, false},
		{"http://localhost.evil.example/x", false, false},
		{"http://localhostess/x", false, false},
		{"http://LOCALHOST/x", false, false},
		{"http://localhost@evil.example/x", false, false},
		{"http://127.0.0.1@evil.example/x", false, false},
		{"http://127.0.0.1:80@evil.example/x", false, false},
		{"http://127.0.0.1:a@evil.example", false, false},
		{"http://user@127.0.0.1/x", false, false},
		{"http://user:pass@localhost/x", false, false},
		{"http://127.0.0.1?@evil.example/x", false, false},
		{"http://127.0.0.1#@evil.example/x", false, false},
		{"http://127.0.0.1\\@evil.example/x", false, false},
		{"http://evil.example/127.0.0.1", false, false},
		{"http://evil.example#127.0.0.1", false, false},
		{"http://2130706433/x", false, false},
		{"http://0.0.0.0/x", false, false},
		{"http://[::1].evil.example/x", false, false},
		{"http://[::ffff:127.0.0.1]/x", false, false},
		{"ftp://127.0.0.1/x", false, false},
		{"file:///x", false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text t = text_from(cases[i].url);

		if (fetch_is_allowed_url(t, false) != cases[i].strict ||
			fetch_is_allowed_url(t, true) != cases[i].loopback)
			fail_msg("%s", cases[i].url);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(which_urls_are_allowed)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
