/*
 * embedded: files that the build embeds in the executable (cmake/embed.cmake).
 */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include "base/text.h"

struct embedded_file {
	const char *name; /* path relative to the source root, e.g. "migrations/sqlite/0001_…" */
	struct text content;
};

/* Returns all embedded files, sorted by name; *ret_count receives their number. */
const struct embedded_file *embedded_files(size_t *ret_count);

/* Returns the file with this name, or NULL. */
const struct embedded_file *embedded_find(struct text name);

#endif
