/* Ownership of backup files, and leftovers of an interrupted backup. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "db/backup.h"
#include "support/backup_fixture.h"
#include "support/expect.h"

#define NOW_MS BACKUP_FIXTURE_NOW_MS

/* No process has the database open. */
static int start(void **state)
{
	if (backup_fixture_start(state) != 0)
		return -1;
	backup_fixture_close_database(*state);
	return 0;
}

static void expect_file(
	struct backup_fixture *f, const char *name, mode_t mode, uid_t uid, gid_t gid)
{
	struct stat info;

	assert_int_equal(stat(scratch_path(f->scratch, name), &info), 0);
	assert_int_equal(info.st_mode & 07777, mode);
	assert_int_equal(info.st_uid, uid);
	assert_int_equal(info.st_gid, gid);
}

/* Regardless of the process's umask. */
static void only_the_owner_can_read_a_copy(void **state)
{
	struct backup_fixture *f = *state;
	mode_t mask = umask(0);

	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_OK);
	umask(mask);
	expect_file(f, "copy", 0600, geteuid(), getegid());
}

#define SERVICE_USER 1234
#define SERVICE_GROUP 5678

/* Only root can create a database that another user owns. */
static void the_owner_is_kept(void **state)
{
	struct backup_fixture *f = *state;
	bool is_root = geteuid() == 0;
	uid_t user = is_root ? SERVICE_USER : geteuid();
	gid_t group = is_root ? SERVICE_GROUP : getegid();
	struct text kept;

	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_OK);
	assert_int_equal(chown(f->path, user, group), 0);
	assert_int_equal(chmod(f->path, 0640), 0);
	assert_int_equal(backup_restore(f->copy, f->path, NOW_MS, &kept, f->fault), STATUS_OK);
	expect_file(f, "db", 0640, user, group);
	assert_int_equal(unlink(f->path), 0);
	assert_int_equal(chown(f->scratch->folder, user, group), 0);
	assert_int_equal(backup_restore(f->copy, f->path, NOW_MS, &kept, f->fault), STATUS_OK);
	expect_file(f, "db", 0600, user, group);
}

static void leftovers_of_a_killed_process_are_removed(void **state)
{
	struct backup_fixture *f = *state;
	struct text kept;

	scratch_write(f->scratch, "copy.part", scratch_noise(f->scratch, 1, 9999));
	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_OK);
	assert_int_equal(backup_fixture_count(f, "copy"), 1);
	scratch_write(f->scratch, "db.part", scratch_noise(f->scratch, 1, 9999));
	assert_int_equal(backup_restore(f->copy, f->path, NOW_MS, &kept, f->fault), STATUS_OK);
	assert_int_equal(backup_fixture_count(f, "db.part"), 0);
}

static void a_file_being_written_is_not_removed(void **state)
{
	struct backup_fixture *f = *state;
	const char *part = scratch_write(f->scratch, "copy.part", TEXT("half"));
	int descriptor = open(part, O_RDWR | O_CLOEXEC);
	struct flock own = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = INT64_MAX - 1};

	assert_int_equal(fcntl(descriptor, F_OFD_SETLK, &own), 0);
	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_CONFLICT);
	expect_fault(f->fault, STATUS_CONFLICT, "FileInUse");
	expect_text(file_read(f->scratch->arena, part, 100, NULL), "half");
	close(descriptor);
}

static _Noreturn void copy_until_ended(struct backup_fixture *f)
{
	struct text kept;

	alarm(60);
	while (backup_write(f->path, f->copy, f->fault) == STATUS_OK &&
		backup_restore(f->copy, scratch_path(f->scratch, "other"), NOW_MS, &kept,
			f->fault) == STATUS_OK) {
		unlink(f->copy);
		unlink(scratch_path(f->scratch, "other"));
		if (text_is_set(kept))
			unlink(kept.data);
	}
	_exit(1);
}

static void expect_ends_cleanly(struct backup_fixture *f, int number, const char *part)
{
	pid_t child = fork();
	int ended;

	if (child == 0)
		copy_until_ended(f);
	assert_true(child > 0);
	while (backup_fixture_count(f, part) == 0 && waitpid(child, &ended, WNOHANG) == 0)
		usleep(200);
	assert_int_equal(kill(child, number), 0);
	assert_int_equal(waitpid(child, &ended, 0), child);
	assert_true(WIFSIGNALED(ended));
	assert_int_equal(WTERMSIG(ended), number);
	assert_int_equal(
		backup_fixture_count(f, "copy.part") + backup_fixture_count(f, "other.part"), 0);
	unlink(f->copy);
}

static void a_signal_leaves_no_partial_file(void **state)
{
	struct backup_fixture *f = *state;

	expect_ends_cleanly(f, SIGTERM, "copy.part");
	expect_ends_cleanly(f, SIGINT, "copy.part");
	expect_ends_cleanly(f, SIGHUP, "copy.part");
	expect_ends_cleanly(f, SIGTERM, "other.part");
}

/* The kernel, not SQLite, limits the size of the copy. */
static void the_message_names_a_full_target(void **state)
{
	struct backup_fixture *f = *state;
	struct rlimit usual, small;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
	small = usual;
	small.rlim_cur = 64 * 1024;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(backup_write(f->path, f->copy, f->fault), STATUS_UNAVAILABLE);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
	expect_text(f->fault->detail,
		arena_printf(f->scratch->arena, "Cannot write %s.part: File too large.", f->copy)
			.data);
	assert_int_equal(backup_fixture_count(f, "copy"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			only_the_owner_can_read_a_copy, start, backup_fixture_end),
		cmocka_unit_test_setup_teardown(the_owner_is_kept, start, backup_fixture_end),
		cmocka_unit_test_setup_teardown(
			leftovers_of_a_killed_process_are_removed, start, backup_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_file_being_written_is_not_removed, start, backup_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_signal_leaves_no_partial_file, start, backup_fixture_end),
		cmocka_unit_test_setup_teardown(
			the_message_names_a_full_target, start, backup_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
