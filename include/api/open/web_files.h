/*
 * web_files: the site builder's pages (src/web), embedded in the program by the build.
 *
 * Entity tags and media types are computed once, at start. Immutable afterwards, so any thread may
 * read.
 */
#ifndef API_OPEN_WEB_FILES_H
#define API_OPEN_WEB_FILES_H

#include "base/arena.h"

struct web_files;

struct web_files_file {
	struct text name; /* relative to src/web */
	struct text media_type;
	struct text etag; /* strong: of the content */
	struct text content;
};

/* Creates the table of files, allocated in the arena. */
struct web_files *web_files_new(struct arena *arena);

/* Returns the file with that name, or NULL. */
const struct web_files_file *web_files_find(const struct web_files *web, struct text name);

/* Returns whether /reviews/NAME is a page. */
bool web_files_has_page(struct text name);

#endif
