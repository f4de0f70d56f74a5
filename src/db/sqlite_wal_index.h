/*
 * sqlite_wal_index: reads the version of a database from the memory that SQLite connections share.
 *
 * This module bypasses the API of SQLite. It relies only on the following parts of "WAL-mode File
 * Format" (https://www.sqlite.org/walformat.html), chapter 2, "The WAL-Index File Format":
 * - The -shm file begins with the WAL-index header, which is 48 bytes of native-endian integers.
 *   Bytes 48 to 95 are a second copy of the header (2.1).
 * - The first four bytes are the format version, 3007000. This module ignores headers with another
 *   format version.
 * - Every commit changes the header. iChange counts transactions. mxFrame and aFrameCksum are the
 *   number and the checksum of the last frame. aSalt is random for each new WAL.
 * - A writer updates the second copy before the first copy. A reader reads the first copy before
 *   the second copy. If both copies are equal, the header is consistent (2.1; walIndexWriteHdr()
 *   and walIndexTryHdr() of wal.c).
 *
 * The VFS of the connection maps the -shm file into memory (xShmMap in the API, "OS Interface File
 * Methods Object"). This module does not open the -shm file itself, because closing a second file
 * descriptor would release SQLite's locks. The module never writes to the memory. The version is
 * unknown if the VFS has no shared memory, the database has no WAL, or the header has another
 * format version. Callers then query the database instead (decision 15).
 */
#ifndef DB_SQLITE_WAL_INDEX_PRIVATE_H
#define DB_SQLITE_WAL_INDEX_PRIVATE_H

#include <sqlite3.h>

#include "db/db.h"

/* Reads from the database, which makes SQLite map the -shm file, and returns the address of the
 * header in memory. Returns NULL if there is no header. The memory is valid until the connection is
 * closed. */
const uint32_t *sqlite_wal_index_map(sqlite3 *handle);

/* Implements db_read_version(). `index` is the result of sqlite_wal_index_map() and may be NULL. */
bool sqlite_wal_index_read(const uint32_t *index, struct db_version *ret_version);

#endif
