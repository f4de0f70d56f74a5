#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/scratch.h"

static void reading(void **state)
{
	struct scratch *f = *state;
	struct text noise = scratch_noise(f, 1, 100000), content;
	const char *path = scratch_write(f, "noise", noise);
	int64_t mtime_ms = 0, now_ms = (int64_t)time(NULL) * 1000;

	content = file_read(f->arena, path, 100000, &mtime_ms);
	expect_bytes(content, noise);
	assert_int_equal(content.data[content.length], '\0');
	assert_true(mtime_ms > now_ms - 60000 && mtime_ms < now_ms + 60000);
	expect_text(file_read(f->arena, scratch_write(f, "empty", TEXT("")), 0, NULL), "");
}

static void what_cannot_be_read(void **state)
{
	struct scratch *f = *state;
	const char *path = scratch_write(f, "small", TEXT("12345"));

	expect_text(file_read(f->arena, path, 5, NULL), "12345");
	expect_text(file_read(f->arena, path, 4, NULL), NULL);
	assert_int_equal(errno, EFBIG);
	expect_text(file_read(f->arena, scratch_path(f, "none"), 5, NULL), NULL);
	assert_int_equal(errno, ENOENT);
	expect_text(file_read(f->arena, f->folder, 1000000, NULL), NULL);
	assert_int_equal(errno, EISDIR);
}

static void replacing(void **state)
{
	struct scratch *f = *state;
	const char *path = scratch_path(f, "file");
	struct text noise = scratch_noise(f, 2, 70000);
	struct stat before, after;

	assert_true(file_replace(f->arena, path, noise));
	expect_bytes(file_read(f->arena, path, 70000, NULL), noise);
	assert_int_equal(stat(path, &before), 0);
	assert_int_equal(before.st_mode & 0777, 0600);
	assert_true(file_replace(f->arena, path, TEXT("new")));
	expect_text(file_read(f->arena, path, 70000, NULL), "new");
	assert_int_equal(stat(path, &after), 0);
	assert_true(after.st_ino != before.st_ino);
	assert_int_equal(access(scratch_path(f, "file.new"), F_OK), -1);
}

/* A reader that opened the old file reads it to its end. */
static void a_reader_keeps_the_old_file(void **state)
{
	struct scratch *f = *state;
	const char *path = scratch_write(f, "file", TEXT("old"));
	int descriptor = open(path, O_RDONLY);
	char bytes[4] = "";

	assert_true(file_replace(f->arena, path, TEXT("new")));
	assert_int_equal(read(descriptor, bytes, sizeof(bytes)), 3);
	assert_string_equal(bytes, "old");
	close(descriptor);
}

static void replacing_in_no_folder_fails(void **state)
{
	struct scratch *f = *state;

	assert_false(file_replace(f->arena, scratch_path(f, "none/file"), TEXT("x")));
	assert_int_equal(errno, ENOENT);
}

static void folders(void **state)
{
	struct scratch *f = *state;
	const char *path = scratch_path(f, "folder");
	struct stat info;

	assert_true(file_make_dir(path));
	assert_int_equal(stat(path, &info), 0);
	assert_true(S_ISDIR(info.st_mode));
	assert_int_equal(info.st_mode & 0777, 0700);
	assert_true(file_make_dir(path));
	assert_false(file_make_dir(scratch_path(f, "none/folder")));
	assert_int_equal(errno, ENOENT);
}

static void writing_to_a_closed_descriptor_fails(void **state)
{
	(void)state;
	assert_false(file_write_all(-1, TEXT("x")));
	assert_int_equal(errno, EBADF);
	assert_true(file_write_all(-1, TEXT("")));
}

static void a_mapped_file_is_what_it_is(void **state)
{
	struct scratch *s = *state;
	struct text noise = scratch_noise(s, 4, 100000), mapped;
	int descriptor = open(scratch_write(s, "noise", noise), O_RDONLY | O_CLOEXEC);

	assert_true(descriptor >= 0);
	mapped = file_map(descriptor);
	close(descriptor);
	expect_bytes(mapped, noise);
	/* What was forgotten comes back. */
	file_forget(mapped, 1);
	file_forget(mapped, 50001);
	expect_bytes(mapped, noise);
	file_forget(mapped, mapped.length);
	expect_bytes(mapped, noise);
	file_unmap(mapped);
	file_unmap(TEXT_NONE);
	file_forget(TEXT_NONE, 100000);
}

static void nothing_to_map(void **state)
{
	struct scratch *s = *state;
	int descriptor = open(scratch_write(s, "empty", TEXT("")), O_RDONLY | O_CLOEXEC);

	expect_text(file_map(descriptor), NULL);
	close(descriptor);
	expect_text(file_map(-1), NULL);
}

static void folders_are_synced(void **state)
{
	struct scratch *s = *state;

	assert_true(file_sync_dir(s->folder));
	assert_false(file_sync_dir(scratch_path(s, "nothing")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reading, scratch_start, scratch_end),
		cmocka_unit_test_setup_teardown(what_cannot_be_read, scratch_start, scratch_end),
		cmocka_unit_test_setup_teardown(replacing, scratch_start, scratch_end),
		cmocka_unit_test_setup_teardown(
			a_reader_keeps_the_old_file, scratch_start, scratch_end),
		cmocka_unit_test_setup_teardown(
			replacing_in_no_folder_fails, scratch_start, scratch_end),
		cmocka_unit_test_setup_teardown(folders, scratch_start, scratch_end),
		cmocka_unit_test(writing_to_a_closed_descriptor_fails),
		cmocka_unit_test_setup_teardown(
			a_mapped_file_is_what_it_is, scratch_start, scratch_end),
		cmocka_unit_test_setup_teardown(nothing_to_map, scratch_start, scratch_end),
		cmocka_unit_test_setup_teardown(folders_are_synced, scratch_start, scratch_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
