/*
 * export: all reviews as one file.
 */
#ifndef REVIEWS_EXPORT_H
#define REVIEWS_EXPORT_H

#include "db/db.h"
#include "reviews/review.h"

enum export_format { EXPORT_JSON, EXPORT_CSV, EXPORT_NDJSON };

struct export_kind {
	const char *name; /* of the query's format, and the file's ending */
	const char *media_type;
};

/* By enum export_format. */
extern const struct export_kind export_kinds[];
#define EXPORT_KINDS 3

/* Writes every review to the descriptor, as the database stood when the call began. Memory use does
 * not grow with their number. */
enum status export_write(struct db *db, enum export_format format, int descriptor,
	int64_t *ret_count, struct fault *fault);

#endif
