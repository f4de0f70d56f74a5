/*
 * Runs each case file on an empty service, by direct calls without sockets. Arguments select files.
 * --count runs nothing and prints the number of steps and expectations:
 *	api_cases tests/cases/guard.http
 *	api_cases --count
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/http_case.h"
#include "support/service_fixture.h"

static void run_file(void **state)
{
	struct service_fixture *f = service_fixture_open();
	struct http_case_vars vars = {.arena = f->arena};
	struct http_case_file file;
	size_t failures = 1;

	http_case_set(&vars, TEXT("url"), TEXT(SERVICE_FIXTURE_URL));
	http_case_set(&vars, TEXT("issuer"), TEXT(SERVICE_FIXTURE_ISSUER_URL));
	http_case_set(&vars, TEXT("adminKey"), f->admin_key);
	http_case_set(&vars, TEXT("tenantId"), service_environment_id(f->service, f->arena));
	if (http_case_load(f->arena, *state, &file))
		failures = http_case_run(&file, &f->transport, &vars);
	service_fixture_close(f);
	if (failures > 0)
		fail_msg("%zu expectations failed", failures);
}

static int count_all(char **paths, size_t count)
{
	size_t steps = 0, expectations = 0;
	bool good = true;

	for (size_t i = 0; i < count; i++) {
		struct arena *arena = arena_new();
		struct http_case_file file;

		if (http_case_load(arena, paths[i], &file)) {
			for (size_t j = 0; j < file.step_count; j++)
				expectations += file.steps[j].check_count;
			steps += file.step_count;
		} else {
			good = false;
		}
		arena_free(arena);
	}
	printf("%zu files, %zu steps, %zu expectations\n", count, steps, expectations);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int run_all(char **paths, size_t count)
{
	struct CMUnitTest *tests = calloc(count, sizeof(*tests));
	int result;

	if (tests == NULL)
		abort();
	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){paths[i], run_file, NULL, NULL, paths[i]};
	result = _cmocka_run_group_tests("cases", tests, count, NULL, NULL);
	free(tests);
	return result;
}

int main(int argc, char **argv)
{
	bool is_count = argc > 1 && strcmp(argv[1], "--count") == 0;
	char **paths = argv + 1 + is_count;
	size_t count = (size_t)(argc - 1 - is_count);
	glob_t found = {0};
	int result;

	if (count == 0 && glob("tests/cases/*.http", 0, NULL, &found) == 0) {
		paths = found.gl_pathv;
		count = found.gl_pathc;
	}
	if (count == 0) {
		fprintf(stderr, "no case files found; run this in the root of the project\n");
		return EXIT_FAILURE;
	}
	result = is_count ? count_all(paths, count) : run_all(paths, count);
	globfree(&found);
	return result;
}
