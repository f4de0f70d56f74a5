/*
 * web_files: the site builder's pages, as the build has put them into the program (src/web).
 *
 * Promises: what a request needs of a file is made once, when the service starts. Never written
 * afterwards: any thread may read.
 */
#ifndef API_OPEN_WEB_FILES_H
#define API_OPEN_WEB_FILES_H

#include "base/arena.h"

struct web_files;

struct web_files_file {
	struct text name; /* below src/web */
	struct text media_type;
	struct text etag; /* strong: of the content */
	struct text content;
};

/* Lives as long as the arena. */
struct web_files *web_files_new(struct arena *arena);

/* The file of that name, or NULL. */
const struct web_files_file *web_files_find(const struct web_files *web, struct text name);

/* Whether /reviews/NAME is a page. */
bool web_files_has_page(struct text name);

#endif
