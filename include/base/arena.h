/*
 * arena: memory that is freed as a whole at the end of a request or a batch of work.
 *
 * Every block is zeroed and aligned for any type. It lives until the arena is freed or reset. If
 * memory runs out, the process aborts. Callers must therefore check every size that a client
 * controls before they allocate (docs/decisions/0004). Large blocks are returned to the operating
 * system when the arena is freed or reset. Callers can attach other resources with arena_defer().
 * The arena releases the newest resource first. In builds with AddressSanitizer, each block is a
 * separate allocation, so that the sanitizer detects overruns. Not thread-safe: only one thread at
 * a time may use an arena.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/text.h"

struct arena;

struct arena *arena_new(void);

/* Creates an arena that is freed when `arena` is freed or reset. The caller may reset the new arena
 * at any time, but must not free it. */
struct arena *arena_new_within(struct arena *arena);

/* Releases the attached resources, newest first, and frees the arena with all its blocks. `arena`
 * may be NULL. */
void arena_free(struct arena *arena);

/* Like arena_free(), but does not free the arena itself. The arena is then empty and can be used
 * again. */
void arena_reset(struct arena *arena);

/* Returns the number of bytes that the arena has allocated. */
size_t arena_bytes(const struct arena *arena);

void *arena_alloc(struct arena *arena, size_t size_bytes);

/* Allocates `count` elements of `size_bytes` each. Aborts if the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size_bytes);

/* Grows `block` from `old_bytes` to `new_bytes`, and returns the new address. `new_bytes` must not
 * be less than `old_bytes`. If `block` is the newest block and its chunk has enough space, the
 * block is extended in place. Otherwise, the content is copied to a new block. `block` may be
 * NULL. */
void *arena_grow(struct arena *arena, void *block, size_t old_bytes, size_t new_bytes);

/* Attaches a resource. The arena calls run(resource) when the arena is freed or reset. */
void arena_defer(struct arena *arena, void (*run)(void *), void *resource);

/* Both functions return a copy of `t` in the arena. A NUL byte follows the copy; the length does
 * not include this byte. If `t` is absent, arena_text() returns an absent text and arena_cstr()
 * returns NULL. */
struct text arena_text(struct arena *arena, struct text t);
const char *arena_cstr(struct arena *arena, struct text t);

/* Both functions format a text in the arena. A NUL byte follows the text; the length does not
 * include this byte. */
struct text arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
struct text arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* Copies `t`, which must be UTF-8. If `t` is longer than `max_bytes`, truncates the copy to at most
 * `max_bytes`, and then appends an ellipsis. Never splits a character. */
struct text arena_shorten(struct arena *arena, struct text t, size_t max_bytes);

#endif
