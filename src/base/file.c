#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool read_all(int descriptor, char *into, size_t length)
{
	while (length > 0) {
		ssize_t count = read(descriptor, into, length);

		if (count <= 0)
			return false;
		into += count;
		length -= (size_t)count;
	}
	return true;
}

/* Closes a descriptor and preserves errno. */
static void close_quietly(int descriptor)
{
	int error = errno;

	close(descriptor);
	errno = error;
}

int file_open(const char *path, int flags)
{
	/* Do not block on a FIFO, and do not acquire a controlling terminal. */
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | flags);
	struct stat info;

	if (descriptor < 0)
		return -1;
	if (fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode))
		return descriptor;
	errno = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
	close_quietly(descriptor);
	return -1;
}

struct text file_read(
	struct arena *arena, const char *path, size_t max_bytes, int64_t *ret_mtime_ms)
{
	int descriptor = file_open(path, 0);
	struct text content = TEXT_NONE;
	struct stat info;
	char *bytes;

	if (descriptor < 0)
		return TEXT_NONE;
	if (fstat(descriptor, &info) != 0 || info.st_size < 0 || (size_t)info.st_size > max_bytes) {
		errno = EFBIG;
		goto done;
	}
	bytes = arena_alloc(arena, (size_t)info.st_size + 1);
	if (!read_all(descriptor, bytes, (size_t)info.st_size))
		goto done;
	content = (struct text){bytes, (size_t)info.st_size};
	if (ret_mtime_ms != NULL)
		*ret_mtime_ms = info.st_mtim.tv_sec * 1000 + info.st_mtim.tv_nsec / 1000000;
done:
	close(descriptor);
	return content;
}

bool file_write_all(int descriptor, struct text bytes)
{
	while (bytes.length > 0) {
		ssize_t count = write(descriptor, bytes.data, bytes.length);

		if (count < 0)
			return false;
		bytes = text_slice(bytes, (size_t)count, bytes.length);
	}
	return true;
}

/* Returns the parent folder of the path. The caller frees it. */
static char *parent_of(const char *path)
{
	size_t length = strlen(path);
	char *folder;

	while (length > 1 && path[length - 1] == '/')
		length--;
	while (length > 0 && path[length - 1] != '/')
		length--;
	while (length > 1 && path[length - 1] == '/')
		length--;
	folder = length == 0 ? strdup(".") : strndup(path, length);
	if (folder == NULL)
		abort();
	return folder;
}

bool file_sync_parent(const char *path)
{
	char *folder = parent_of(path);
	bool good = file_sync_dir(folder);

	free(folder);
	return good;
}

bool file_stat_parent(const char *path, struct stat *ret_info)
{
	char *folder = parent_of(path);
	bool good = stat(folder, ret_info) == 0;

	free(folder);
	return good;
}

bool file_dir_can_be_used(const char *path)
{
	struct stat info;

	if (stat(path, &info) != 0)
		return false;
	if (!S_ISDIR(info.st_mode)) {
		errno = ENOTDIR;
		return false;
	}
	return faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0;
}

bool file_parent_can_be_used(const char *path)
{
	char *folder = parent_of(path);
	bool good = file_dir_can_be_used(folder);

	free(folder);
	return good;
}

bool file_dir_can_be_made(const char *path)
{
	return file_dir_can_be_used(path) || (errno == ENOENT && file_parent_can_be_used(path));
}

bool file_replace(struct arena *arena, const char *path, struct text content)
{
	char *temporary = (char *)(uintptr_t)arena_printf(arena, "%s.new-XXXXXX", path).data;
	int descriptor = mkostemp(temporary, O_CLOEXEC);
	bool good;

	if (descriptor < 0)
		return false;
	good = file_write_all(descriptor, content) && fsync(descriptor) == 0 &&
		rename(temporary, path) == 0 && file_sync_parent(path);
	close_quietly(descriptor);
	if (!good) {
		int error = errno;

		unlink(temporary);
		errno = error;
	}
	return good;
}

int file_temporary(const char *dir)
{
	int descriptor = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char *path;

	/* One of these errors means that the file system does not support O_TMPFILE. */
	if (descriptor >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return descriptor;
	if (asprintf(&path, "%s/s2s-registry-XXXXXX", dir) < 0)
		abort();
	descriptor = mkostemp(path, O_CLOEXEC);
	if (descriptor >= 0)
		unlink(path);
	free(path);
	return descriptor;
}

bool file_make_dir(const char *path)
{
	if (mkdir(path, 0700) == 0)
		return file_sync_parent(path);
	return errno == EEXIST;
}

struct text file_read_stream(struct arena *arena, FILE *stream, size_t limit_bytes)
{
	char *bytes = arena_alloc(arena, limit_bytes + 1);
	size_t length = fread(bytes, 1, limit_bytes + 1, stream);

	return ferror(stream) ? TEXT_NONE : (struct text){bytes, length};
}

struct text file_map(int descriptor)
{
	struct stat info;
	void *map;

	if (fstat(descriptor, &info) != 0)
		return TEXT_NONE;
	map = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
	return map == MAP_FAILED ? TEXT_NONE : (struct text){map, (size_t)info.st_size};
}

void file_unmap(struct text mapped)
{
	if (text_is_set(mapped))
		munmap((void *)(uintptr_t)mapped.data, mapped.length);
}

void file_discard_prefix(struct text mapped, size_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	if (text_is_set(mapped) && bytes >= page)
		madvise((void *)(uintptr_t)mapped.data, bytes - bytes % page, MADV_DONTNEED);
}

bool file_sync_dir(const char *path)
{
	int descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good;

	if (descriptor < 0)
		return false;
	good = fsync(descriptor) == 0;
	close(descriptor);
	return good;
}
