/*
 * web_files: the files of the service's web pages (docs/pages.md). The build embeds these files in
 * the program.
 *
 * The files come from src/web. web_files_new() compresses them and computes their entity tags. The
 * table never changes afterwards. Any thread may read it.
 */
#ifndef API_OPEN_WEB_FILES_H
#define API_OPEN_WEB_FILES_H

#include "api/core/static_text.h"

struct web_files;

struct web_files_file {
	struct text name; /* path relative to src/web */
	struct static_text text;
};

/* Creates the table of the embedded files, in the arena. */
struct web_files *web_files_new(struct arena *arena);

/* Returns the file with this name, or NULL if there is none. */
const struct web_files_file *web_files_find(const struct web_files *web, struct text name);

/* Returns true if `name` is the name of a page. The service serves the page NAME at
 * /reviews/NAME. */
bool web_files_has_page(struct text name);

#endif
