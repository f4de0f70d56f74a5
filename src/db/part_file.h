/*
 * part_file: a file that is named TARGET.part until it is complete.
 *
 * A process locks the file while it writes the file (fcntl(2), F_OFD_SETLK). If the file is not
 * locked, the process that wrote it was killed. The next part_file_open() with the same TARGET then
 * removes the file. If SIGINT, SIGTERM or SIGHUP ends the process, the module first removes the
 * file. A signal that the process ignores stays ignored. Only for single-threaded commands.
 */
#ifndef DB_PART_FILE_PRIVATE_H
#define DB_PART_FILE_PRIVATE_H

#include "base/fault.h"

struct part_file;

/* Creates the empty file TARGET.part with mode 0600. Fails with "FileInUse" if another process is
 * writing TARGET.part. */
enum status part_file_open(struct part_file **ret_part, const char *target, struct fault *fault);

const char *part_file_path(const struct part_file *part);
int part_file_descriptor(const struct part_file *part);

/* Delays SIGINT, SIGTERM and SIGHUP until the caller calls part_file_deliver_signals() or
 * part_file_close(). */
void part_file_defer_signals(struct part_file *part);
void part_file_deliver_signals(struct part_file *part);

/* Removes the file and frees `part`. Does not remove a file that the caller has renamed. A delayed
 * signal then ends the process. `part` may be NULL. */
void part_file_close(struct part_file *part);

#endif
