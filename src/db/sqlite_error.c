#include "db/sqlite_error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

enum status sqlite_error_status(int code)
{
	if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
		code == SQLITE_CONSTRAINT_ROWID || code == SQLITE_CONSTRAINT_FOREIGNKEY)
		return STATUS_CONFLICT;
	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
		return STATUS_UNAVAILABLE;
	default:
		return STATUS_INTERNAL;
	}
}

bool sqlite_error_is_damage(int code)
{
	return ((code & 0xff) == SQLITE_CORRUPT && code != SQLITE_CORRUPT_VTAB) ||
		(code & 0xff) == SQLITE_NOTADB;
}

/* SQLite records the system's error only for these codes. */
static int system_error(sqlite3 *handle, int code)
{
	return handle != NULL && ((code & 0xff) == SQLITE_CANTOPEN || (code & 0xff) == SQLITE_IOERR)
		? sqlite3_system_errno(handle)
		: 0;
}

const char *sqlite_error_text(sqlite3 *handle, int code)
{
	int number = system_error(handle, code);

	if ((code & 0xff) == SQLITE_FULL)
		return "No space left on device";
	if (number != 0)
		return strerror(number);
	return handle != NULL ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
}

/* If SQLite cannot create a file, it then tries to read it, and records the error of that attempt.
 */
const char *sqlite_error_text_of_open(sqlite3 *handle, int code, const char *path, bool may_make)
{
	if ((code & 0xff) == SQLITE_CANTOPEN && may_make && access(path, F_OK) != 0 &&
		errno == ENOENT && !file_parent_can_be_used(path))
		return strerror(errno);
	return sqlite_error_text(handle, code);
}
