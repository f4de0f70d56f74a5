#include "reviews/export.h"

#include <csv.h>

#include "base/clock.h"
#include "base/file.h"
#include "reviews/review_store.h"

/* Written to the file at a time. */
#define PIECE_BYTES (256 * 1024)

/* One review at its largest, escaped, with room to spare. */
#define REVIEW_BYTES_MAX (1024 * 1024)

const struct export_kind export_kinds[EXPORT_KINDS] = {
	[EXPORT_JSON] = {"json", "application/json"},
	[EXPORT_CSV] = {"csv", "text/csv; charset=utf-8"},
	[EXPORT_NDJSON] = {"ndjson", "application/x-ndjson"},
};

struct writer {
	enum export_format format;
	int descriptor;
	struct arena *arena; /* emptied after every piece */
	struct jsonwrite out;
	int64_t count;
};

static void restart(struct writer *writer)
{
	arena_reset(writer->arena);
	writer->out = jsonwrite_make(writer->arena, PIECE_BYTES + REVIEW_BYTES_MAX);
}

static bool flush(struct writer *writer)
{
	bool good = !writer->out.buffer.full &&
		file_write_all(writer->descriptor, buffer_text(&writer->out.buffer));

	restart(writer);
	return good;
}

/* Quoted by libcsv where RFC 4180 asks for it, and everywhere else. */
static void add_cell(struct buffer *out, struct text value)
{
	size_t room = 2 * value.length + 2;
	char *quoted = arena_alloc(out->arena, room);

	buffer_add(out, (struct text){quoted, csv_write(quoted, room, value.data, value.length)});
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

static void add_csv_row(struct buffer *out, const struct review *review)
{
	for (size_t i = 0; i < review_member_count; i++) {
		struct text value = cell(out->arena, review, &review_members[i]);

		if (i > 0)
			buffer_add_char(out, ',');
		/* Absent is empty; an empty text is never stored. */
		if (text_is_set(value))
			add_cell(out, value);
	}
	buffer_add(out, TEXT("\r\n"));
}

static void add_head(struct writer *writer)
{
	struct buffer *out = &writer->out.buffer;

	if (writer->format == EXPORT_JSON)
		buffer_add(out, TEXT("["));
	for (size_t i = 0; writer->format == EXPORT_CSV && i < review_member_count; i++) {
		if (i > 0)
			buffer_add_char(out, ',');
		buffer_add(out, text_from(review_members[i].name));
	}
	if (writer->format == EXPORT_CSV)
		buffer_add(out, TEXT("\r\n"));
}

static void add_review(struct writer *writer, const struct review *review)
{
	struct buffer *out = &writer->out.buffer;

	if (writer->format == EXPORT_CSV) {
		add_csv_row(out, review);
		return;
	}
	if (writer->format == EXPORT_JSON)
		buffer_add(out, writer->count > 0 ? TEXT(",\n") : TEXT("\n"));
	writer->out.need_comma = false;
	review_write(&writer->out, review);
	if (writer->format == EXPORT_NDJSON)
		buffer_add_char(out, '\n');
}

static bool write_rows(struct writer *writer, struct db_cursor *rows)
{
	add_head(writer);
	while (db_next(rows)) {
		struct review review = review_store_read(rows);

		add_review(writer, &review);
		writer->count++;
		if (writer->out.buffer.length >= PIECE_BYTES && !flush(writer))
			return false;
	}
	if (writer->format == EXPORT_JSON)
		buffer_add(&writer->out.buffer, TEXT("\n]\n"));
	return flush(writer);
}

enum status export_write(struct db *db, enum export_format format, int descriptor,
	int64_t *ret_count, struct fault *fault)
{
	struct writer writer = {.format = format, .descriptor = descriptor, .arena = arena_new()};
	struct db_cursor rows;
	bool good;
	enum status status;

	restart(&writer);
	review_store_open(&rows, db);
	good = write_rows(&writer, &rows);
	status = db_end(&rows, fault);
	arena_free(writer.arena);
	*ret_count = writer.count;
	if (status == STATUS_OK && !good)
		status = fault_set(fault, STATUS_UNAVAILABLE, "ExportNotWritten",
			"The export file could not be written; try again later.");
	return status;
}
