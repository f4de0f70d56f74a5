#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/scratch.h"

#define PATIENCE_S 20

/* Lists the folder. */
static int count_files(struct scratch *f)
{
	DIR *folder = opendir(f->folder);
	int count = -2;

	assert_non_null(folder);
	while (readdir(folder) != NULL)
		count++;
	closedir(folder);
	return count;
}

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

static void unreadable_files(void **state)
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

/* None of these is read, and none of them blocks. */
static void files_that_are_not_regular(void **state)
{
	struct scratch *f = *state;
	const char *fifo = scratch_path(f, "fifo"), *link = scratch_path(f, "link");
	const char *const odd[] = {fifo, link, "/dev/zero", "/dev/tty"};

	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(symlink(fifo, link), 0);
	alarm(PATIENCE_S);
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		expect_text(file_read(f->arena, odd[i], 100, NULL), NULL);
		assert_true(errno == EINVAL || errno == ENXIO);
		assert_int_equal(file_open(odd[i], 0), -1);
	}
	alarm(0);
	assert_int_equal(file_open(link, O_NOFOLLOW), -1);
	assert_int_equal(file_open(f->folder, 0), -1);
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
	assert_int_equal(count_files(f), 1);
}

#define WRITERS 8
#define ROUNDS 40
#define CONTENT_BYTES 20000

struct writer {
	pthread_t thread;
	const char *path;
	char fill;
	bool good;
};

static void *replace_often(void *context)
{
	struct writer *writer = context;
	struct arena *arena = arena_new();
	char *bytes = arena_alloc(arena, CONTENT_BYTES);

	memset(bytes, writer->fill, CONTENT_BYTES);
	writer->good = true;
	for (int i = 0; i < ROUNDS; i++)
		writer->good =
			file_replace(arena, writer->path, (struct text){bytes, CONTENT_BYTES}) &&
			writer->good;
	arena_free(arena);
	return NULL;
}

/* Processes that share a folder do not write to each other's temporary files. */
static void concurrent_replacing(void **state)
{
	struct scratch *f = *state;
	const char *path = scratch_path(f, "file");
	struct writer writers[WRITERS];

	for (int i = 0; i < WRITERS; i++) {
		writers[i] = (struct writer){.path = path, .fill = (char)('a' + i)};
		assert_int_equal(
			pthread_create(&writers[i].thread, NULL, replace_often, &writers[i]), 0);
	}
	for (int i = 0; i < WRITERS * ROUNDS; i++) {
		struct text content = file_read(f->arena, path, CONTENT_BYTES, NULL);

		if (!text_is_set(content))
			continue;
		assert_int_equal(content.length, CONTENT_BYTES);
		for (size_t j = 0; j < content.length; j++)
			assert_int_equal(content.data[j], content.data[0]);
	}
	for (int i = 0; i < WRITERS; i++) {
		pthread_join(writers[i].thread, NULL);
		assert_true(writers[i].good);
	}
	assert_int_equal(count_files(f), 1);
}

static void failed_replacing_leaves_no_file(void **state)
{
	struct scratch *f = *state;
	const char *folder = scratch_path(f, "folder");

	assert_int_equal(mkdir(folder, 0700), 0);
	assert_false(file_replace(f->arena, folder, TEXT("x")));
	assert_true(errno == EISDIR || errno == EEXIST);
	assert_int_equal(count_files(f), 1);
}

/* From here on, the process has a file system without O_TMPFILE. */
static bool forbid_unnamed_files(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_TMPFILE & ~O_DIRECTORY, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EOPNOTSUPP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static bool is_of_use(int descriptor)
{
	char bytes[4] = "";

	return file_write_all(descriptor, TEXT("abc")) && pread(descriptor, bytes, 3, 0) == 3 &&
		strcmp(bytes, "abc") == 0;
}

static void temporary_files(void **state)
{
	struct scratch *f = *state;
	int descriptor = file_temporary(f->folder), status;
	pid_t child;

	assert_true(is_of_use(descriptor));
	assert_int_equal(count_files(f), 0);
	close(descriptor);
	assert_int_equal(file_temporary(scratch_path(f, "none")), -1);
	assert_int_equal(errno, ENOENT);
	child = fork();
	if (child == 0) {
		bool is_forbidden = forbid_unnamed_files() &&
			open(f->folder, O_TMPFILE | O_RDWR, 0600) < 0 && errno == EOPNOTSUPP;

		descriptor = file_temporary(f->folder);
		_exit(!is_forbidden ? 1 : !is_of_use(descriptor) ? 2 : count_files(f) != 0 ? 3 : 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* A reader that has opened the old file can read it to its end. */
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

static void replacing_in_a_missing_folder_fails(void **state)
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

static void a_mapped_file_has_its_content(void **state)
{
	struct scratch *s = *state;
	struct text noise = scratch_noise(s, 4, 100000), mapped;
	int descriptor = open(scratch_write(s, "noise", noise), O_RDONLY | O_CLOEXEC);

	assert_true(descriptor >= 0);
	mapped = file_map(descriptor);
	close(descriptor);
	expect_bytes(mapped, noise);
	/* Discarded bytes are loaded again. */
	file_discard_prefix(mapped, 1);
	file_discard_prefix(mapped, 50001);
	expect_bytes(mapped, noise);
	file_discard_prefix(mapped, mapped.length);
	expect_bytes(mapped, noise);
	file_unmap(mapped);
	file_unmap(TEXT_NONE);
	file_discard_prefix(TEXT_NONE, 100000);
}

static void files_that_cannot_be_mapped(void **state)
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
		SCRATCH_TEST(reading),
		SCRATCH_TEST(unreadable_files),
		SCRATCH_TEST(files_that_are_not_regular),
		SCRATCH_TEST(replacing),
		SCRATCH_TEST(concurrent_replacing),
		SCRATCH_TEST(failed_replacing_leaves_no_file),
		SCRATCH_TEST(temporary_files),
		SCRATCH_TEST(a_reader_keeps_the_old_file),
		SCRATCH_TEST(replacing_in_a_missing_folder_fails),
		SCRATCH_TEST(folders),
		cmocka_unit_test(writing_to_a_closed_descriptor_fails),
		SCRATCH_TEST(a_mapped_file_has_its_content),
		SCRATCH_TEST(files_that_cannot_be_mapped),
		SCRATCH_TEST(folders_are_synced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
