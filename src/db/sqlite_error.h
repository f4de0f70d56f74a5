/*
 * sqlite_error: maps SQLite's error codes to statuses and messages.
 */
#ifndef DB_SQLITE_ERROR_PRIVATE_H
#define DB_SQLITE_ERROR_PRIVATE_H

#include <sqlite3.h>

#include "base/fault.h"

/* Returns the status for an extended error code. */
enum status sqlite_error_status(int code);

/* Returns whether the code means that the file is malformed. Damage of a virtual table alone does
 * not count. */
bool sqlite_error_is_damage(int code);

/* Returns the reason why the last call on `handle`, which may be NULL, failed: the system's error,
 * or else SQLite's. Valid until the next call on the handle. */
const char *sqlite_error_text(sqlite3 *handle, int code);

/* Does the same for an error while the database at `path` was opened. `may_make` says whether
 * SQLite was allowed to create the file. */
const char *sqlite_error_text_of_open(sqlite3 *handle, int code, const char *path, bool may_make);

#endif
