/*
 * sqlite_vfs: a shim around SQLite's default VFS, in which each write of a file is a place where a
 * thread may end its turn (base/yield.h, decision 23).
 *
 * A commit, and bringing the log into the database, are one opcode each that writes thousands of
 * pages, so a progress handler alone does not divide them.
 *
 * It relies on what "The SQLite OS Interface or VFS" (https://www.sqlite.org/vfs.html) says of
 * shims, and on the public struct sqlite3_vfs and struct sqlite3_io_methods. A file stays the
 * object of the VFS below: only its table of methods is replaced, by a copy with another xWrite.
 */
#ifndef DB_SQLITE_VFS_PRIVATE_H
#define DB_SQLITE_VFS_PRIVATE_H

/* Makes the shim the default VFS; once a process. Files of a VFS that is made the default later,
 * and is not built on this one, go without. */
void sqlite_vfs_install(void);

#endif
