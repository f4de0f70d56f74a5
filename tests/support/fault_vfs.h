/*
 * fault_vfs: SQLite's own VFS and memory, with a fault at a call of one's choice.
 *
 * fault_vfs_install() has to come before anything else of SQLite, once a program; the VFS is then
 * the default one, so that what is tested knows nothing of it. Calls are counted over all threads
 * from fault_vfs_arm() on. Until that, and after fault_vfs_disarm(), nothing fails. Syncs reach no
 * disk.
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
