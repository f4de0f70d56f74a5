/*
 * import: reads reviews from a CSV, JSON or NDJSON document, one at a time.
 *
 * The import reads the document in place and never copies the whole document. If an item is
 * invalid, import_next() reports all errors in the item. The next call continues with the next
 * item. A CSV document follows RFC 4180 and is parsed with libcsv. A JSON document is an array of
 * objects (RFC 8259). An NDJSON document has one JSON object on each line.
 */
#ifndef REVIEWS_IMPORT_H
#define REVIEWS_IMPORT_H

#include "reviews/review.h"

enum import_format { IMPORT_CSV, IMPORT_JSON, IMPORT_NDJSON };

struct import_options {
	enum import_format format;
	struct text document;
	struct text columns; /* CSV only: "field=column;field=column" maps fields to columns;
				absent: no mapping */
	struct text source; /* stored as the source of each review */
	bool restore; /* true if the document is an export; its items have their own sources and ids
		       */
	struct review_policy policy;
};

/* One item of the document. `review` is valid if fault.status is STATUS_OK. */
struct import_item {
	size_t row; /* number of the item, starting at 1; a CSV header is not counted */
	struct review review;
	struct fault fault;
};

struct import;

/* Opens a document. Returns NULL and sets the fault if the document's encoding, CSV header or
 * column mapping is invalid. The result is allocated in the fault's arena. The document must
 * outlive the result. */
struct import *import_open(const struct import_options *options, struct fault *fault);

/* Reads the next item. Allocates the texts of the item in `arena`. Returns false at the end of the
 * document. */
bool import_next(struct import *import, struct arena *arena, struct import_item *ret_item);

/* Returns true if the items come from an export and must be stored with review_store_restore()
 * instead of review_store_upsert(). */
bool import_is_restore(const struct import *import);

/* Returns the number of bytes of the document that have been read so far. */
size_t import_position(const struct import *import);

/* Returns the names of CSV columns or JSON members that match no field. At most IMPORT_IGNORED_MAX
 * names are recorded. A name longer than IMPORT_IGNORED_BYTES_MAX is truncated and ends with an
 * ellipsis. */
#define IMPORT_IGNORED_MAX 64
#define IMPORT_IGNORED_BYTES_MAX 100
const struct text *import_ignored(const struct import *import, size_t *ret_count);

#endif
