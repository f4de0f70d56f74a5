#include "support/fault_vfs.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct fault_file {
	sqlite3_file base; /* first: SQLite's idea of it */
	sqlite3_file *real; /* behind this in the same memory */
};

static struct {
	sqlite3_vfs vfs, *real;
	sqlite3_mem_methods memory;
	atomic_bool armed, hit;
	enum fault_kind kind;
	_Atomic int64_t left; /* calls, or bytes, that are good still */
} faults;

void fault_vfs_arm(enum fault_kind kind, int64_t n)
{
	faults.kind = kind;
	atomic_store(&faults.hit, false);
	atomic_store(&faults.left, kind == FAULT_DISK_FULL ? n : n - 1);
	atomic_store(&faults.armed, true);
}

bool fault_vfs_disarm(void)
{
	atomic_store(&faults.armed, false);
	return atomic_load(&faults.hit);
}

static bool strikes(int64_t left)
{
	bool struck = left == 0 || (left < 0 && faults.kind == FAULT_ON);

	if (struck)
		atomic_store(&faults.hit, true);
	return struck;
}

static bool call_fails(void)
{
	return atomic_load(&faults.armed) &&
		(faults.kind == FAULT_ONCE || faults.kind == FAULT_ON) &&
		strikes(atomic_fetch_sub(&faults.left, 1));
}

static bool allocation_fails(void)
{
	return atomic_load(&faults.armed) && faults.kind == FAULT_MEMORY &&
		strikes(atomic_fetch_sub(&faults.left, 1));
}

static bool growth_fails(sqlite3_file *real, int64_t end)
{
	sqlite3_int64 size = 0;

	if (!atomic_load(&faults.armed) || faults.kind != FAULT_DISK_FULL ||
		real->pMethods->xFileSize(real, &size) != SQLITE_OK || end <= size)
		return false;
	if (atomic_fetch_sub(&faults.left, end - size) >= end - size)
		return false;
	atomic_store(&faults.left, 0);
	atomic_store(&faults.hit, true);
	return true;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
	return ((struct fault_file *)file)->real;
}

static int file_close(sqlite3_file *file)
{
	return real_of(file)->pMethods->xClose(real_of(file));
}

static int file_read(sqlite3_file *file, void *into, int amount, sqlite3_int64 offset)
{
	if (call_fails())
		return SQLITE_IOERR_READ;
	return real_of(file)->pMethods->xRead(real_of(file), into, amount, offset);
}

static int file_write(sqlite3_file *file, const void *from, int amount, sqlite3_int64 offset)
{
	sqlite3_file *real = real_of(file);

	if (growth_fails(real, offset + amount))
		return SQLITE_FULL;
	if (call_fails()) {
		real->pMethods->xWrite(real, from, amount / 2, offset);
		return SQLITE_IOERR_WRITE;
	}
	return real->pMethods->xWrite(real, from, amount, offset);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	if (call_fails())
		return SQLITE_IOERR_TRUNCATE;
	return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

/* Nothing here cuts the power, so that what is synced need not wait for the disk. */
static int file_sync(sqlite3_file *file, int flags)
{
	(void)file, (void)flags;
	return call_fails() ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *ret_size)
{
	if (call_fails())
		return SQLITE_IOERR_FSTAT;
	return real_of(file)->pMethods->xFileSize(real_of(file), ret_size);
}

static int file_lock(sqlite3_file *file, int level)
{
	if (call_fails())
		return SQLITE_IOERR_LOCK;
	return real_of(file)->pMethods->xLock(real_of(file), level);
}

static int file_unlock(sqlite3_file *file, int level)
{
	return real_of(file)->pMethods->xUnlock(real_of(file), level);
}

static int file_check_reserved(sqlite3_file *file, int *ret_reserved)
{
	return real_of(file)->pMethods->xCheckReservedLock(real_of(file), ret_reserved);
}

static int file_control(sqlite3_file *file, int op, void *argument)
{
	return real_of(file)->pMethods->xFileControl(real_of(file), op, argument);
}

static int file_sector_size(sqlite3_file *file)
{
	return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_characteristics(sqlite3_file *file)
{
	return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int file_shm_map(
	sqlite3_file *file, int region, int bytes, int extend, void volatile **ret_region)
{
	if (call_fails())
		return SQLITE_IOERR_SHMMAP;
	return real_of(file)->pMethods->xShmMap(real_of(file), region, bytes, extend, ret_region);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
	if ((flags & SQLITE_SHM_LOCK) != 0 && call_fails())
		return SQLITE_IOERR_SHMLOCK;
	return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
	real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int file_shm_unmap(sqlite3_file *file, int remove)
{
	return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

static int file_fetch(sqlite3_file *file, sqlite3_int64 offset, int amount, void **ret_page)
{
	return real_of(file)->pMethods->xFetch(real_of(file), offset, amount, ret_page);
}

static int file_unfetch(sqlite3_file *file, sqlite3_int64 offset, void *page)
{
	return real_of(file)->pMethods->xUnfetch(real_of(file), offset, page);
}

static const sqlite3_io_methods methods = {
	.iVersion = 3,
	.xClose = file_close,
	.xRead = file_read,
	.xWrite = file_write,
	.xTruncate = file_truncate,
	.xSync = file_sync,
	.xFileSize = file_size,
	.xLock = file_lock,
	.xUnlock = file_unlock,
	.xCheckReservedLock = file_check_reserved,
	.xFileControl = file_control,
	.xSectorSize = file_sector_size,
	.xDeviceCharacteristics = file_characteristics,
	.xShmMap = file_shm_map,
	.xShmLock = file_shm_lock,
	.xShmBarrier = file_shm_barrier,
	.xShmUnmap = file_shm_unmap,
	.xFetch = file_fetch,
	.xUnfetch = file_unfetch,
};

static int vfs_open(
	sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *ret_flags)
{
	struct fault_file *f = (struct fault_file *)file;
	int code;

	(void)vfs;
	file->pMethods = NULL;
	if (call_fails())
		return SQLITE_CANTOPEN;
	f->real = (sqlite3_file *)(void *)(f + 1);
	code = faults.real->xOpen(faults.real, name, f->real, flags, ret_flags);
	if (f->real->pMethods != NULL)
		file->pMethods = &methods;
	return code;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_folder)
{
	(void)vfs;
	if (call_fails())
		return SQLITE_IOERR_DELETE;
	return faults.real->xDelete(faults.real, name, sync_folder);
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *ret_there)
{
	(void)vfs;
	return faults.real->xAccess(faults.real, name, flags, ret_there);
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *name, int bytes, char *ret_path)
{
	(void)vfs;
	return faults.real->xFullPathname(faults.real, name, bytes, ret_path);
}

static void *allocate(int bytes)
{
	return allocation_fails() ? NULL : faults.memory.xMalloc(bytes);
}

static void *allocate_again(void *memory, int bytes)
{
	return allocation_fails() ? NULL : faults.memory.xRealloc(memory, bytes);
}

void fault_vfs_install(void)
{
	sqlite3_mem_methods memory;

	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &faults.memory) != SQLITE_OK)
		abort();
	memory = faults.memory;
	memory.xMalloc = allocate;
	memory.xRealloc = allocate_again;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &memory) != SQLITE_OK)
		abort();
	faults.real = sqlite3_vfs_find(NULL);
	/* What is not named here is the same: those functions do not look at the VFS. */
	faults.vfs = *faults.real;
	faults.vfs.pNext = NULL;
	faults.vfs.zName = "fault";
	faults.vfs.szOsFile += (int)sizeof(struct fault_file);
	faults.vfs.xOpen = vfs_open;
	faults.vfs.xDelete = vfs_delete;
	faults.vfs.xAccess = vfs_access;
	faults.vfs.xFullPathname = vfs_full_path;

	if (sqlite3_vfs_register(&faults.vfs, 1) != SQLITE_OK)
		abort();
}
