/*
 * redact_list: word lists as files have them.
 */
#ifndef REVIEWS_REDACT_LIST_PRIVATE_H
#define REVIEWS_REDACT_LIST_PRIVATE_H

#include "base/fault.h"

#define REDACT_LIST_FILES_MAX 100
#define REDACT_LIST_FILE_BYTES_MAX (1024 * 1024)
#define REDACT_LIST_ENTRIES_MAX 100000 /* of all files together */
#define REDACT_LIST_ENTRY_POINTS_MAX 100

struct redact_entry {
	struct text word; /* without blanks around, never empty */
	size_t line;
};

struct redact_list {
	struct text file; /* "en.txt" */
	struct text name; /* "en" */
	struct redact_entry *entries;
	size_t count;
};

/* Reads all lists of a folder, by name, into the fault's arena. Faults name file and line. */
void redact_list_read_all(
	const char *folder, struct redact_list **ret_lists, size_t *ret_count, struct fault *fault);

/* Adds a fault of one line. */
void redact_list_refuse(
	struct fault *fault, const struct redact_list *list, size_t line, const char *why);

#endif
