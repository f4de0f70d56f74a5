/*
 * scratch: an arena, a fault and an empty folder for one test.
 */
#ifndef SUPPORT_SCRATCH_H
#define SUPPORT_SCRATCH_H

#include "base/fault.h"

struct scratch {
	struct arena *arena;
	struct fault fault; /* of that arena */
	const char *folder;
};

/* For cmocka; *state is a struct scratch. The folder goes with all that is in it. */
int scratch_start(void **state);
int scratch_end(void **state);
#define SCRATCH_TEST(name_) cmocka_unit_test_setup_teardown(name_, scratch_start, scratch_end)

/* The path of `name` in the folder. */
const char *scratch_path(struct scratch *scratch, const char *name);

/* Writes a file, and returns its path. */
const char *scratch_write(struct scratch *scratch, const char *name, struct text content);

/* `count` bytes that look random; equal for equal seeds. */
struct text scratch_noise(struct scratch *scratch, uint32_t seed, size_t count);

#endif
