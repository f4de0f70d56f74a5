/*
 * sqlite_wal_index: reads the version of a database from the memory that SQLite connections share.
 *
 * This bypasses SQLite's API. It relies only on the following parts of "WAL-mode File Format"
 * (https://www.sqlite.org/walformat.html), chapter 2, "The WAL-Index File Format":
 * - The -shm file begins with the WAL-index header, 48 bytes of native-endian integers; bytes 48 to
 *   95 hold a second copy of it (2.1).
 * - The first four bytes are the format version, 3007000. The header is ignored if they differ.
 * - A commit changes the header: iChange counts transactions, aFrameCksum is the checksum of the
 *   last frame, mxFrame its number, aSalt is random for each new log.
 * - A writer updates the second copy before the first. If a reader reads the first copy, then the
 *   second, and both are equal, the header is consistent (2.1; walIndexWriteHdr() and
 *   walIndexTryHdr() of wal.c).
 *
 * The connection's VFS maps the memory (xShmMap in the API, "OS Interface File Methods Object").
 * This module does not open the file: closing a second descriptor would release SQLite's locks. It
 * never writes to the memory. With a VFS without shared memory, a database without a WAL, or a
 * different format version, there is no version to read, and callers query the database instead
 * (decision 15).
 */
#ifndef DB_SQLITE_WAL_INDEX_PRIVATE_H
#define DB_SQLITE_WAL_INDEX_PRIVATE_H

#include <sqlite3.h>

#include "db/db.h"

/* Returns the words of the header, valid until the connection is closed, or NULL if there are none.
 * Reads from the database first, so that SQLite opens the index. */
const uint32_t *sqlite_wal_index_map(sqlite3 *handle);

/* Implements db_read_version(). `index` is the result of sqlite_wal_index_map(). */
bool sqlite_wal_index_read(const uint32_t *index, struct db_version *ret_version);

#endif
