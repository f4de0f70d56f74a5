/*
 * sqlite_wal_index: the version of a database, read from the memory that SQLite shares between its
 * connections.
 *
 * This goes below SQLite's API. It relies on the following, and on no more, of the document
 * "WAL-mode File Format" (https://www.sqlite.org/walformat.html), chapter 2, "The WAL-Index File
 * Format":
 * - The -shm file begins with the WAL-index header, 48 bytes of native-endian integers; bytes 48 to
 *   95 hold a second copy of it (2.1).
 * - The first four bytes are the version of the format, 3007000; the header is only read where they
 *   are.
 * - A commit changes the header: iChange counts transactions, aFrameCksum is the checksum of the
 *   last frame, mxFrame its number, aSalt is random for each new log.
 * - A writer replaces the second copy before the first, so two equal copies, read in the order
 *   first, second, are a header that was whole (2.1; walIndexWriteHdr() and walIndexTryHdr() of
 *   wal.c).
 *
 * The memory is mapped by the connection's VFS (xShmMap, in the API: "OS Interface File Methods
 * Object"), never opened here: closing a second descriptor of the file would drop SQLite's locks.
 * Nothing is written to it. A VFS without shared memory, a database without a log and another
 * version of the format have no version to read, and the database is asked instead (decision 15).
 */
#ifndef DB_SQLITE_WAL_INDEX_PRIVATE_H
#define DB_SQLITE_WAL_INDEX_PRIVATE_H

#include <sqlite3.h>

#include "db/db.h"

/* The header's words, valid until the connection is closed; NULL: there are none. Reads from the
 * database first, which makes SQLite open the index. */
const uint32_t *sqlite_wal_index_map(sqlite3 *handle);

/* db_read_version(). `index` is what sqlite_wal_index_map() returned. */
bool sqlite_wal_index_read(const uint32_t *index, struct db_version *ret_mark);

#endif
