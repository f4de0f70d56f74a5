#include "reviews/export.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "reviews/export_google.h"
#include "reviews/review_store.h"
#include "reviews/tombstone_store.h"

/* Approximate size of a piece. */
#define PIECE_BYTES (256 * 1024)

const struct export_kind export_kinds[EXPORT_KINDS] = {
	[EXPORT_JSON] = {"json", "json", "application/json"},
	[EXPORT_CSV] = {"csv", "csv", "text/csv; charset=utf-8"},
	[EXPORT_NDJSON] = {"ndjson", "ndjson", "application/x-ndjson"},
	[EXPORT_GOOGLE] = {"google", "xml", "application/xml"},
	[EXPORT_SPREADSHEET] = {"spreadsheet", "csv", "text/csv; charset=utf-8"},
};

/* The next part to write. Deleted reviews come first, because a newer review may have the source
 * and externalId of a deleted one. */
enum part { PART_HEAD, PART_DELETED, PART_REVIEWS, PART_TAIL, PART_NONE };

struct export
{
	struct export_options options;
	struct db *db;
	enum part part;
	struct db_cursor rows; /* for PART_DELETED and PART_REVIEWS */
	struct arena *arena; /* reset before every piece */
	struct jsonwrite out;
	struct export_totals totals;
	struct arena *fault_arena;
	struct fault fault;
};

/* libcsv quotes every cell, also those for which RFC 4180 does not require it. */
static void add_cell(struct buffer *out, struct text value)
{
	size_t capacity = 2 * value.length + 2;
	char *quoted = arena_alloc(out->arena, capacity);

	buffer_add(
		out, (struct text){quoted, csv_write(quoted, capacity, value.data, value.length)});
}

/* Returns true if a spreadsheet program could treat the cell as a formula. The last four are
 * full-width forms. */
static bool is_formula_like(struct text value)
{
	static const struct text beginnings[] = {TEXT_INIT("="), TEXT_INIT("+"), TEXT_INIT("-"),
		TEXT_INIT("@"), TEXT_INIT("\t"), TEXT_INIT("\r"), TEXT_INIT("\n"),
		TEXT_INIT("\xef\xbc\x9d"), TEXT_INIT("\xef\xbc\x8b"), TEXT_INIT("\xef\xbc\x8d"),
		TEXT_INIT("\xef\xbc\xa0")};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
		if (text_starts_with(value, beginnings[i]))
			return true;
	}
	return false;
}

/* Prefixes an apostrophe to a cell that looks like a formula or begins with an apostrophe, so an
 * import can remove one from each cell that begins with one. */
static struct text escape_formula(struct arena *arena, struct text value)
{
	char *bytes;

	if (!text_starts_with(value, TEXT("'")) && !is_formula_like(value))
		return value;
	bytes = arena_alloc(arena, value.length + 1);
	bytes[0] = '\'';
	memcpy(bytes + 1, value.data, value.length);
	return (struct text){bytes, value.length + 1};
}

static struct text cell(
	struct arena *arena, const struct review *review, const struct review_member *member)
{
	const void *value = (const char *)review + member->offset;

	switch (member->kind) {
	case REVIEW_INTEGER:
		return arena_printf(arena, "%lld", (long long)*(const int64_t *)value);
	case REVIEW_BOOLEAN:
		return *(const bool *)value ? TEXT("true") : TEXT("false");
	case REVIEW_TIME:
		return *(const int64_t *)value == 0 ? TEXT_NONE
						    : clock_text(arena, *(const int64_t *)value);
	case REVIEW_TEXT:
	case REVIEW_OBJECT:
		break;
	}
	return *(const struct text *)value;
}

static void add_csv_row(struct export *export, const struct review *review, bool is_deleted)
{
	struct buffer *out = &export->out.buffer;
	bool is_spreadsheet = export->options.format == EXPORT_SPREADSHEET;

	for (size_t i = 0; i < review_member_count; i++) {
		const struct review_member *member = &review_members[i];
		/* A tombstone has only ids and a time. */
		bool has_value =
			!is_deleted || member->kind == REVIEW_TEXT || member->kind == REVIEW_TIME;
		struct text value = has_value ? cell(out->arena, review, member) : TEXT_NONE;

		if (i > 0)
			buffer_add_char(out, ',');
		/* An absent text is an empty cell; empty texts are never stored. */
		if (text_is_set(value))
			add_cell(out, is_spreadsheet ? escape_formula(out->arena, value) : value);
	}
	if (export->options.since > 0)
		buffer_add(out, is_deleted ? TEXT(",\"true\"") : TEXT(",\"false\""));
	if (is_spreadsheet)
		buffer_add(out, TEXT(",\"true\""));
	buffer_add(out, TEXT("\r\n"));
}

static void add_csv_header(struct export *export)
{
	struct buffer *out = &export->out.buffer;

	for (size_t i = 0; i < review_member_count; i++) {
		if (i > 0)
			buffer_add_char(out, ',');
		buffer_add(out, text_from(review_members[i].name));
	}
	if (export->options.since > 0)
		buffer_add(out, TEXT(",isDeleted"));
	if (export->options.format == EXPORT_SPREADSHEET)
		buffer_add(out, TEXT("," EXPORT_SPREADSHEET_COLUMN));
	buffer_add(out, TEXT("\r\n"));
}

static void add_head(struct export *export)
{
	switch (export->options.format) {
	case EXPORT_JSON:
		buffer_add_char(&export->out.buffer, '[');
		break;
	case EXPORT_SPREADSHEET:
		/* Spreadsheet programs need a byte order mark to recognize UTF-8. */
		buffer_add(&export->out.buffer, TEXT("\xef\xbb\xbf"));
		add_csv_header(export);
		break;
	case EXPORT_CSV:
		add_csv_header(export);
		break;
	case EXPORT_NDJSON:
		break;
	case EXPORT_GOOGLE:
		export_google_begin(&export->out.buffer, export->options.publisher);
		break;
	}
}

static void add_tail(struct export *export)
{
	if (export->options.format == EXPORT_JSON)
		buffer_add(&export->out.buffer, TEXT("\n]\n"));
	else if (export->options.format == EXPORT_GOOGLE)
		export_google_end(&export->out.buffer, export->totals.items == 0);
}

static void write_deleted(struct jsonwrite *out, const struct review *review, struct text reason)
{
	jsonwrite_open(out, '{');
	review_write_deleted_members(out, review, reason);
	jsonwrite_close(out, '}');
}

/* `reason` is absent unless the review was deleted. */
static void add_item(struct export *export, const struct review *review, struct text reason)
{
	struct buffer *out = &export->out.buffer;
	enum export_format format = export->options.format;

	if (format == EXPORT_GOOGLE) {
		if (!export_google_add(
			    out, review, export->options.product_url, export->totals.items == 0))
			return;
	} else if (format == EXPORT_CSV || format == EXPORT_SPREADSHEET) {
		add_csv_row(export, review, text_is_set(reason));
	} else {
		if (format == EXPORT_JSON)
			buffer_add(out, export->totals.items > 0 ? TEXT(",\n") : TEXT("\n"));
		export->out.need_comma = false;
		if (text_is_set(reason))
			write_deleted(&export->out, review, reason);
		else
			review_write(&export->out, review);
		if (format == EXPORT_NDJSON)
			buffer_add_char(out, '\n');
	}
	export->totals.items++;
	export->totals.deleted += text_is_set(reason);
}

static void open_reviews(struct export *export)
{
	export->part = PART_REVIEWS;
	if (export->options.format == EXPORT_GOOGLE)
		review_store_open_shown(&export->rows, export->db);
	else
		review_store_open_since(&export->rows, export->db, export->options.since);
}

static void begin(struct export *export)
{
	add_head(export);
	if (export->options.since == 0) {
		open_reviews(export);
		return;
	}
	export->part = PART_DELETED;
	tombstone_store_open_since(&export->rows, export->db, export->options.since);
}

static struct feed_change read_change(const struct export *export)
{
	struct feed_change change;

	if (export->part == PART_REVIEWS)
		return (struct feed_change){.review = review_store_read(&export->rows)};
	change = tombstone_store_read(&export->rows);
	change.review.last_modified_at_ms = change.deleted_at_ms;
	return change;
}

static void add_next(struct export *export)
{
	if (db_next(&export->rows)) {
		struct feed_change change = read_change(export);

		add_item(export, &change.review, change.reason);
	} else if (db_end(&export->rows, &export->fault) != STATUS_OK) {
		export->part = PART_NONE;
	} else if (export->part == PART_DELETED) {
		open_reviews(export);
	} else {
		export->part = PART_TAIL;
	}
}

struct export *export_open(struct db *db, const struct export_options *options)
{
	struct export *export = calloc(1, sizeof(*export));

	if (export == NULL)
		abort();
	export->options = *options;
	export->db = db;
	export->arena = arena_new();
	export->fault_arena = arena_new();
	export->fault = fault_make(export->fault_arena);
	if (options->format == EXPORT_GOOGLE)
		export->options.since = 0;
	return export;
}

bool export_next(struct export *export, struct text *ret_piece)
{
	struct fault too_large;

	arena_reset(export->arena);
	too_large = fault_make(export->arena);
	export->out = jsonwrite_make(export->arena, PIECE_BYTES + REVIEW_JSON_BYTES_MAX);
	while (export->part != PART_NONE && jsonwrite_length(&export->out) < PIECE_BYTES) {
		if (export->part == PART_HEAD) {
			begin(export);
		} else if (export->part != PART_TAIL) {
			add_next(export);
		} else {
			add_tail(export);
			export->part = PART_NONE;
		}
	}
	if (jsonwrite_finish(&export->out, ret_piece, &too_large) != STATUS_OK)
		fault_set(&export->fault, STATUS_INTERNAL, "ReviewTooLarge",
			"A review is too large to be exported.");
	return export->fault.status == STATUS_OK && ret_piece->length > 0;
}

enum status export_close(
	struct export *export, struct export_totals *ret_totals, struct fault *fault)
{
	enum status status = export->fault.status;

	if (export->part == PART_DELETED || export->part == PART_REVIEWS)
		db_end(&export->rows, &export->fault);
	if (status == STATUS_OK && export->part != PART_NONE)
		status = STATUS_UNAVAILABLE;
	if (export->fault.status != STATUS_OK)
		status = fault_propagate(fault, &export->fault);
	*ret_totals = export->totals;
	arena_free(export->arena);
	arena_free(export->fault_arena);
	free(export);
	return status;
}

enum status export_write(struct db *db, enum export_format format, int descriptor,
	int64_t *ret_count, struct fault *fault)
{
	struct export_options options = {.format = format, .publisher = "", .product_url = ""};
	struct export *export = export_open(db, &options);
	struct export_totals totals;
	struct text piece;
	bool good = true;
	enum status status;

	while (good && export_next(export, &piece))
		good = file_write_all(descriptor, piece);
	status = export_close(export, &totals, fault);
	*ret_count = totals.items;
	if (!good)
		status = fault_set(fault, STATUS_UNAVAILABLE, "ExportNotWritten",
			"The export file could not be written; try again later.");
	return status;
}
