/*
 * arena: memory that is freed as a whole at the end of a request or a batch of work.
 *
 * Every block is zeroed, aligned for any type, and lives until arena_free() or arena_reset(). If
 * memory runs out, the process aborts: callers bound every size that a client controls before they
 * allocate (docs/decisions/0004). Large blocks are returned to the system when they are freed.
 * Other resources are attached with arena_defer() and released in reverse order. Under
 * AddressSanitizer each block is a separate allocation, so that it detects overruns. Not
 * thread-safe: an arena belongs to one request at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/text.h"

struct arena;

struct arena *arena_new(void);

/* Creates an arena that is freed together with `arena`. It can be reset earlier. */
struct arena *arena_new_within(struct arena *arena);

/* Runs the deferred releases, newest first, and frees every block. `arena` may be NULL. */
void arena_free(struct arena *arena);

/* Does the same but keeps the arena, empty, for reuse. */
void arena_reset(struct arena *arena);

/* Returns the number of bytes that the arena has allocated. */
size_t arena_bytes(const struct arena *arena);

void *arena_alloc(struct arena *arena, size_t size_bytes);

/* Allocates `count` elements of `size_bytes` each. Aborts if the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size_bytes);

/* Grows `block` from `old_bytes` to `new_bytes` and returns its new address. The newest block grows
 * in place if its chunk has space; any other is copied. `block` may be NULL. */
void *arena_grow(struct arena *arena, void *block, size_t old_bytes, size_t new_bytes);

/* Calls `run` with `resource` when the arena is freed or reset. */
void arena_defer(struct arena *arena, void (*run)(void *), void *resource);

/* Copies `t`, with a NUL byte after it for C interfaces. */
struct text arena_text(struct arena *arena, struct text t);
const char *arena_cstr(struct arena *arena, struct text t);

/* The result is also followed by a NUL byte. */
struct text arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct text arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* Copies UTF-8 text. A text longer than `max_bytes` is cut between two characters and gets an
 * ellipsis, which does not count towards `max_bytes`. */
struct text arena_shorten(struct arena *arena, struct text t, size_t max_bytes);

#endif
