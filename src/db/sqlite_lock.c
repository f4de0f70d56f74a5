#include "db/sqlite_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/arena.h"

#define DATABASE_LOCK_START 0x40000000
#define DATABASE_LOCK_BYTES 512
#define SHM_LOCK_START 120
#define SHM_LOCK_BYTES 9

/* Uses open file description locks, which closing another descriptor of this process does not
 * release. */
static bool lock_bytes(int descriptor, off_t start, off_t length, int *ret_holder)
{
	struct flock wanted = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
	struct flock found = wanted;

	if (descriptor < 0 || fcntl(descriptor, F_OFD_SETLK, &wanted) == 0)
		return true;
	if (fcntl(descriptor, F_OFD_GETLK, &found) == 0 && found.l_type != F_UNLCK &&
		found.l_pid > 0)
		*ret_holder = found.l_pid;
	return false;
}

bool sqlite_lock_take(struct sqlite_lock *lock, const char *path, int *ret_holder)
{
	struct arena *arena = arena_new();

	*ret_holder = 0;
	lock->database = open(path, O_RDWR | O_CLOEXEC);
	lock->shm = open(arena_printf(arena, "%s-shm", path).data, O_RDWR | O_CLOEXEC);
	arena_free(arena);
	return lock_bytes(lock->database, DATABASE_LOCK_START, DATABASE_LOCK_BYTES, ret_holder) &&
		lock_bytes(lock->shm, SHM_LOCK_START, SHM_LOCK_BYTES, ret_holder);
}

void sqlite_lock_release(struct sqlite_lock *lock)
{
	if (lock->database >= 0)
		close(lock->database);
	if (lock->shm >= 0)
		close(lock->shm);
}
