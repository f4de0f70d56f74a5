/*
 * import_csv: rows of a CSV document (RFC 4180) as they are asked for.
 */
#ifndef REVIEWS_IMPORT_CSV_PRIVATE_H
#define REVIEWS_IMPORT_CSV_PRIVATE_H

#include "base/arena.h"

#define IMPORT_CSV_CELLS_MAX 1024

/* Bytes of a row's cells that are kept; a longer row is passed over. */
#define IMPORT_CSV_ROW_BYTES_MAX ((size_t)1024 * 1024)

struct import_csv_row {
	struct text *cells;
	size_t count;
	bool too_large; /* and so without cells */
};

struct import_csv;

/* Lives in the arena; the document must outlive it. */
struct import_csv *import_csv_open(struct arena *arena, struct text document);

/* Bytes of the document that have not been read. */
size_t import_csv_remaining(const struct import_csv *csv);

/* The next row, its cells in the given arena; false at the end. *ret_malformed is set when the rest
 * of the document cannot be read: a quote that is never closed, text behind one, or a row of more
 * than IMPORT_CSV_CELLS_MAX cells. */
bool import_csv_next(struct import_csv *csv, struct arena *arena, struct import_csv_row *ret_row,
	bool *ret_malformed);

/* A column's name as it is compared: column names match field names ignoring case, and the blanks
 * and underscores that are left out here. In the arena. */
struct text import_csv_normalize_name(struct arena *arena, struct text name);

#endif
