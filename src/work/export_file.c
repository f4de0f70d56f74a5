#include "work/export_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"

#define BLOCK_BYTES 65536

/* zlib: the largest window, with a gzip header. */
#define GZIP_WINDOW (15 + 16)
#define GZIP_MEMORY_LEVEL 8

/* Takes half the time of zlib's default level, for a tenth more bytes. */
#define GZIP_LEVEL 4

struct export_gzip {
	z_stream stream;
	unsigned char block[BLOCK_BYTES];
};

static struct export_gzip *gzip_new(void)
{
	struct export_gzip *gzip = calloc(1, sizeof(*gzip));

	if (gzip == NULL ||
		deflateInit2(&gzip->stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY_LEVEL,
			Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	return gzip;
}

/* Creates and locks the file. The lock tells other processes that the file is being written; the
 * kernel releases it when this process dies. Between open() and flock(), another process may take
 * the file for an orphan and delete it; then this one creates it again. */
static int make_part(const char *part)
{
	struct stat info;
	int descriptor;

	do {
		descriptor = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (descriptor < 0)
			return -1;
		flock(descriptor, LOCK_EX);
		if (fstat(descriptor, &info) == 0 && info.st_nlink > 0)
			return descriptor;
		close(descriptor);
	} while (true);
}

bool export_file_open(struct export_file *file, struct arena *arena, const char *dir,
	const char *name, bool compressed)
{
	*file = (struct export_file){.descriptor = -1};
	if (!file_make_dir(dir))
		return false;
	file->path = arena_printf(arena, "%s/%s", dir, name).data;
	file->part = arena_printf(arena, "%s.part", file->path).data;
	file->descriptor = make_part(file->part);
	if (file->descriptor < 0)
		return false;
	file->content = hash_stream_new();
	if (compressed) {
		file->file = hash_stream_new();
		file->gzip = gzip_new();
	}
	return true;
}

static bool store(struct export_file *file, struct text bytes)
{
	if (file->file != NULL)
		hash_stream_update(file->file, bytes);
	file->file_bytes += (int64_t)bytes.length;
	return file_write_all(file->descriptor, bytes);
}

static bool compress_on(struct export_file *file, struct text piece, int flush)
{
	struct export_gzip *gzip = file->gzip;
	z_stream *stream = &gzip->stream;
	bool good = true;

	stream->next_in = (unsigned char *)(uintptr_t)piece.data;
	stream->avail_in = (unsigned int)piece.length;
	do {
		stream->next_out = gzip->block;
		stream->avail_out = sizeof(gzip->block);
		deflate(stream, flush);
		good = store(file,
			(struct text){(const char *)gzip->block,
				sizeof(gzip->block) - stream->avail_out});
	} while (good && stream->avail_out == 0);
	return good;
}

bool export_file_is_written(const char *path)
{
	int descriptor = file_open(path, O_NOFOLLOW);
	bool is_written;

	if (descriptor < 0)
		return false;
	is_written = flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	close(descriptor);
	return is_written;
}

int export_file_claim(const char *path)
{
	int descriptor = file_open(path, O_NOFOLLOW);

	if (descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		close(descriptor);
		descriptor = -1;
	}
	return descriptor;
}

bool export_file_add(struct export_file *file, struct text piece)
{
	hash_stream_update(file->content, piece);
	file->bytes += (int64_t)piece.length;
	return file->gzip == NULL ? store(file, piece) : compress_on(file, piece, Z_NO_FLUSH);
}

bool export_file_end(struct export_file *file, struct hash *ret_content, struct hash *ret_file)
{
	bool good = file->gzip == NULL || compress_on(file, TEXT(""), Z_FINISH);

	*ret_content = *ret_file = hash_stream_final(file->content);
	file->content = NULL;
	if (file->file != NULL)
		*ret_file = hash_stream_final(file->file);
	file->file = NULL;
	return good && fsync(file->descriptor) == 0;
}

bool export_file_publish(const struct export_file *file)
{
	return rename(file->part, file->path) == 0;
}

bool export_file_settle(const struct export_file *file)
{
	return file_sync_parent(file->path);
}

void export_file_abandon(const struct export_file *file)
{
	unlink(file->part);
	unlink(file->path);
}

void export_file_close(struct export_file *file)
{
	if (file->descriptor >= 0)
		close(file->descriptor);
	file->descriptor = -1;
	if (file->content != NULL)
		hash_stream_final(file->content);
	if (file->file != NULL)
		hash_stream_final(file->file);
	file->content = file->file = NULL;
	if (file->gzip != NULL)
		deflateEnd(&file->gzip->stream);
	free(file->gzip);
	file->gzip = NULL;
}
