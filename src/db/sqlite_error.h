/*
 * sqlite_error: maps SQLite's error codes to statuses and messages.
 */
#ifndef DB_SQLITE_ERROR_PRIVATE_H
#define DB_SQLITE_ERROR_PRIVATE_H

#include <sqlite3.h>

#include "base/fault.h"

/* Returns the status for an extended error code. */
enum status sqlite_error_status(int code);

/* Returns true if the error code means that the database file is malformed. Returns false if only a
 * virtual table is malformed. */
bool sqlite_error_is_damage(int code);

/* Returns the error message for the last failed SQLite call on `handle`. If SQLite has recorded a
 * system error, the message comes from the operating system, otherwise from SQLite. `handle` may be
 * NULL. The message is valid until the next SQLite call on `handle`. */
const char *sqlite_error_text(sqlite3 *handle, int code);

/* Like sqlite_error_text(), for an error while SQLite opened the database at `path`. `may_make` is
 * true if SQLite was allowed to create the file. */
const char *sqlite_error_text_of_open(sqlite3 *handle, int code, const char *path, bool may_make);

#endif
