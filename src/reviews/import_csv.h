/*
 * import_csv: reads a CSV document (RFC 4180) row by row.
 */
#ifndef REVIEWS_IMPORT_CSV_PRIVATE_H
#define REVIEWS_IMPORT_CSV_PRIVATE_H

#include "base/arena.h"

#define IMPORT_CSV_CELLS_MAX 1024

/* Maximum size of a row's cells. A longer row is returned without cells. */
#define IMPORT_CSV_ROW_BYTES_MAX ((size_t)1024 * 1024)

struct import_csv_row {
	struct text *cells;
	size_t count;
	bool too_large; /* has no cells */
};

struct import_csv;

/* Opens a document. The result lives in the arena; the document must outlive it. */
struct import_csv *import_csv_open(struct arena *arena, struct text document);

/* Returns how many bytes of the document have not been read. */
size_t import_csv_remaining(const struct import_csv *csv);

/* Reads the next row, with cells in `arena`. Returns false at the end. Sets *ret_malformed if the
 * rest of the document is unreadable: an unclosed quote, text after a closing quote, or a row of
 * more than IMPORT_CSV_CELLS_MAX cells. */
bool import_csv_next(struct import_csv *csv, struct arena *arena, struct import_csv_row *ret_row,
	bool *ret_malformed);

/* Returns a column's name without blanks and underscores, in the arena. Names are compared in this
 * form, ignoring case. */
struct text import_csv_normalize_name(struct arena *arena, struct text name);

#endif
