/*
 * import: reviews out of a CSV, JSON or NDJSON document, one at a time.
 *
 * Promises: the document is read where it lies, never copied whole; a bad item is reported with all
 * its faults and the rest goes on. Formats: RFC 4180 (with libcsv), RFC 8259 array, one JSON object
 * a line.
 */
#ifndef REVIEWS_IMPORT_H
#define REVIEWS_IMPORT_H

#include "reviews/review.h"

enum import_format { IMPORT_CSV, IMPORT_JSON, IMPORT_NDJSON };

struct import_options {
	enum import_format format;
	struct text document;
	struct text columns; /* CSV: "field=column;field=column", or absent */
	struct text source; /* of an import */
	bool restore; /* items are those of an export, with sources and ids of their own */
	struct review_policy policy;
};

/* One item; good when fault.status is STATUS_OK. */
struct import_item {
	size_t row; /* counted from 1; a CSV's header is not counted */
	struct review review;
	struct fault fault;
};

struct import;

/* NULL, with the fault set, when the document as a whole cannot be read: its encoding, its CSV
 * header, its column mapping. Lives in the fault's arena; the document must outlive it. */
struct import *import_open(const struct import_options *options, struct fault *fault);

/* The next item, its texts in `arena`; false at the end. */
bool import_next(struct import *import, struct arena *arena, struct import_item *ret_item);

/* Whether the items are reviews of an export, for review_store_restore(). */
bool import_is_restore(const struct import *import);

/* Bytes of the document that have been read. */
size_t import_position(const struct import *import);

/* Columns or members that no field takes: at most IMPORT_IGNORED_MAX; of a longer name the first
 * IMPORT_IGNORED_BYTES_MAX, and an ellipsis. */
#define IMPORT_IGNORED_MAX 64
#define IMPORT_IGNORED_BYTES_MAX 100
const struct text *import_ignored(const struct import *import, size_t *ret_count);

#endif
