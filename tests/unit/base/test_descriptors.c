#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "base/descriptors.h"

/* Lowers only the soft limit, because the hard limit could not be raised again. */
static void set(unsigned int soft)
{
	struct rlimit files;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	assert_true(files.rlim_max >= soft);
	files.rlim_cur = soft;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
}

static void the_limit_is_raised(void **state)
{
	struct rlimit files;

	(void)state;
	set(256);
	assert_int_equal(descriptors_max(), 256);
	descriptors_raise_limit();
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	assert_true(files.rlim_cur == files.rlim_max);
	assert_true(descriptors_max() > 256);
}

static void descriptors_are_reserved_for_other_uses(void **state)
{
	static const struct {
		unsigned int max, connections;
	} cases[] = {{20, 1}, {1024, 256}, {4096, 2560}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		set(cases[i].max);
		assert_int_equal(descriptors_for_connections(), cases[i].connections);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_limit_is_raised),
		cmocka_unit_test(descriptors_are_reserved_for_other_uses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
