/*
 * import_file: maps the input of an import, which may be a pipe or compressed.
 */
#ifndef CLI_IMPORT_FILE_PRIVATE_H
#define CLI_IMPORT_FILE_PRIVATE_H

#include "base/fault.h"

/* Maps the content of the file; "-" is standard input. Gzip data is unpacked, and pipes are copied,
 * to an unnamed file in `temporary_dir`. Release *ret_mapped, which is absent for an empty file,
 * with file_unmap(). Fails with STATUS_INVALID and code "UnreadableFile". */
enum status import_file_map(
	const char *path, const char *temporary_dir, struct text *ret_mapped, struct fault *fault);

#endif
