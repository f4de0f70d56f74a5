#include "db/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "db/migrate.h"
#include "db/sqlite_backup.h"

static enum status fail(struct fault *fault, const char *verb, const char *path)
{
	return fault_set(fault, STATUS_UNAVAILABLE, "UnusableFile", "Cannot %s %s: %s.", verb, path,
		strerror(errno));
}

static enum status refuse_existing(struct fault *fault, const char *path)
{
	return fault_set(fault, STATUS_CONFLICT, "FileExists",
		"%s is there already; name another file, or remove it first.", path);
}

/* An empty file that nobody else makes. */
static const char *make_temporary(const char *beside, struct fault *fault)
{
	char *path = arena_array(fault->arena, strlen(beside) + sizeof(".XXXXXX"), 1);
	int descriptor;

	stpcpy(stpcpy(path, beside), ".XXXXXX");
	descriptor = mkstemp(path);
	if (descriptor < 0) {
		fail(fault, "write", path);
		return NULL;
	}
	close(descriptor);
	return path;
}

static enum status sync_file(const char *path, struct fault *fault)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	bool good = descriptor >= 0 && fsync(descriptor) == 0;

	if (!good)
		fail(fault, "write", path);
	if (descriptor >= 0)
		close(descriptor);
	return fault->status;
}

static enum status sync_folder_of(const char *path, struct fault *fault)
{
	const char *slash = strrchr(path, '/');
	const char *folder = slash == NULL ? "."
		: slash == path
		? "/"
		: arena_printf(fault->arena, "%.*s", (int)(slash - path), path).data;

	return file_sync_dir(folder) ? STATUS_OK : fail(fault, "sync the folder of", path);
}

/* Not over another file: whoever made that meanwhile wants it. */
static enum status name_it(const char *temporary, const char *to, struct fault *fault)
{
	if (renameat2(AT_FDCWD, temporary, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return STATUS_OK;
	if (errno == EEXIST)
		return refuse_existing(fault, to);
	/* A file system without it. */
	if (errno == EINVAL && access(to, F_OK) != 0 && rename(temporary, to) == 0)
		return STATUS_OK;
	return fail(fault, "write", to);
}

enum status backup_write(const char *from, const char *to, struct fault *fault)
{
	const char *temporary;

	if (access(to, F_OK) == 0)
		return refuse_existing(fault, to);
	temporary = make_temporary(to, fault);
	if (temporary == NULL)
		return fault->status;
	if (sqlite_backup_copy(from, temporary, fault) == STATUS_OK &&
		sync_file(temporary, fault) == STATUS_OK)
		name_it(temporary, to, fault);
	if (fault->status == STATUS_OK)
		return sync_folder_of(to, fault);
	unlink(temporary);
	return fault->status;
}

/* Whether this program can serve it. */
static enum status check_schema(const char *path, struct fault *fault)
{
	bool is_new;
	enum status status = migrate_look(&(struct db_options){.path = path}, &is_new, fault);

	if (status == STATUS_OK && is_new)
		return fault_set(fault, STATUS_INVALID, "NotADatabase",
			"The file is no database of this program.");
	return status;
}

static const char *name_kept(struct arena *arena, const char *database, int64_t now_ms)
{
	time_t now_s = (time_t)(now_ms / CLOCK_MS_PER_S);
	char stamp[32];
	struct tm parts;

	gmtime_r(&now_s, &parts);
	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &parts);
	return arena_printf(arena, "%s.replaced-%s", database, stamp).data;
}

static const char *beside(struct arena *arena, const char *path, const char *suffix)
{
	return arena_printf(arena, "%s%s", path, suffix).data;
}

/* The former database keeps its name until the new one takes it; its log goes before that, or it
 * would be taken for that of the new one. */
static enum status exchange(const char *temporary, const char *database, const char *kept,
	bool had_one, struct fault *fault)
{
	const char *wal = beside(fault->arena, database, "-wal");
	const char *shm = beside(fault->arena, database, "-shm");

	if (had_one && link(database, kept) != 0)
		return errno == EEXIST ? refuse_existing(fault, kept) : fail(fault, "keep", kept);
	if (rename(wal, beside(fault->arena, kept, "-wal")) != 0 && errno != ENOENT)
		return fail(fault, "move", wal);
	if (unlink(shm) != 0 && errno != ENOENT)
		return fail(fault, "remove", shm);
	if (rename(temporary, database) != 0)
		return fail(fault, "replace", database);
	return sync_folder_of(database, fault);
}

static enum status exchange_locked(const char *temporary, const char *database, int64_t now_ms,
	struct text *ret_kept, struct fault *fault)
{
	struct sqlite_backup_lock lock;
	const char *kept = name_kept(fault->arena, database, now_ms);
	bool had_one = access(database, F_OK) == 0;
	int holder;

	if (had_one)
		sqlite_backup_settle(database);
	if (!sqlite_backup_lock(&lock, database, &holder))
		fault_set(fault, STATUS_CONFLICT, "DatabaseInUse",
			"A process%s has %s open; stop it first.",
			holder == 0 ? "" : arena_printf(fault->arena, " (%d)", holder).data,
			database);
	else if (exchange(temporary, database, kept, had_one, fault) == STATUS_OK)
		*ret_kept = had_one ? text_from(kept) : TEXT_NONE;
	sqlite_backup_unlock(&lock);
	return fault->status;
}

enum status backup_restore(const char *from, const char *database, int64_t now_ms,
	struct text *ret_kept, struct fault *fault)
{
	/* Beside the file itself, where a link leads to it. */
	char real_path[PATH_MAX];
	const char *place = realpath(database, real_path) == NULL ? database : real_path;
	const char *temporary = make_temporary(place, fault);

	*ret_kept = TEXT_NONE;
	if (temporary == NULL)
		return fault->status;
	if (sqlite_backup_copy(from, temporary, fault) == STATUS_OK &&
		check_schema(temporary, fault) == STATUS_OK &&
		sync_file(temporary, fault) == STATUS_OK)
		exchange_locked(temporary, place, now_ms, ret_kept, fault);
	if (fault->status != STATUS_OK)
		unlink(temporary);
	return fault->status;
}
