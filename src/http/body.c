#include "http/body.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "http/server_options.h"

/* Bytes after the limit that are read and dropped. */
#define OVERRUN_LIMIT_BYTES (1024 * 1024)

struct body body_make(struct arena *arena, const char *temporary_dir, size_t limit_bytes)
{
	return (struct body){.memory = buffer_make(arena, SERVER_MEMORY_BODY_BYTES),
		.temporary_dir = temporary_dir,
		.limit_bytes = limit_bytes,
		.file = -1};
}

/* Writes go to the page cache: the event thread does not wait for a disk. */
static void add_to_file(struct body *body, struct text bytes)
{
	if (body->file < 0) {
		body->file = file_temporary(body->temporary_dir);
		if (body->file < 0 || !file_write_all(body->file, buffer_text(&body->memory)))
			body->error = errno;
	}
	if (body->error == 0 && !file_write_all(body->file, bytes))
		body->error = errno;
	/* Free the space: others may need it. */
	if (body->error != 0)
		body_close(body);
}

void body_add(struct body *body, struct text bytes)
{
	if (bytes.length > body->limit_bytes - body->length)
		body->too_large = true;
	if (body->too_large || body->error != 0) {
		body->dropped += bytes.length;
		return;
	}
	body->length += bytes.length;
	if (body->length > SERVER_MEMORY_BODY_BYTES)
		add_to_file(body, bytes);
	else
		buffer_add(&body->memory, bytes);
}

bool body_exceeds_drain_limit(const struct body *body)
{
	size_t bound = OVERRUN_LIMIT_BYTES;

	if (body->error != 0)
		bound += body->limit_bytes - body->length;
	return body->dropped > bound;
}

int body_finish(struct body *body, struct text *ret_bytes)
{
	if (body->error != 0)
		return body->error;
	if (body->file < 0) {
		*ret_bytes = buffer_text(&body->memory);
		return 0;
	}
	body->map = mmap(NULL, body->length, PROT_READ, MAP_PRIVATE, body->file, 0);
	if (body->map == MAP_FAILED) {
		body->map = NULL;
		return errno;
	}
	*ret_bytes = (struct text){body->map, body->length};
	return 0;
}

void body_close(struct body *body)
{
	if (body->map != NULL)
		munmap(body->map, body->length);
	if (body->file >= 0)
		close(body->file);
	body->map = NULL;
	body->file = -1;
}
