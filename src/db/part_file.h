/*
 * part_file: a file that is named TARGET.part until it is complete.
 *
 * The file is locked (fcntl(2), F_OFD_SETLK) while it is written. An unlocked file was left by a
 * killed process, and the next part_file_open() for the same target removes it. SIGINT, SIGTERM and
 * SIGHUP, unless they are ignored, remove the file before they end the process. Only for
 * single-threaded commands.
 */
#ifndef DB_PART_FILE_PRIVATE_H
#define DB_PART_FILE_PRIVATE_H

#include "base/fault.h"

struct part_file;

/* Creates an empty file with mode 0600. Fails with "FileInUse" if another process is writing a file
 * for this target. */
enum status part_file_open(struct part_file **ret_part, const char *target, struct fault *fault);

const char *part_file_path(const struct part_file *part);
int part_file_descriptor(const struct part_file *part);

/* Delays the signals until part_file_deliver_signals() or part_file_close(). */
void part_file_defer_signals(struct part_file *part);
void part_file_deliver_signals(struct part_file *part);

/* Removes the file, unless it was renamed, and frees `part`, which may be NULL. A delayed signal
 * then ends the process. */
void part_file_close(struct part_file *part);

#endif
