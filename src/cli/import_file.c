#include "cli/import_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"

#define PIECE_BYTES (256 * 1024)

struct opening {
	const char *path, *temporary_dir;
	struct fault *fault;
};

static enum status unreadable(const struct opening *opening, const char *why)
{
	return fault_set(
		opening->fault, STATUS_INVALID, "UnreadableFile", "%s: %s.", opening->path, why);
}

/* Copies the stream, and decompresses it if needed. */
static enum status unpack(const struct opening *opening, gzFile stream, int to)
{
	char *piece = arena_alloc(opening->fault->arena, PIECE_BYTES);
	int length, code;

	while ((length = gzread(stream, piece, PIECE_BYTES)) > 0) {
		if (!file_write_all(to, (struct text){piece, (size_t)length}))
			return unreadable(opening, strerror(errno));
	}
	gzerror(stream, &code);
	if (length < 0 || code == Z_BUF_ERROR)
		return unreadable(opening,
			"the gzip data is invalid or truncated, or the file cannot be read");
	return STATUS_OK;
}

static enum status unpack_file(const struct opening *opening, int from, int *ret_to)
{
	gzFile stream = gzdopen(dup(from), "rb");
	enum status status;

	*ret_to = file_temporary(opening->temporary_dir);
	if (stream == NULL || *ret_to < 0)
		status = unreadable(opening, strerror(errno));
	else
		status = unpack(opening, stream, *ret_to);
	if (stream != NULL)
		gzclose(stream);
	return status;
}

/* Returns whether the input can be mapped directly. Pipes and compressed files must be copied
 * first. */
static bool can_be_mapped(int descriptor, const struct stat *info)
{
	unsigned char magic[2] = {0, 0};

	return S_ISREG(info->st_mode) && pread(descriptor, magic, sizeof(magic), 0) >= 0 &&
		!(magic[0] == 0x1f && magic[1] == 0x8b);
}

static enum status map(const struct opening *opening, int descriptor, struct text *ret_mapped)
{
	struct stat info;

	*ret_mapped = TEXT_NONE;
	if (fstat(descriptor, &info) != 0)
		return unreadable(opening, strerror(errno));
	if (info.st_size == 0)
		return STATUS_OK;
	*ret_mapped = file_map(descriptor);
	return text_is_set(*ret_mapped) ? STATUS_OK : unreadable(opening, strerror(errno));
}

static enum status map_any(const struct opening *opening, int from, struct text *ret_mapped)
{
	int unpacked = -1;
	struct stat info;
	enum status status;

	if (fstat(from, &info) != 0)
		return unreadable(opening, strerror(errno));
	if (S_ISDIR(info.st_mode))
		return unreadable(opening, "it is a directory");
	if (can_be_mapped(from, &info))
		return map(opening, from, ret_mapped);
	status = unpack_file(opening, from, &unpacked);
	if (status == STATUS_OK)
		status = map(opening, unpacked, ret_mapped);
	if (unpacked >= 0)
		close(unpacked);
	return status;
}

enum status import_file_map(
	const char *path, const char *temporary_dir, struct text *ret_mapped, struct fault *fault)
{
	const struct opening opening = {path, temporary_dir, fault};
	bool is_stdin = strcmp(path, "-") == 0;
	int from = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	enum status status;

	*ret_mapped = TEXT_NONE;
	if (from < 0)
		return unreadable(&opening, strerror(errno));
	status = map_any(&opening, from, ret_mapped);
	if (!is_stdin)
		close(from);
	return status;
}
