#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "support/server_fixture.h"

static bool has_thread(const char *wanted)
{
	glob_t found;
	bool is_there = false;

	assert_int_equal(glob("/proc/self/task/*/comm", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc && !is_there; i++) {
		char name[32] = "";
		FILE *file = fopen(found.gl_pathv[i], "r");

		is_there = file != NULL && fgets(name, sizeof(name), file) != NULL &&
			text_equal(text_trim(text_from(name)), text_from(wanted));
		if (file != NULL)
			fclose(file);
	}
	globfree(&found);
	return is_there;
}

/* An event thread gets its name with its first connection. */
static void threads_can_be_told_apart(void **state)
{
	struct server_fixture *f = *state;
	struct wire wire;

	server_fixture_stop(f);
	f->options.name = "ops";
	f->options.threads = 1;
	f->server = server_start(&f->options, &f->app, &f->scratch->fault);
	assert_non_null(f->server);
	wire = server_fixture_connect(f);
	assert_int_equal(wire_ask(&wire, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
	wire_close(&wire);
	assert_true(has_thread("ops-accept"));
	assert_true(has_thread("ops-event-1"));
	assert_false(has_thread("ops-event-2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			threads_can_be_told_apart, server_fixture_start, server_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
