/*
 * The case files, each on an empty service, by plain calls without sockets. Arguments choose files:
 *	api_cases tests/cases/guard.http
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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

int main(int argc, char **argv)
{
	glob_t found = {0};
	char **paths = argv + 1;
	size_t count = (size_t)argc - 1;
	struct CMUnitTest *tests;
	int result;

	if (count == 0 && glob("tests/cases/*.http", 0, NULL, &found) == 0) {
		paths = found.gl_pathv;
		count = found.gl_pathc;
	}
	if (count == 0) {
		fprintf(stderr, "there is no case file; run this in the project's root\n");
		return EXIT_FAILURE;
	}
	tests = calloc(count, sizeof(*tests));
	if (tests == NULL)
		abort();
	for (size_t i = 0; i < count; i++)
		tests[i] = (struct CMUnitTest){paths[i], run_file, NULL, NULL, paths[i]};
	result = _cmocka_run_group_tests("cases", tests, count, NULL, NULL);
	free(tests);
	globfree(&found);
	return result;
}
