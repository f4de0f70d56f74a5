#include "db/sqlite_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

enum { PATH_AS_OPENED, REAL_PATH, WAL, SHM };

/* Number of names for a file that is set aside: NAME.moved, NAME.moved2 and so on. */
#define ASIDE_MAX 100

static char *join(const char *path, const char *suffix)
{
	char *joined;

	if (asprintf(&joined, "%s%s", path, suffix) < 0)
		abort();
	return joined;
}

static bool is_same(const struct sqlite_files *files, size_t i, const struct stat *info)
{
	return info->st_dev == files->devices[i] && info->st_ino == files->inodes[i];
}

#define NS_PER_S INT64_C(1000000000)

static struct sqlite_file_id file_id_of(const char *path, int64_t *ret_written_ns)
{
	struct statx info;

	if (statx(AT_FDCWD, path, 0, STATX_INO | STATX_MTIME | STATX_BTIME, &info) != 0 ||
		(info.stx_mask & STATX_BTIME) == 0)
		return (struct sqlite_file_id){0};
	*ret_written_ns = info.stx_mtime.tv_sec * NS_PER_S + info.stx_mtime.tv_nsec;
	return (struct sqlite_file_id){
		.device = (int64_t)makedev(info.stx_dev_major, info.stx_dev_minor),
		.inode = (int64_t)info.stx_ino,
		.born_ns = info.stx_btime.tv_sec * NS_PER_S + info.stx_btime.tv_nsec};
}

static void record(struct sqlite_files *files, size_t i, char *path)
{
	struct stat info;

	if (stat(path, &info) != 0) {
		free(path);
		return;
	}
	files->paths[i] = path;
	files->devices[i] = info.st_dev;
	files->inodes[i] = info.st_ino;
}

void sqlite_files_record(struct sqlite_files *files, const char *path, const char *real_path)
{
	int64_t written_ns;

	files->database = file_id_of(real_path, &written_ns);
	record(files, PATH_AS_OPENED, join(path, ""));
	record(files, REAL_PATH, join(real_path, ""));
	record(files, WAL, join(real_path, "-wal"));
	record(files, SHM, join(real_path, "-shm"));
}

void sqlite_files_free(struct sqlite_files *files)
{
	for (size_t i = 0; i < SQLITE_FILES_COUNT; i++)
		free(files->paths[i]);
}

bool sqlite_files_are_replaced(const struct sqlite_files *files)
{
	struct stat info;

	for (size_t i = 0; i < SQLITE_FILES_COUNT; i++) {
		if (files->paths[i] != NULL &&
			(stat(files->paths[i], &info) != 0 || !is_same(files, i, &info)))
			return true;
	}
	return false;
}

static bool has_bytes(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && info.st_size > 0;
}

bool sqlite_files_has_wal(const char *path)
{
	char real_path[PATH_MAX];
	char *wal = join(realpath(path, real_path) == NULL ? path : real_path, "-wal");
	bool has_log = has_bytes(wal);

	free(wal);
	return has_log;
}

bool sqlite_files_wal_is_orphaned(const char *path)
{
	return !has_bytes(path) && sqlite_files_has_wal(path);
}

/* Returns whether `name` is the recorded file. */
static bool has_name(const struct sqlite_files *files, size_t i, const char *name)
{
	struct stat info;

	return stat(name, &info) == 0 && is_same(files, i, &info);
}

/* Renames a file, but does not overwrite another one. */
static bool rename_to(const char *from, const char *to)
{
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return true;
	return errno == EINVAL && access(to, F_OK) != 0 && rename(from, to) == 0;
}

static const char *name_aside(struct arena *arena, const char *path, int number)
{
	return number == 1 ? arena_printf(arena, "%s.moved", path).data
			   : arena_printf(arena, "%s.moved%d", path, number).data;
}

/* Returns the name under which the file is set aside, or NULL. */
static const char *find_aside(const struct sqlite_files *files, size_t i, struct arena *arena)
{
	struct stat info;

	for (int number = 1; number <= ASIDE_MAX; number++) {
		const char *name = name_aside(arena, files->paths[i], number);

		if (lstat(name, &info) == 0 && is_same(files, i, &info))
			return name;
	}
	return NULL;
}

/* Extended attribute of a file that is set aside: its database, and when it was set aside. */
#define ATTRIBUTE "user.s2s-registry.database"

struct label {
	struct sqlite_file_id database;
	int64_t since_ns;
};

/* Labels a file that is set aside. If the file system has no extended attributes, the admin has to
 * rename the WAL back. */
static void label(const struct sqlite_files *files, const char *name)
{
	struct label own = {.database = files->database};
	struct timespec now;

	/* File times use this coarse clock, so later writes do not get an earlier time. */
	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	own.since_ns = now.tv_sec * NS_PER_S + now.tv_nsec;
	if (files->database.born_ns != 0)
		(void)setxattr(name, ATTRIBUTE, &own, sizeof(own), 0);
}

/* Returns whether the file belongs to the database at `path`. If the database was written to since,
 * its WAL no longer applies. */
static bool belongs(const char *name, const char *path)
{
	struct label found;
	int64_t written_ns = 0;
	struct sqlite_file_id database = file_id_of(path, &written_ns);

	return database.born_ns != 0 &&
		getxattr(name, ATTRIBUTE, &found, sizeof(found)) == (ssize_t)sizeof(found) &&
		memcmp(&database, &found.database, sizeof(database)) == 0 &&
		written_ns < found.since_ns;
}

static bool restore_file(struct arena *arena, const char *path, const char *suffix)
{
	const char *own = arena_printf(arena, "%s%s", path, suffix).data;

	if (access(own, F_OK) == 0 || access(name_aside(arena, own, 1), F_OK) != 0)
		return false;
	for (int number = 1; number <= ASIDE_MAX; number++) {
		const char *name = name_aside(arena, own, number);

		if (belongs(name, path))
			return rename_to(name, own);
	}
	return false;
}

bool sqlite_files_restore_wal(const char *path)
{
	struct arena *arena = arena_new();
	char real_path[PATH_MAX];
	bool is_found = false;

	if (realpath(path, real_path) != NULL) {
		restore_file(arena, real_path, "-shm");
		is_found = restore_file(arena, real_path, "-wal");
	}
	arena_free(arena);
	return is_found;
}

/* If this fails, the next start may find the new database damaged, and reports that. */
static void set_aside(const struct sqlite_files *files, size_t i, struct arena *arena)
{
	if (!has_name(files, i, files->paths[i]))
		return;
	label(files, files->paths[i]);
	for (int number = 1; number <= ASIDE_MAX; number++) {
		if (rename_to(files->paths[i], name_aside(arena, files->paths[i], number)))
			return;
	}
}

static void put_back(const struct sqlite_files *files, size_t i, struct arena *arena)
{
	const char *name;

	if (access(files->paths[i], F_OK) == 0)
		return;
	name = find_aside(files, i, arena);
	if (name != NULL)
		(void)rename_to(name, files->paths[i]);
}

const char *sqlite_files_relocate_wal(const struct sqlite_files *files, struct arena *arena)
{
	bool has_database;

	if (files->paths[REAL_PATH] == NULL || files->paths[WAL] == NULL ||
		files->paths[SHM] == NULL)
		return NULL;
	has_database = has_name(files, REAL_PATH, files->paths[REAL_PATH]);
	/* The WAL must never exist under its name without its -shm, which other processes may use.
	 */
	if (has_database) {
		put_back(files, SHM, arena);
		put_back(files, WAL, arena);
		return NULL;
	}
	set_aside(files, WAL, arena);
	set_aside(files, SHM, arena);
	return find_aside(files, WAL, arena);
}
