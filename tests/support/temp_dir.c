#include "support/temp_dir.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#define OPEN_MAX_FOLDERS 8

const char *temp_dir_make(struct arena *arena)
{
	const char *base = getenv("TMPDIR");
	struct text path =
		arena_printf(arena, "%s/s2s-registry-test-XXXXXX", base == NULL ? "/tmp" : base);

	if (mkdtemp((char *)(uintptr_t)path.data) == NULL)
		abort();
	return path.data;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	(void)info;
	(void)kind;
	(void)where;
	return remove(path);
}

void temp_dir_remove(const char *path)
{
	nftw(path, remove_one, OPEN_MAX_FOLDERS, FTW_DEPTH | FTW_PHYS);
}
