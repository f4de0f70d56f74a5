#include "base/arena.h"

#include <pthread.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#define CHUNK_BYTES 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CHUNK_BYTES 0
#endif
#endif
#ifndef CHUNK_BYTES
#define CHUNK_BYTES 16320
#endif

/* Chunks of this size and above are mapped, so that freeing them returns the memory to the system:
 * malloc() raises its mmap threshold when such blocks are freed. Sanitizers track only malloc(). */
#if CHUNK_BYTES == 0
#define MAPPED_BYTES SIZE_MAX
#else
#define MAPPED_BYTES ((size_t)256 * 1024)
#endif

struct chunk {
	struct chunk *next;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

struct release {
	struct release *next;
	void (*run)(void *);
	void *resource;
};

struct arena {
	struct chunk *chunks;
	struct release *releases;
	size_t bytes; /* of all chunks */
};

static void *allocate(size_t size_bytes)
{
	void *block;

	if (size_bytes < MAPPED_BYTES) {
		block = calloc(1, size_bytes);
	} else {
		block = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);
		block = block == MAP_FAILED ? NULL : block;
	}
	if (block == NULL) {
		fputs("s2s-registry: out of memory\n", stderr);
		abort();
	}
	return block;
}

static void free_chunk(struct chunk *chunk)
{
	size_t size_bytes = sizeof(*chunk) + chunk->size;

	if (size_bytes < MAPPED_BYTES)
		free(chunk);
	else
		munmap(chunk, size_bytes);
}

/* Each thread keeps one zeroed spare chunk of the usual size for its next request: recently used
 * memory is still in the processor's cache. */
static pthread_key_t spare;
static pthread_once_t spare_once = PTHREAD_ONCE_INIT;

static void make_spare_key(void)
{
	if (pthread_key_create(&spare, free) != 0)
		abort();
}

static struct chunk *take_chunk(size_t least_bytes)
{
	size_t size = least_bytes > CHUNK_BYTES ? least_bytes : CHUNK_BYTES;
	struct chunk *chunk = NULL;

	pthread_once(&spare_once, make_spare_key);
	if (size == CHUNK_BYTES)
		chunk = pthread_getspecific(spare);
	if (chunk != NULL) {
		pthread_setspecific(spare, NULL);
		return chunk;
	}
	chunk = allocate(sizeof(*chunk) + size);
	chunk->size = size;
	return chunk;
}

/* Clears the chunk before it is reused, so that no data of this request remains. */
static void drop_chunk(struct chunk *chunk)
{
	if (chunk->size != CHUNK_BYTES || pthread_getspecific(spare) != NULL) {
		free_chunk(chunk);
		return;
	}
	memset(chunk->bytes, 0, chunk->used);
	chunk->used = 0;
	chunk->next = NULL;
	if (pthread_setspecific(spare, chunk) != 0)
		free(chunk);
}

static size_t round_up(size_t size_bytes)
{
	size_t unit = alignof(max_align_t);

	if (size_bytes > SIZE_MAX / 2)
		abort();
	return (size_bytes + unit - 1) / unit * unit;
}

/* The struct arena is the first block of its first chunk. */
struct arena *arena_new(void)
{
	struct chunk *chunk = take_chunk(round_up(sizeof(struct arena)));
	struct arena *arena = (struct arena *)(void *)chunk->bytes;

	chunk->used = round_up(sizeof(*arena));
	arena->chunks = chunk;
	arena->bytes = chunk->size;
	return arena;
}

static void free_inner(void *arena)
{
	arena_free(arena);
}

struct arena *arena_new_within(struct arena *arena)
{
	struct arena *inner = arena_new();

	arena_defer(arena, free_inner, inner);
	return inner;
}

static void run_releases(struct arena *arena)
{
	while (arena->releases != NULL) {
		struct release *release = arena->releases;

		arena->releases = release->next;
		release->run(release->resource);
	}
}

/* Keeps only the first chunk, which is the last in the list, and returns it. */
static struct chunk *drop_later_chunks(struct chunk *chunks)
{
	while (chunks->next != NULL) {
		struct chunk *chunk = chunks;

		chunks = chunk->next;
		drop_chunk(chunk);
	}
	return chunks;
}

void arena_reset(struct arena *arena)
{
	struct chunk *first;

	run_releases(arena);
	first = arena->chunks = drop_later_chunks(arena->chunks);
	memset(arena + 1, 0, first->used - sizeof(*arena));
	first->used = round_up(sizeof(*arena));
	arena->bytes = first->size;
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	run_releases(arena);
	drop_chunk(drop_later_chunks(arena->chunks));
}

void *arena_alloc(struct arena *arena, size_t size_bytes)
{
	size_t size = round_up(size_bytes);
	struct chunk *chunk = arena->chunks;

	if (chunk->size - chunk->used < size) {
		chunk = take_chunk(size);
		chunk->next = arena->chunks;
		arena->chunks = chunk;
		arena->bytes += chunk->size;
	}
	chunk->used += size;
	return chunk->bytes + chunk->used - size;
}

size_t arena_bytes(const struct arena *arena)
{
	return arena->bytes;
}

void *arena_array(struct arena *arena, size_t count, size_t size_bytes)
{
	size_t total;

	if (__builtin_mul_overflow(count, size_bytes, &total))
		abort();
	return arena_alloc(arena, total);
}

void *arena_grow(struct arena *arena, void *block, size_t old_bytes, size_t new_bytes)
{
	struct chunk *chunk = arena->chunks;
	size_t old_size = round_up(old_bytes), new_size = round_up(new_bytes);
	void *grown;

	if (block != NULL && chunk->used >= old_size &&
		(unsigned char *)block == chunk->bytes + chunk->used - old_size &&
		chunk->size - chunk->used >= new_size - old_size) {
		chunk->used += new_size - old_size;
		return block;
	}
	grown = arena_alloc(arena, new_bytes);
	if (block != NULL && old_bytes > 0)
		memcpy(grown, block, old_bytes);
	return grown;
}

void arena_defer(struct arena *arena, void (*run)(void *), void *resource)
{
	struct release *release = arena_alloc(arena, sizeof(*release));

	release->run = run;
	release->resource = resource;
	release->next = arena->releases;
	arena->releases = release;
}

struct text arena_text(struct arena *arena, struct text t)
{
	char *copy;

	if (!text_is_set(t))
		return t;
	copy = arena_alloc(arena, t.length + 1);
	if (t.length > 0)
		memcpy(copy, t.data, t.length);
	return (struct text){copy, t.length};
}

const char *arena_cstr(struct arena *arena, struct text t)
{
	return arena_text(arena, t).data;
}

struct text arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	char brief[256];
	va_list again;
	int length;
	char *out;

	va_copy(again, args);
	length = vsnprintf(brief, sizeof(brief), format, args);
	if (length < 0)
		abort();
	out = arena_alloc(arena, (size_t)length + 1);
	/* Most texts fit, and need to be formatted only once. */
	if ((size_t)length < sizeof(brief))
		memcpy(out, brief, (size_t)length);
	else
		vsnprintf(out, (size_t)length + 1, format, again);
	va_end(again);
	return (struct text){out, (size_t)length};
}

struct text arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	struct text out;

	va_start(args, format);
	out = arena_vprintf(arena, format, args);
	va_end(args);
	return out;
}

struct text arena_shorten(struct arena *arena, struct text t, size_t max_bytes)
{
	static const char ellipsis[] = "\xe2\x80\xa6";
	size_t length = max_bytes;

	if (t.length <= max_bytes)
		return arena_text(arena, t);
	/* Move to the start of the character. */
	while (length > 0 && ((unsigned char)t.data[length] & 0xc0) == 0x80)
		length--;
	return arena_printf(arena, "%.*s%s", (int)length, t.data, ellipsis);
}
