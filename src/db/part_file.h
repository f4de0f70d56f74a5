/*
 * part_file: a file that is named TARGET.part until it is complete.
 *
 * A process locks the file while it writes the file (fcntl(2), F_OFD_SETLK). An unlocked file was
 * left by a process that was killed, and the next part_file_open() for the same target removes such
 * a file. If SIGINT, SIGTERM or SIGHUP ends the process, the file is removed first; a signal that
 * is ignored stays ignored. Only for single-threaded commands.
 */
#ifndef DB_PART_FILE_PRIVATE_H
#define DB_PART_FILE_PRIVATE_H

#include "base/fault.h"

struct part_file;

/* Creates the empty file TARGET.part with mode 0600. Fails with "FileInUse" if another process is
 * writing that file. */
enum status part_file_open(struct part_file **ret_part, const char *target, struct fault *fault);

const char *part_file_path(const struct part_file *part);
int part_file_descriptor(const struct part_file *part);

/* Delays the effect of SIGINT, SIGTERM and SIGHUP until part_file_deliver_signals() or
 * part_file_close() is called. */
void part_file_defer_signals(struct part_file *part);
void part_file_deliver_signals(struct part_file *part);

/* Removes the file, unless it has been renamed, and frees `part`. `part` may be NULL. If a signal
 * was delayed, the signal then ends the process. */
void part_file_close(struct part_file *part);

#endif
