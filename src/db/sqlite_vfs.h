/*
 * sqlite_vfs: a shim around SQLite's default VFS that calls yield_if_due() before each write
 * (base/yield.h, decision 23).
 *
 * SQLite calls the progress handler of a connection only between opcodes. A commit or a checkpoint
 * is a single opcode that can write thousands of pages. The progress handler alone therefore yields
 * too rarely.
 *
 * The shim relies on "The SQLite OS Interface or VFS" (https://www.sqlite.org/vfs.html) and on the
 * public structs sqlite3_vfs and sqlite3_io_methods. The underlying VFS opens all files. The shim
 * replaces only the method table of each file, with a copy that has a different xWrite.
 */
#ifndef DB_SQLITE_VFS_PRIVATE_H
#define DB_SQLITE_VFS_PRIVATE_H

/* Makes the shim the default VFS. Call this function once per process. If another VFS becomes the
 * default later, the shim has an effect only if the new default VFS uses the shim. */
void sqlite_vfs_install(void);

#endif
