/*
 * fault_vfs: SQLite's own VFS and allocator, with a fault at a chosen call.
 *
 * Call fault_vfs_install() once per program, before any other call of SQLite. It makes this VFS the
 * default, so the tested code does not know about it. Calls of all threads are counted between
 * fault_vfs_arm() and fault_vfs_disarm(); no call fails outside. Syncs do not reach the disk.
 */
#ifndef SUPPORT_FAULT_VFS_H
#define SUPPORT_FAULT_VFS_H

#include <stdbool.h>
#include <stdint.h>

enum fault_kind {
	FAULT_ONCE, /* the n-th call to a file fails, and no other: open, read, write (of which
		     * half is written), truncate, sync, size, delete, lock, shared memory */
	FAULT_ON, /* and all behind it */
	FAULT_MEMORY, /* the n-th allocation fails */
	FAULT_DISK_FULL /* files may grow by n bytes */
};

void fault_vfs_install(void);
void fault_vfs_arm(enum fault_kind kind, int64_t n);

/* Whether anything failed since it was armed. */
bool fault_vfs_disarm(void);

#endif
