/*
 * blocklist_file: reads and validates the files of word lists (reviews/redactor.h).
 */
#ifndef REVIEWS_BLOCKLIST_FILE_PRIVATE_H
#define REVIEWS_BLOCKLIST_FILE_PRIVATE_H

#include "base/fault.h"

#define BLOCKLIST_FILES_MAX 100
#define BLOCKLIST_FILE_BYTES_MAX (1024 * 1024)
#define BLOCKLIST_ENTRIES_MAX 100000 /* in all files together */
#define BLOCKLIST_ENTRY_POINTS_MAX 100

struct blocklist_entry {
	struct text word; /* trimmed, never empty */
	size_t line; /* line number, starting at 1 */
};

struct blocklist_file {
	struct text file; /* file name, such as "en.txt" */
	struct text name; /* file name without ".txt" */
	struct blocklist_entry *entries;
	size_t count;
};

/* Reads all lists in the directory `folder` into the fault's arena, sorted by name. Adds an error
 * to the fault for each mistake. The error names the file and, if possible, the line. */
void blocklist_file_read_all(const char *folder, struct blocklist_file **ret_lists,
	size_t *ret_count, struct fault *fault);

/* Adds an error about one line of the list. `why` says what is wrong with the line. */
void blocklist_file_fault(
	struct fault *fault, const struct blocklist_file *list, size_t line, const char *why);

#endif
