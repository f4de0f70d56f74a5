#include "db/part_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/thread.h"

/* Ends the signal thread. Commands do not use this signal otherwise. */
#define SIGNAL_END SIGUSR2

struct part_file {
	char *path;
	int descriptor;
	sigset_t signals, mask_before;
	pthread_t thread;
	pthread_mutex_t lock; /* held by the thread that renames or removes the file */
	bool is_deferred;
};

static enum status fail(struct fault *fault, const char *path)
{
	return fault_set(fault, STATUS_UNAVAILABLE, "UnusableFile", "Cannot write %s: %s.", path,
		strerror(errno));
}

static enum status refuse(struct fault *fault, const char *path)
{
	return fault_set(fault, STATUS_CONFLICT, "FileInUse",
		"Another process is writing %s; wait until it ends.", path);
}

/* Locks one byte that neither SQLite nor data reach. On network file systems flock(2) would lock
 * the whole file and block SQLite's own locks. */
static bool lock(int descriptor)
{
	struct flock byte = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = INT64_MAX - 1, .l_len = 1};

	return fcntl(descriptor, F_OFD_SETLK, &byte) == 0;
}

static enum status refuse_lock(struct fault *fault, const char *path)
{
	return errno == EAGAIN || errno == EACCES ? refuse(fault, path) : fail(fault, path);
}

static bool is_at(int descriptor, const char *path)
{
	struct stat own, named;

	return fstat(descriptor, &own) == 0 && lstat(path, &named) == 0 &&
		own.st_dev == named.st_dev && own.st_ino == named.st_ino;
}

/* Removes a file that a killed process left. *ret_former receives its locked descriptor, or -1 if
 * there was no file. The lock prevents another process that has opened the same file from using it.
 */
static enum status remove_former(const char *path, int *ret_former, struct fault *fault)
{
	*ret_former = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (*ret_former < 0)
		return errno == ENOENT ? STATUS_OK : fail(fault, path);
	if (!lock(*ret_former))
		return refuse_lock(fault, path);
	if (is_at(*ret_former, path) && unlink(path) != 0)
		return fail(fault, path);
	return STATUS_OK;
}

static enum status create(const char *path, int *ret_descriptor, struct fault *fault)
{
	*ret_descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (*ret_descriptor < 0)
		return errno == EEXIST ? refuse(fault, path) : fail(fault, path);
	if (!lock(*ret_descriptor))
		return refuse_lock(fault, path);
	/* Before the lock was taken, another process may have removed the file as a leftover. */
	return is_at(*ret_descriptor, path) ? STATUS_OK : refuse(fault, path);
}

static enum status make(const char *path, int *ret_descriptor, struct fault *fault)
{
	int former;

	*ret_descriptor = -1;
	if (remove_former(path, &former, fault) == STATUS_OK)
		create(path, ret_descriptor, fault);
	if (former >= 0)
		close(former);
	return fault->status;
}

static _Noreturn void end_by(int number)
{
	sigset_t only;

	signal(number, SIG_DFL);
	sigemptyset(&only);
	sigaddset(&only, number);
	raise(number);
	pthread_sigmask(SIG_UNBLOCK, &only, NULL);
	_exit(128 + number);
}

/* Removes the file, unless it was renamed: another process may then use this name. */
static void remove_own(const struct part_file *part)
{
	if (is_at(part->descriptor, part->path))
		unlink(part->path);
}

static void *signal_thread(void *context)
{
	struct part_file *part = context;
	int number;

	if (sigwait(&part->signals, &number) != 0 || number == SIGNAL_END)
		return NULL;
	pthread_mutex_lock(&part->lock);
	remove_own(part);
	end_by(number);
}

static void choose_signals(sigset_t *signals)
{
	static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action;

	sigemptyset(signals);
	sigaddset(signals, SIGNAL_END);
	for (size_t i = 0; i < sizeof(ending) / sizeof(ending[0]); i++) {
		if (sigaction(ending[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			sigaddset(signals, ending[i]);
	}
}

static void discard(struct part_file *part)
{
	if (part->descriptor >= 0)
		close(part->descriptor);
	pthread_mutex_destroy(&part->lock);
	pthread_sigmask(SIG_SETMASK, &part->mask_before, NULL);
	free(part->path);
	free(part);
}

enum status part_file_open(struct part_file **ret_part, const char *target, struct fault *fault)
{
	struct part_file *part = calloc(1, sizeof(*part));

	if (part == NULL || asprintf(&part->path, "%s.part", target) < 0)
		abort();
	pthread_mutex_init(&part->lock, NULL);
	choose_signals(&part->signals);
	pthread_sigmask(SIG_BLOCK, &part->signals, &part->mask_before);
	if (make(part->path, &part->descriptor, fault) != STATUS_OK) {
		discard(part);
		return fault->status;
	}
	if (!thread_start(&part->thread, "part-signals", signal_thread, part)) {
		fail(fault, part->path);
		unlink(part->path);
		discard(part);
		return fault->status;
	}
	*ret_part = part;
	return STATUS_OK;
}

const char *part_file_path(const struct part_file *part)
{
	return part->path;
}

int part_file_descriptor(const struct part_file *part)
{
	return part->descriptor;
}

void part_file_defer_signals(struct part_file *part)
{
	pthread_mutex_lock(&part->lock);
	part->is_deferred = true;
}

void part_file_deliver_signals(struct part_file *part)
{
	part->is_deferred = false;
	pthread_mutex_unlock(&part->lock);
}

void part_file_close(struct part_file *part)
{
	if (part == NULL)
		return;
	if (!part->is_deferred)
		part_file_defer_signals(part);
	remove_own(part);
	pthread_mutex_unlock(&part->lock);
	pthread_kill(part->thread, SIGNAL_END);
	pthread_join(part->thread, NULL);
	discard(part);
}
