#include "reviews/import_csv.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

/* Bytes passed to libcsv at once; small, because all rows of a piece are in memory. */
#define PIECE_BYTES 4096

/* Step by which libcsv's cell buffer grows. */
#define CELL_STEP_BYTES 16384

/* Bytes kept of a discarded cell; the parser may go back over a quote. */
#define STUB_BYTES 16

struct row {
	struct row *next;
	struct import_csv_row row;
};

struct import_csv {
	struct csv_parser parser;
	struct text rest;
	/* `held` contains rows and cells of the last pieces. When the next piece is read, those
	 * still needed move to `spare`. */
	struct arena *held, *spare;
	struct text cells[IMPORT_CSV_CELLS_MAX];
	size_t cell_count, row_bytes;
	struct row *first, **last;
	bool held_rows; /* `held` contains complete rows */
	bool finished, malformed, too_large;
};

/* Copies a cell; an empty cell needs no memory. */
static struct text copy_cell(struct arena *arena, struct text cell)
{
	return cell.length == 0 ? TEXT("") : arena_text(arena, cell);
}

static void on_cell(void *bytes, size_t length, void *context)
{
	struct import_csv *csv = context;

	if (csv->cell_count == IMPORT_CSV_CELLS_MAX) {
		csv->malformed = true;
		return;
	}
	csv->row_bytes += length;
	csv->too_large = csv->too_large || csv->row_bytes > IMPORT_CSV_ROW_BYTES_MAX;
	if (csv->too_large)
		length = 0;
	csv->cells[csv->cell_count++] =
		copy_cell(csv->held, (struct text){bytes == NULL ? "" : bytes, length});
}

static void on_row(int terminator, void *context)
{
	struct import_csv *csv = context;
	struct row *row;

	(void)terminator;
	/* A truncated row is not returned. */
	if (csv->malformed)
		return;
	row = arena_alloc(csv->held, sizeof(*row));
	row->row.too_large = csv->too_large;
	row->row.count = csv->too_large ? 0 : csv->cell_count;
	row->row.cells = arena_array(csv->held, row->row.count + 1, sizeof(*row->row.cells));
	for (size_t i = 0; i < row->row.count; i++)
		row->row.cells[i] = csv->cells[i];
	*csv->last = row;
	csv->last = &row->next;
	csv->held_rows = true;
	csv->cell_count = csv->row_bytes = 0;
	csv->too_large = false;
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
	csv_set_blk_size(&csv->parser, CELL_STEP_BYTES);
	arena_defer(arena, release, csv);
	csv->rest = document;
	csv->held = arena_new();
	csv->spare = arena_new();
	csv->last = &csv->first;
	return csv;
}

/* Frees all rows, which have been returned by now, but keeps the cells of the incomplete row. */
static void discard_rows(struct import_csv *csv)
{
	struct arena *emptied = csv->held;

	if (!csv->held_rows)
		return;
	csv->held_rows = false;
	for (size_t i = 0; i < csv->cell_count; i++)
		csv->cells[i] = copy_cell(csv->spare, csv->cells[i]);
	csv->held = csv->spare;
	csv->spare = emptied;
	arena_reset(emptied);
}

/* Shrinks the current cell if it makes the row too long: the parser writes the next piece over this
 * one. */
static void cut_cell(struct import_csv *csv)
{
	struct csv_parser *parser = &csv->parser;

	if (csv->row_bytes + parser->entry_pos <= IMPORT_CSV_ROW_BYTES_MAX ||
		parser->entry_pos <= STUB_BYTES)
		return;
	csv->too_large = true;
	/* Keeps the last bytes, because the parser may have to go back over a quote. */
	memmove(parser->entry_buf, parser->entry_buf + parser->entry_pos - STUB_BYTES, STUB_BYTES);
	parser->entry_pos = STUB_BYTES;
}

static void feed(struct import_csv *csv)
{
	struct text piece = text_slice(csv->rest, 0, PIECE_BYTES);

	discard_rows(csv);
	cut_cell(csv);
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

size_t import_csv_remaining(const struct import_csv *csv)
{
	return csv->rest.length;
}

bool import_csv_next(struct import_csv *csv, struct arena *arena, struct import_csv_row *ret_row,
	bool *ret_malformed)
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
	*ret_row = row->row;
	ret_row->cells = arena_array(arena, row->row.count + 1, sizeof(*ret_row->cells));
	for (size_t i = 0; i < row->row.count; i++)
		ret_row->cells[i] = copy_cell(arena, row->row.cells[i]);
	return true;
}

struct text import_csv_normalize_name(struct arena *arena, struct text name)
{
	char *out = arena_alloc(arena, name.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < name.length; i++) {
		if (name.data[i] != ' ' && name.data[i] != '\t' && name.data[i] != '_')
			out[length++] = name.data[i];
	}
	return (struct text){out, length};
}

/* Returns the name of what separates the columns of a header that has no commas, or NULL. A header
 * of one column has never all the required ones. */
static const char *other_separator(const struct import_csv_row *header)
{
	static const struct {
		char character;
		const char *name;
	} separators[] = {{';', "semicolons"}, {'\t', "tabs"}, {'|', "vertical bars"}};

	for (size_t i = 0; i < sizeof(separators) / sizeof(separators[0]); i++) {
		if (header->count == 1 &&
			text_find(header->cells[0], separators[i].character) <
				header->cells[0].length)
			return separators[i].name;
	}
	return NULL;
}

bool import_csv_read_header(
	struct import_csv *csv, struct import_csv_row *ret_row, struct fault *fault)
{
	bool malformed, is_empty = import_csv_remaining(csv) == 0;
	const char *separator = NULL;

	if (is_empty)
		fault_add(fault, TEXT("body"), "MalformedCsv",
			"The document is empty; it needs a line with the names of the columns.");
	else if (!import_csv_next(csv, fault->arena, ret_row, &malformed) || ret_row->too_large)
		fault_add(fault, TEXT("body"), "MalformedCsv",
			"The document needs a CSV header line of 1 to %d columns; see RFC 4180.",
			IMPORT_CSV_CELLS_MAX);
	else if ((separator = other_separator(ret_row)) != NULL)
		fault_add(fault, TEXT("body"), "MalformedCsv",
			"The columns are separated by %s; separate them by commas.", separator);
	else
		return true;
	return false;
}
