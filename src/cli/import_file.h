/*
 * import_file: maps the input of an import into memory. The input may be a pipe, or compressed.
 */
#ifndef CLI_IMPORT_FILE_PRIVATE_H
#define CLI_IMPORT_FILE_PRIVATE_H

#include "base/fault.h"

/* Maps the content of a file. The path "-" means standard input. If the input is a pipe or gzip
 * data, first copies it, decompressed, to an unlinked file in `temporary_dir`. If there is no
 * content, *ret_mapped is absent (base/text.h). The caller releases the mapping with file_unmap().
 * On failure, returns STATUS_INVALID with the code "UnreadableFile". */
enum status import_file_map(
	const char *path, const char *temporary_dir, struct text *ret_mapped, struct fault *fault);

#endif
