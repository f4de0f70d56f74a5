/*
 * gunzip: decompresses gzip data.
 */
#ifndef SUPPORT_GUNZIP_H
#define SUPPORT_GUNZIP_H

#include "base/arena.h"

/* Returns the content, at most `bytes_max` bytes, in the arena. Fails the test if `compressed` is
 * not one whole gzip stream, or if the content is larger. */
struct text gunzip_text(struct arena *arena, struct text compressed, size_t bytes_max);

#endif
