/*
 * import_csv: reads a CSV document (RFC 4180) row by row.
 */
#ifndef REVIEWS_IMPORT_CSV_PRIVATE_H
#define REVIEWS_IMPORT_CSV_PRIVATE_H

#include "base/fault.h"

/* Maximum number of cells in a row. */
#define IMPORT_CSV_CELLS_MAX 1024

/* Maximum total size of the cells in a row. A longer row is returned without its cells. */
#define IMPORT_CSV_ROW_BYTES_MAX ((size_t)1024 * 1024)

struct import_csv_row {
	struct text *cells;
	size_t count;
	bool too_large; /* longer than IMPORT_CSV_ROW_BYTES_MAX; the row is without its cells */
};

struct import_csv;

/* Opens a document. The result is allocated in the arena. The document must outlive the result. */
struct import_csv *import_csv_open(struct arena *arena, struct text document);

/* Returns the number of bytes of the document that have not been read. */
size_t import_csv_remaining(const struct import_csv *csv);

/* Reads the next row. Allocates the cells in `arena`. Returns false at the end of the document. If
 * the rest of the document is malformed, sets *ret_malformed to true and returns false. A document
 * is malformed if it has an unclosed quote, text after a closing quote, or a row of more than
 * IMPORT_CSV_CELLS_MAX cells. */
bool import_csv_next(struct import_csv *csv, struct arena *arena, struct import_csv_row *ret_row,
	bool *ret_malformed);

/* Reads the first row, which names the columns. If there is none, or if another character than a
 * comma separates the columns, adds an error and returns false. */
bool import_csv_read_header(
	struct import_csv *csv, struct import_csv_row *ret_row, struct fault *fault);

/* Returns a column's name without its blanks and underscores, allocated in the arena. An import
 * compares column names in this form and ignores case. */
struct text import_csv_normalize_name(struct arena *arena, struct text name);

#endif
