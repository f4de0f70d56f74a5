/*
 * sqlite_error: maps SQLite's error codes to statuses and messages.
 */
#ifndef DB_SQLITE_ERROR_PRIVATE_H
#define DB_SQLITE_ERROR_PRIVATE_H

#include <sqlite3.h>

#include "base/fault.h"

/* Returns the status for an extended error code. */
enum status sqlite_error_status(int code);

/* Returns whether the code means that the database file is malformed. Returns false if only a
 * virtual table is malformed. */
bool sqlite_error_is_damage(int code);

/* Returns the reason why the last call on `handle` failed. This is the error message of the
 * operating system if SQLite recorded a system error, and SQLite's own message otherwise. `handle`
 * may be NULL. The message is valid until the next call on the handle. */
const char *sqlite_error_text(sqlite3 *handle, int code);

/* Like sqlite_error_text(), for an error that occurred when the database at `path` was opened.
 * `may_make` is true if SQLite was allowed to create the file. */
const char *sqlite_error_text_of_open(sqlite3 *handle, int code, const char *path, bool may_make);

#endif
