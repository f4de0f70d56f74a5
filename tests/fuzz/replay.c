/*
 * Runs a fuzzer once on every file of the named folders. Fails if there is no file.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "fuzz/fuzz.h"

#define SEED_BYTES_MAX (8 * 1024 * 1024)

static size_t replay_file(const char *path)
{
	struct arena *arena = arena_new();
	struct text seed = file_read(arena, path, SEED_BYTES_MAX, NULL);
	size_t count = text_is_set(seed);

	if (count > 0)
		LLVMFuzzerTestOneInput((const uint8_t *)seed.data, seed.length);
	arena_free(arena);
	return count;
}

static size_t replay_folder(const char *folder)
{
	DIR *entries = opendir(folder);
	struct dirent *entry;
	size_t count = 0;
	char path[4096];

	while (entries != NULL && (entry = readdir(entries)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		count += replay_file(path);
	}
	if (entries != NULL)
		closedir(entries);
	return count;
}

int main(int argc, char **argv)
{
	size_t count = 0;

	for (int i = 1; i < argc; i++)
		count += replay_folder(argv[i]);
	printf("%zu inputs replayed\n", count);
	return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
