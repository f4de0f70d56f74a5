/*
 * blocklist_file: reads and checks the files of word lists.
 */
#ifndef REVIEWS_BLOCKLIST_FILE_PRIVATE_H
#define REVIEWS_BLOCKLIST_FILE_PRIVATE_H

#include "base/fault.h"

#define BLOCKLIST_FILES_MAX 100
#define BLOCKLIST_FILE_BYTES_MAX (1024 * 1024)
#define BLOCKLIST_ENTRIES_MAX 100000 /* total of all files */
#define BLOCKLIST_ENTRY_POINTS_MAX 100

struct blocklist_entry {
	struct text word; /* trimmed, never empty */
	size_t line;
};

struct blocklist_file {
	struct text file; /* "en.txt" */
	struct text name; /* "en" */
	struct blocklist_entry *entries;
	size_t count;
};

/* Reads all lists of a folder into the fault's arena, sorted by name. Faults name the file and
 * line. */
void blocklist_file_read_all(const char *folder, struct blocklist_file **ret_lists,
	size_t *ret_count, struct fault *fault);

/* Adds a fault for one line. */
void blocklist_file_fault(
	struct fault *fault, const struct blocklist_file *list, size_t line, const char *why);

#endif
