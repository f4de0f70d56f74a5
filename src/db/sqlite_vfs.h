/*
 * sqlite_vfs: a shim around SQLite's default VFS that calls yield_if_due() before each write
 * (base/yield.h, decision 23).
 *
 * A progress handler alone is not enough: a commit or a checkpoint is a single opcode that can
 * write thousands of pages.
 *
 * The shim relies on "The SQLite OS Interface or VFS" (https://www.sqlite.org/vfs.html) and on the
 * public structs sqlite3_vfs and sqlite3_io_methods. Files remain objects of the underlying VFS;
 * only their method table is replaced by a copy with a different xWrite.
 */
#ifndef DB_SQLITE_VFS_PRIVATE_H
#define DB_SQLITE_VFS_PRIVATE_H

/* Makes the shim the default VFS. Call it once per process. Has no effect on files of another VFS
 * that becomes the default later, unless that VFS uses this one. */
void sqlite_vfs_install(void);

#endif
