/*
 * export: writes reviews in one of several file formats, one chunk at a time.
 *
 * An export reads all reviews in one read transaction. The caller must keep the transaction open
 * until export_close(). Memory use does not depend on the number of reviews. A full export contains
 * all reviews, with their original and redacted texts. An export since a cursor begins with the
 * reviews that were deleted after the cursor, each marked isDeleted. The reviews that were changed
 * after the cursor follow.
 *
 * EXPORT_SPREADSHEET is CSV in UTF-8. Spreadsheet programs treat all cells of the file as text. An
 * import of the file restores the exact values. EXPORT_GOOGLE contains the public form of all
 * visible reviews that have a non-blank text.
 */
#ifndef REVIEWS_EXPORT_H
#define REVIEWS_EXPORT_H

#include "db/db.h"
#include "reviews/review.h"

enum export_format { EXPORT_JSON, EXPORT_CSV, EXPORT_NDJSON, EXPORT_GOOGLE, EXPORT_SPREADSHEET };

/* A file format. */
struct export_kind {
	const char *name; /* value of the query parameter `format` */
	const char *file_extension; /* without a dot */
	const char *media_type;
};

/* Indexed by enum export_format. */
extern const struct export_kind export_kinds[];
#define EXPORT_KINDS 5

/* Name of the last column of an EXPORT_SPREADSHEET file. The export adds an apostrophe to the
 * beginning of each cell that looks like a formula or begins with an apostrophe. If a file has this
 * column, an import removes the first apostrophe from each cell that begins with an apostrophe. */
#define EXPORT_SPREADSHEET_COLUMN "spreadsheetForm"

struct export_options {
	enum export_format format;
	int64_t since; /* cursor, or 0 for a full export; ignored for EXPORT_GOOGLE, which is always
			  full */
	const char *publisher; /* EXPORT_GOOGLE only: publisher of the reviews */
	const char *product_url; /* EXPORT_GOOGLE only: URL that contains {productId} */
};

struct export_totals {
	int64_t items; /* number of reviews, including deleted ones */
	int64_t deleted; /* number of deleted reviews */
};

struct export;

/* Starts an export. The strings in `options` must stay valid until export_close(). */
struct export *export_open(struct db *db, const struct export_options *options);

/* *ret_piece receives the next chunk of the file. The chunk is valid until the next call to
 * export_next(). Returns false at the end of the file and after an error. After an error,
 * export_close() returns the status of the error. */
bool export_next(struct export *export, struct text *ret_piece);

/* Ends and frees the export, even if the export is not complete. Returns STATUS_OK only if
 * export_next() has returned the complete file. */
enum status export_close(
	struct export *export, struct export_totals *ret_totals, struct fault *fault);

/* Writes a full export to a file descriptor. The export contains the reviews that were stored when
 * the function was called. *ret_count receives the number of reviews. */
enum status export_write(struct db *db, enum export_format format, int descriptor,
	int64_t *ret_count, struct fault *fault);

#endif
