/* Checks of the files and folders in settings, as check-config and a start run them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "service/service.h"
#include "support/expect.h"
#include "support/scratch.h"

static enum status check(struct scratch *f, const char *setting, const char *path)
{
	const char *settings[] = {
		arena_printf(f->arena, "database.path=%s", scratch_path(f, "s.db")).data,
		arena_printf(f->arena, "%s=%s", setting, path).data};
	struct config config;
	struct text warning;

	fault_clear(&f->fault);
	assert_int_equal(config_load(&config, NULL, settings, 2, &f->fault), STATUS_OK);
	return service_check_config(&config, &warning, &f->fault);
}

static void expect_refused(
	struct scratch *f, const char *setting, const char *path, const char *why)
{
	assert_int_equal(check(f, setting, path), STATUS_INVALID);
	assert_int_equal(f->fault.error_count, 1);
	expect_error(&f->fault, 0, setting, "InvalidSetting",
		arena_printf(f->arena, "%s: %s %s.", setting, path, why).data);
}

static void folders_that_are_made(void **state)
{
	static const char *const settings[] = {
		"reviews.export-dir", "reviews.job-dir", "auth.key-dir"};
	struct scratch *f = *state;
	const char *file = scratch_write(f, "file", TEXT("x"));

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		assert_int_equal(check(f, settings[i], scratch_path(f, "made")), STATUS_OK);
		assert_int_equal(check(f, settings[i], scratch_path(f, "made/")), STATUS_OK);
		assert_int_equal(check(f, settings[i], f->folder), STATUS_OK);
		expect_refused(f, settings[i], scratch_path(f, "none/made"),
			"cannot be written to: No such file or directory");
		expect_refused(f, settings[i], file, "cannot be written to: Not a directory");
	}
	/* Looking makes nothing. */
	assert_int_equal(access(scratch_path(f, "made"), F_OK), -1);
}

static void folders_that_have_to_be_there(void **state)
{
	struct scratch *f = *state;
	const char *none = scratch_path(f, "none"), *locked = scratch_path(f, "locked");
	const char *file = scratch_write(f, "file", TEXT("x"));

	assert_int_equal(check(f, "server.temporary-dir", f->folder), STATUS_OK);
	expect_refused(
		f, "server.temporary-dir", none, "cannot be written to: No such file or directory");
	expect_refused(f, "server.temporary-dir", file, "cannot be written to: Not a directory");
	expect_refused(f, "database.path", scratch_path(f, "none/s.db"),
		"cannot be written to: No such file or directory");
	expect_refused(f, "database.path", f->folder, "cannot be written to: Is a directory");
	assert_int_equal(mkdir(locked, 0500), 0);
	/* Everything is root's to write to. */
	if (geteuid() != 0)
		expect_refused(f, "server.temporary-dir", locked,
			"cannot be written to: Permission denied");
	rmdir(locked);
}

static void a_file_of_authorities(void **state)
{
	struct scratch *f = *state;

	expect_refused(f, "auth.ca-file", scratch_path(f, "none"),
		"cannot be read: No such file or directory");
	expect_refused(f, "auth.ca-file", f->folder, "cannot be read: Is a directory");
	expect_refused(f, "auth.ca-file", scratch_write(f, "ca", TEXT("certificate\n")),
		"contains no PEM certificate");
	assert_int_equal(check(f, "auth.ca-file",
				 scratch_write(f, "ca", TEXT("-----BEGIN CERTIFICATE-----\n"))),
		STATUS_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(folders_that_are_made),
		SCRATCH_TEST(folders_that_have_to_be_there),
		SCRATCH_TEST(a_file_of_authorities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
