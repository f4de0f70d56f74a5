#include "db/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "db/migrate.h"
#include "db/part_file.h"
#include "db/sqlite_backup.h"
#include "db/sqlite_files.h"
#include "db/sqlite_lock.h"

static enum status fail(struct fault *fault, const char *verb, const char *path)
{
	return fault_set(fault, STATUS_UNAVAILABLE, "UnusableFile", "Cannot %s %s: %s.", verb, path,
		strerror(errno));
}

static enum status refuse_existing(struct fault *fault, const char *path)
{
	return fault_set(fault, STATUS_CONFLICT, "FileExists",
		"%s already exists; choose another file, or remove it first.", path);
}

static enum status sync_folder_of(const char *path, struct fault *fault)
{
	return file_sync_parent(path) ? STATUS_OK : fail(fault, "sync the folder of", path);
}

static enum status copy_and_sync(const char *from, struct part_file *part, struct fault *fault)
{
	enum status status = sqlite_backup_copy(from, part, fault);

	if (status == STATUS_OK && fsync(part_file_descriptor(part)) != 0)
		status = fail(fault, "write", part_file_path(part));
	return status;
}

/* Renames the file, but does not overwrite one that another process created meanwhile. */
static enum status name_it(const char *temporary, const char *to, struct fault *fault)
{
	if (renameat2(AT_FDCWD, temporary, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return STATUS_OK;
	if (errno == EEXIST)
		return refuse_existing(fault, to);
	/* The file system does not support RENAME_NOREPLACE. */
	if (errno == EINVAL && access(to, F_OK) != 0 && rename(temporary, to) == 0)
		return STATUS_OK;
	return fail(fault, "write", to);
}

enum status backup_write(const char *from, const char *to, struct fault *fault)
{
	struct part_file *part = NULL;

	db_restore_wal(from);
	if (access(to, F_OK) == 0)
		return refuse_existing(fault, to);
	if (part_file_open(&part, to, fault) == STATUS_OK &&
		copy_and_sync(from, part, fault) == STATUS_OK) {
		part_file_defer_signals(part);
		if (name_it(part_file_path(part), to, fault) == STATUS_OK)
			sync_folder_of(to, fault);
	}
	part_file_close(part);
	return fault->status;
}

/* Checks that this program can serve the database. */
static enum status check_schema(const char *path, struct fault *fault)
{
	bool is_new;
	enum status status = migrate_inspect(&(struct db_options){.path = path}, &is_new, fault);

	if (status == STATUS_OK && is_new)
		return fault_set(fault, STATUS_INVALID, "NotADatabase",
			"The file is not a database of this program.");
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

/* Gives the file the owner and mode of the previous database, so that the service can open it.
 * Without a previous database, root gives it the owner of the folder. */
static enum status take_owner(
	const struct part_file *part, const char *database, struct fault *fault)
{
	struct stat wanted, own;
	int descriptor = part_file_descriptor(part);
	bool had_one = stat(database, &wanted) == 0;

	if (!had_one && (geteuid() != 0 || !file_stat_parent(database, &wanted)))
		return STATUS_OK;
	if (fstat(descriptor, &own) != 0)
		return fail(fault, "read", part_file_path(part));
	if ((own.st_uid != wanted.st_uid || own.st_gid != wanted.st_gid) &&
		fchown(descriptor, wanted.st_uid, wanted.st_gid) != 0)
		return fail(fault, "keep the owner of", database);
	if (had_one && fchmod(descriptor, wanted.st_mode & 0777) != 0)
		return fail(fault, "keep the mode of", database);
	return STATUS_OK;
}

/* Replaces the database. The previous one keeps its name until the new one gets it. Its WAL is
 * moved before that, or SQLite would apply it to the new database. */
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

static enum status exchange_locked(struct part_file *part, const char *database, int64_t now_ms,
	struct text *ret_kept, struct fault *fault)
{
	struct sqlite_lock lock;
	const char *kept = name_kept(fault->arena, database, now_ms);
	bool had_one = access(database, F_OK) == 0;
	int holder;

	/* If the database is empty, SQLite would delete its WAL, which must be kept. */
	if (had_one && !sqlite_files_wal_is_orphaned(database))
		sqlite_backup_checkpoint(database);
	if (!sqlite_lock_take(&lock, database, &holder))
		fault_set(fault, STATUS_CONFLICT, "DatabaseInUse",
			"A process%s has %s open; stop it first.",
			holder == 0 ? "" : arena_printf(fault->arena, " (%d)", holder).data,
			database);
	if (fault->status == STATUS_OK) {
		part_file_defer_signals(part);
		exchange(part_file_path(part), database, kept, had_one, fault);
	}
	if (fault->status == STATUS_OK && had_one)
		*ret_kept = text_from(kept);
	sqlite_lock_release(&lock);
	return fault->status;
}

static enum status restore_from(struct part_file *part, const char *from, const char *target,
	int64_t now_ms, struct text *ret_kept, struct fault *fault)
{
	if (copy_and_sync(from, part, fault) != STATUS_OK ||
		check_schema(part_file_path(part), fault) != STATUS_OK ||
		take_owner(part, target, fault) != STATUS_OK)
		return fault->status;
	return exchange_locked(part, target, now_ms, ret_kept, fault);
}

enum status backup_restore(const char *from, const char *database, int64_t now_ms,
	struct text *ret_kept, struct fault *fault)
{
	/* If the path is a symbolic link, write next to its target. */
	char real_path[PATH_MAX];
	const char *target = realpath(database, real_path) == NULL ? database : real_path;
	struct part_file *part = NULL;

	*ret_kept = TEXT_NONE;
	db_restore_wal(from);
	db_restore_wal(target);
	if (part_file_open(&part, target, fault) == STATUS_OK)
		restore_from(part, from, target, now_ms, ret_kept, fault);
	part_file_close(part);
	return fault->status;
}
