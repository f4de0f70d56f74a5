#include "support/scratch.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "support/temp_dir.h"

int scratch_start(void **state)
{
	struct arena *arena = arena_new();
	struct scratch *scratch = arena_alloc(arena, sizeof(*scratch));

	*scratch = (struct scratch){arena, fault_make(arena), temp_dir_make(arena)};
	*state = scratch;
	return 0;
}

int scratch_end(void **state)
{
	struct scratch *scratch = *state;

	temp_dir_remove(scratch->folder);
	arena_free(scratch->arena);
	return 0;
}

const char *scratch_path(struct scratch *scratch, const char *name)
{
	return arena_printf(scratch->arena, "%s/%s", scratch->folder, name).data;
}

const char *scratch_write(struct scratch *scratch, const char *name, struct text content)
{
	const char *path = scratch_path(scratch, name);
	int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(descriptor >= 0);
	assert_true(file_write_all(descriptor, content));
	assert_int_equal(close(descriptor), 0);
	return path;
}

struct text scratch_noise(struct scratch *scratch, uint32_t seed, size_t count)
{
	char *bytes = arena_alloc(scratch->arena, count + 1);

	for (size_t i = 0; i < count; i++) {
		seed = seed * 1664525U + 1013904223U;
		bytes[i] = (char)(seed >> 24);
	}
	return (struct text){bytes, count};
}
