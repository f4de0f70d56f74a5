/*
 * archive: a zip file in memory.
 */
#ifndef CONNECTOR_ARCHIVE_PRIVATE_H
#define CONNECTOR_ARCHIVE_PRIVATE_H

#include "base/fault.h"

struct archive_entry {
	const char *name;
	struct text content;
};

/* Stores a zip file with the `count` entries in the fault's arena. The same entries always result
 * in the same bytes. If libzip fails, sets the fault and returns STATUS_INTERNAL. */
enum status archive_make(struct text *ret_zip, const struct archive_entry *entries, size_t count,
	struct fault *fault);

#endif
