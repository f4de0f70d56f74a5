/*
 * import: reads reviews from a CSV, JSON or NDJSON document, one at a time.
 *
 * The document is read in place and never copied as a whole. An invalid item is reported with all
 * its faults, and reading continues with the next item. Formats: RFC 4180 (with libcsv), an RFC
 * 8259 array, one JSON object per line.
 */
#ifndef REVIEWS_IMPORT_H
#define REVIEWS_IMPORT_H

#include "reviews/review.h"

enum import_format { IMPORT_CSV, IMPORT_JSON, IMPORT_NDJSON };

struct import_options {
	enum import_format format;
	struct text document;
	struct text columns; /* CSV: "field=column;field=column", or absent */
	struct text source; /* source of the imported reviews */
	bool restore; /* items come from an export and have their own sources and ids */
	struct review_policy policy;
};

/* One item; valid if fault.status is STATUS_OK. */
struct import_item {
	size_t row; /* starts at 1; a CSV header is not counted */
	struct review review;
	struct fault fault;
};

struct import;

/* Opens a document. Returns NULL, with the fault set, if its encoding, CSV header or column mapping
 * is invalid. The result lives in the fault's arena; the document must outlive it. */
struct import *import_open(const struct import_options *options, struct fault *fault);

/* Reads the next item, with texts in `arena`. Returns false at the end. */
bool import_next(struct import *import, struct arena *arena, struct import_item *ret_item);

/* Returns true if the items must be stored with review_store_restore(). */
bool import_is_restore(const struct import *import);

/* Returns how many bytes of the document have been read. */
size_t import_position(const struct import *import);

/* Returns the columns or members that match no field, at most IMPORT_IGNORED_MAX. Names longer than
 * IMPORT_IGNORED_BYTES_MAX are truncated and end with an ellipsis. */
#define IMPORT_IGNORED_MAX 64
#define IMPORT_IGNORED_BYTES_MAX 100
const struct text *import_ignored(const struct import *import, size_t *ret_count);

#endif
