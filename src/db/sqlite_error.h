/*
 * sqlite_error: what an error code of SQLite means here.
 */
#ifndef DB_SQLITE_ERROR_PRIVATE_H
#define DB_SQLITE_ERROR_PRIVATE_H

#include <sqlite3.h>

#include "base/fault.h"

/* Of an extended code. */
enum status sqlite_error_status(int code);

/* The file is malformed, beyond a virtual table. */
bool sqlite_error_is_damage(int code);

/* Why the last call on `handle` failed, which may be NULL: what the system said of the file, where
 * it did, else SQLite's words. Until the next call on the handle. */
const char *sqlite_error_text(sqlite3 *handle, int code);

/* The same of sqlite3_open_v2() and what follows it, for the file at `path`. */
const char *sqlite_error_text_of_open(sqlite3 *handle, int code, const char *path, bool may_make);

#endif
