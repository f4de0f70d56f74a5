#include "db/sqlite_files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
	note(files, 0, join(path, ""));
	note(files, 1, join(real_path, "-wal"));
	note(files, 2, join(real_path, "-shm"));
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

void sqlite_files_set_aside(const struct sqlite_files *files)
{
	struct stat info;

	if (files->paths[0] == NULL || stat(files->paths[0], &info) != 0 ||
		is_same(files, 0, &info))
		return;
	for (size_t i = 1; i < SQLITE_FILES_COUNT; i++) {
		char *aside;

		if (files->paths[i] == NULL || stat(files->paths[i], &info) != 0 ||
			!is_same(files, i, &info))
			continue;
		aside = join(files->paths[i], ".moved");
		/* Where this fails the next start finds the file that came damaged, and says so. */
		(void)rename(files->paths[i], aside);
		free(aside);
	}
}
