/*
 * export: reviews as one file, made piece by piece.
 *
 * Promises: the content is that of one read transaction, which the caller holds open; memory use
 * does not grow with the number of reviews. A full export has every review, as given and redacted;
 * one since a cursor has the reviews changed behind it, and before them, each marked isDeleted,
 * those that are gone. The format spreadsheet is CSV that a spreadsheet program takes for text, in
 * UTF-8, and that an import takes back exactly. The format google has what readers see of reviews
 * with a text that is more than blanks.
 */
#ifndef REVIEWS_EXPORT_H
#define REVIEWS_EXPORT_H

#include "db/db.h"
#include "reviews/review.h"

enum export_format { EXPORT_JSON, EXPORT_CSV, EXPORT_NDJSON, EXPORT_GOOGLE, EXPORT_SPREADSHEET };

struct export_kind {
	const char *name; /* of the query's format */
	const char *file_extension; /* the file's */
	const char *media_type;
};

/* By enum export_format. */
extern const struct export_kind export_kinds[];
#define EXPORT_KINDS 5

/* The last column of EXPORT_SPREADSHEET, which tells an import to undo what keeps its cells from
 * being formulas: an apostrophe before each that begins like one, or with an apostrophe. */
#define EXPORT_SPREADSHEET_COLUMN "spreadsheetForm"

struct export_options {
	enum export_format format;
	int64_t since; /* 0: all; EXPORT_GOOGLE is always of all */
	const char *publisher; /* EXPORT_GOOGLE: whose reviews they are */
	const char *product_url; /* EXPORT_GOOGLE: with {productId} in it */
};

struct export_totals {
	int64_t items; /* with the deleted ones */
	int64_t deleted;
};

struct export;

/* The options' texts are borrowed. */
struct export *export_open(struct db *db, const struct export_options *options);

/* The next piece of the file, which lives until the next call; false at its end, and when it cannot
 * go on. */
bool export_next(struct export *export, struct text *ret_piece);

/* Ends it, whole or not; any status but STATUS_OK says that what there was is not the whole. */
enum status export_close(
	struct export *export, struct export_totals *ret_totals, struct fault *fault);

/* Writes every review to the descriptor, as the database stood when the call began. */
enum status export_write(struct db *db, enum export_format format, int descriptor,
	int64_t *ret_count, struct fault *fault);

#endif
