/*
 * temp_dir: a temporary folder for one test, deleted with its contents.
 */
#ifndef SUPPORT_TEMP_DIR_H
#define SUPPORT_TEMP_DIR_H

#include "base/arena.h"

/* Its path, in the arena. */
const char *temp_dir_make(struct arena *arena);
void temp_dir_remove(const char *path);

#endif
