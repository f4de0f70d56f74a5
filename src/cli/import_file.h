/*
 * import_file: the file that a command imports, whatever it comes as.
 */
#ifndef CLI_IMPORT_FILE_PRIVATE_H
#define CLI_IMPORT_FILE_PRIVATE_H

#include "base/fault.h"

/* Maps what the file holds; "-" is standard input. Gzip data, and what comes by a pipe, goes
 * through a file without a name in `temporary_dir`. *ret_mapped is absent for an empty file;
 * file_unmap() it. STATUS_INVALID, UnreadableFile, with the file's name and the reason. */
enum status import_file_map(
	const char *path, const char *temporary_dir, struct text *ret_mapped, struct fault *fault);

#endif
