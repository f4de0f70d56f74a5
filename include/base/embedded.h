/*
 * embedded: files that the build puts inside the program (cmake/embed.cmake).
 */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include "base/text.h"

struct embedded_file {
	const char *name; /* path below the project's root, e.g. "migrations/sqlite/0001_…" */
	struct text content;
};

/* Every embedded file, ordered by name; *ret_count receives their number. */
const struct embedded_file *embedded_files(size_t *ret_count);

/* The file of that name, or NULL. */
const struct embedded_file *embedded_find(struct text name);

#endif
