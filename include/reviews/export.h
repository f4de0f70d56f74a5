/*
 * export: writes reviews to a file, one piece at a time.
 *
 * The content is that of one read transaction, which the caller keeps open. Memory use does not
 * depend on the number of reviews. A full export contains every review, with original and redacted
 * texts. An export since a cursor contains the reviews changed after it, preceded by the deleted
 * reviews, each marked isDeleted.
 *
 * EXPORT_SPREADSHEET is UTF-8 CSV whose cells spreadsheet programs treat as text, and which an
 * import restores exactly. EXPORT_GOOGLE contains the public form of visible reviews whose text is
 * not blank.
 */
#ifndef REVIEWS_EXPORT_H
#define REVIEWS_EXPORT_H

#include "db/db.h"
#include "reviews/review.h"

enum export_format { EXPORT_JSON, EXPORT_CSV, EXPORT_NDJSON, EXPORT_GOOGLE, EXPORT_SPREADSHEET };

struct export_kind {
	const char *name; /* value of the query's parameter `format` */
	const char *file_extension; /* of the file name */
	const char *media_type;
};

/* By enum export_format. */
extern const struct export_kind export_kinds[];
#define EXPORT_KINDS 5

/* Last column of EXPORT_SPREADSHEET. Its presence tells an import to remove one leading apostrophe
 * from each cell that has one. The export adds an apostrophe to cells that look like formulas or
 * begin with an apostrophe. */
#define EXPORT_SPREADSHEET_COLUMN "spreadsheetForm"

struct export_options {
	enum export_format format;
	int64_t since; /* cursor; 0: all reviews. EXPORT_GOOGLE is always a full export */
	const char *publisher; /* EXPORT_GOOGLE: publisher of the reviews */
	const char *product_url; /* EXPORT_GOOGLE: contains {productId} */
};

struct export_totals {
	int64_t items; /* includes deleted reviews */
	int64_t deleted;
};

struct export;

/* Starts an export. Borrows the texts of `options`. */
struct export *export_open(struct db *db, const struct export_options *options);

/* Returns the next piece of the file; it is valid until the next call. Returns false at the end and
 * after an error, which export_close() returns. */
bool export_next(struct export *export, struct text *ret_piece);

/* Ends the export at any time and frees it. Any status but STATUS_OK means that the file is
 * incomplete. */
enum status export_close(
	struct export *export, struct export_totals *ret_totals, struct fault *fault);

/* Writes a full export, as of the start of the call, to the descriptor. */
enum status export_write(struct db *db, enum export_format format, int descriptor,
	int64_t *ret_count, struct fault *fault);

#endif
