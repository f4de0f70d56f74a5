/*
 * part_file: a file on its way to its name, which is TARGET.part until it is whole.
 *
 * Its lock (flock(2)) tells a file that is being written from one that a killed process left: the
 * next one for the same target removes that. SIGINT, SIGTERM and SIGHUP, unless they are ignored,
 * remove the file and then end the process as they would have; so one belongs to a command, whose
 * only thread opens and closes it.
 */
#ifndef DB_PART_FILE_PRIVATE_H
#define DB_PART_FILE_PRIVATE_H

#include "base/fault.h"

struct part_file;

/* An empty file, mode 0600. "FileInUse" while another process writes one for this target. */
enum status part_file_open(struct part_file **ret_part, const char *target, struct fault *fault);

const char *part_file_path(const struct part_file *part);
int part_file_descriptor(const struct part_file *part);

/* From now until it is released or closed a signal waits. */
void part_file_defer_signals(struct part_file *part);
void part_file_deliver_signals(struct part_file *part);

/* Removes it, unless it was renamed. Ends the process where a signal waits. NULL is allowed. */
void part_file_close(struct part_file *part);

#endif
