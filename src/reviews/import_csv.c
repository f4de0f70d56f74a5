#include "reviews/import_csv.h"

#include <csv.h>
#include <stdlib.h>

/* Fed to libcsv at a time: small, since all rows of a piece wait in memory. */
#define PIECE_BYTES 4096

struct row {
	struct row *next;
	struct text *cells;
	size_t count;
};

struct import_csv {
	struct csv_parser parser;
	struct text rest;
	/* Rows and cells of the pieces read last live in `held`; `spare` takes over what is still
	 * needed when the next piece is read. */
	struct arena *held, *spare;
	struct text cells[IMPORT_CSV_CELLS_MAX];
	size_t cell_count;
	struct row *first, **last;
	bool finished, malformed;
};

static void on_cell(void *bytes, size_t length, void *context)
{
	struct import_csv *csv = context;

	if (csv->cell_count == IMPORT_CSV_CELLS_MAX) {
		csv->malformed = true;
		return;
	}
	csv->cells[csv->cell_count++] =
		arena_text(csv->held, (struct text){bytes == NULL ? "" : bytes, length});
}

static void on_row(int terminator, void *context)
{
	struct import_csv *csv = context;
	struct row *row;

	(void)terminator;
	/* A row that was cut off is no row. */
	if (csv->malformed)
		return;
	row = arena_alloc(csv->held, sizeof(*row));
	row->count = csv->cell_count;
	row->cells = arena_array(csv->held, row->count + 1, sizeof(*row->cells));
	for (size_t i = 0; i < row->count; i++)
		row->cells[i] = csv->cells[i];
	*csv->last = row;
	csv->last = &row->next;
	csv->cell_count = 0;
}

/* Blanks around a cell belong to it (RFC 4180 §2.4). */
static int is_never_blank(unsigned char c)
{
	(void)c;
	return 0;
}

static void release(void *context)
{
	struct import_csv *csv = context;

	csv_free(&csv->parser);
	arena_free(csv->held);
	arena_free(csv->spare);
}

struct import_csv *import_csv_open(struct arena *arena, struct text document)
{
	struct import_csv *csv = arena_alloc(arena, sizeof(*csv));

	if (csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		abort();
	csv_set_space_func(&csv->parser, is_never_blank);
	arena_defer(arena, release, csv);
	csv->rest = document;
	csv->held = arena_new();
	csv->spare = arena_new();
	csv->last = &csv->first;
	return csv;
}

/* No row waits: only the cells of a row that is not whole yet are still needed. */
static void let_go(struct import_csv *csv)
{
	struct arena *emptied = csv->held;

	for (size_t i = 0; i < csv->cell_count; i++)
		csv->cells[i] = arena_text(csv->spare, csv->cells[i]);
	csv->held = csv->spare;
	csv->spare = emptied;
	arena_reset(emptied);
}

static void feed(struct import_csv *csv)
{
	struct text piece = text_slice(csv->rest, 0, PIECE_BYTES);

	let_go(csv);
	if (piece.length == 0) {
		csv->finished = true;
		if (csv_fini(&csv->parser, on_cell, on_row, csv) != 0)
			csv->malformed = true;
		return;
	}
	csv->rest = text_slice(csv->rest, piece.length, csv->rest.length);
	if (csv_parse(&csv->parser, piece.data, piece.length, on_cell, on_row, csv) != piece.length)
		csv->malformed = true;
}

size_t import_csv_left(const struct import_csv *csv)
{
	return csv->rest.length;
}

bool import_csv_next(struct import_csv *csv, struct arena *arena, struct text **ret_cells,
	size_t *ret_count, bool *ret_malformed)
{
	struct row *row;

	while (csv->first == NULL && !csv->finished && !csv->malformed)
		feed(csv);
	row = csv->first;
	*ret_malformed = row == NULL && csv->malformed;
	if (row == NULL)
		return false;
	csv->first = row->next;
	if (csv->first == NULL)
		csv->last = &csv->first;
	*ret_cells = arena_array(arena, row->count + 1, sizeof(**ret_cells));
	for (size_t i = 0; i < row->count; i++)
		(*ret_cells)[i] = arena_text(arena, row->cells[i]);
	*ret_count = row->count;
	return true;
}
