#include "db/sqlite_files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_AS_OPENED, REAL_PATH, WAL, SHM };

/* Names that a file may be set aside under: NAME.moved, NAME.moved2 and so on. */
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

static void note(struct sqlite_files *files, size_t i, char *path)
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

void sqlite_files_note(struct sqlite_files *files, const char *path, const char *real_path)
{
	note(files, PATH_AS_OPENED, join(path, ""));
	note(files, REAL_PATH, join(real_path, ""));
	note(files, WAL, join(real_path, "-wal"));
	note(files, SHM, join(real_path, "-shm"));
}

void sqlite_files_free(struct sqlite_files *files)
{
	for (size_t i = 0; i < SQLITE_FILES_COUNT; i++)
		free(files->paths[i]);
}

bool sqlite_files_moved(const struct sqlite_files *files)
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

bool sqlite_files_has_log(const char *path)
{
	char real_path[PATH_MAX];
	char *wal = join(realpath(path, real_path) == NULL ? path : real_path, "-wal");
	bool has_log = has_bytes(wal);

	free(wal);
	return has_log;
}

bool sqlite_files_log_alone(const char *path)
{
	return !has_bytes(path) && sqlite_files_has_log(path);
}

/* Whether the file that was noted has this name. */
static bool has_name(const struct sqlite_files *files, size_t i, const char *name)
{
	struct stat info;

	return stat(name, &info) == 0 && is_same(files, i, &info);
}

/* Not over another file, where the file system can tell. */
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

/* The name that the file has aside, or NULL. */
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

/* Where this fails the next start finds the file that came damaged, and says so. */
static void set_aside(const struct sqlite_files *files, size_t i, struct arena *arena)
{
	int number = 1;

	if (!has_name(files, i, files->paths[i]))
		return;
	while (number <= ASIDE_MAX &&
		!rename_to(files->paths[i], name_aside(arena, files->paths[i], number)))
		number++;
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

const char *sqlite_files_place_log(const struct sqlite_files *files, struct arena *arena)
{
	bool is_there;

	if (files->paths[REAL_PATH] == NULL || files->paths[WAL] == NULL ||
		files->paths[SHM] == NULL)
		return NULL;
	is_there = has_name(files, REAL_PATH, files->paths[REAL_PATH]);
	/* Nobody may find the log without its index, which a process that has it open goes by. */
	if (is_there) {
		put_back(files, SHM, arena);
		put_back(files, WAL, arena);
		return NULL;
	}
	set_aside(files, WAL, arena);
	set_aside(files, SHM, arena);
	return find_aside(files, WAL, arena);
}
