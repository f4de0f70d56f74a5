/*
 * arena: memory that dies with one request (or with one batch of work).
 *
 * Promises: every block is zeroed, aligned for any type and lives until arena_free(). Out of
 * memory ends the process: callers bound every size a client controls before they allocate
 * (docs/decisions/0004). A large block goes back to the system when it is freed. Foreign resources
 * join with arena_defer() and are released in reverse order. Under AddressSanitizer each block is
 * its own allocation, so overruns are seen. Not thread-safe: one arena belongs to one request at a
 * time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/text.h"

struct arena;

struct arena *arena_new(void);

/* One that ends with another, or is emptied before. */
struct arena *arena_new_within(struct arena *arena);

/* Runs the deferred releases, newest first, then frees every block. NULL is allowed. */
void arena_free(struct arena *arena);

/* Frees every block and runs the deferred releases, but keeps the arena for use anew. */
void arena_reset(struct arena *arena);

/* Bytes of memory that the arena holds now. */
size_t arena_bytes(const struct arena *arena);

void *arena_alloc(struct arena *arena, size_t size_bytes);

/* `count` elements of `size_bytes` each; the product is checked for overflow. */
void *arena_array(struct arena *arena, size_t count, size_t size_bytes);

/* Grows `block` (its last size `old_bytes`) to `new_bytes`: in place when it is the newest block.
 */
void *arena_grow(struct arena *arena, void *block, size_t old_bytes, size_t new_bytes);

void arena_defer(struct arena *arena, void (*run)(void *), void *resource);

/* Copies, NUL-terminated behind the text for C interfaces. */
struct text arena_text(struct arena *arena, struct text t);
const char *arena_cstr(struct arena *arena, struct text t);

struct text arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct text arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* A copy of UTF-8 that is cut behind a character, and ends in an ellipsis then, where it is longer
 * than `max_bytes`; those of the ellipsis are not counted. */
struct text arena_shorten(struct arena *arena, struct text t, size_t max_bytes);

#endif
