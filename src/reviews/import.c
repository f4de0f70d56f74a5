#include "reviews/import.h"

#include "base/jsonread.h"
#include "base/jsonread_stream.h"
#include "reviews/export.h"
#include "reviews/import_csv.h"
#include "reviews/import_encoding.h"
#include "reviews/review_import_item.h"
#include "reviews/review_restore_item.h"

#define NO_FIELD SIZE_MAX
#define RESTORES " Without source, the document must be an export."

struct import {
	struct import_options options;
	const struct field_table *table;
	size_t row;
	bool ended;
	struct arena *arena;
	struct arena *parsed; /* parsed JSON of the current item */
	struct text ignored[IMPORT_IGNORED_MAX];
	size_t ignored_count;

	/* CSV: by column, the index of its field in the table, or NO_FIELD. */
	struct import_csv *csv;
	size_t *fields, column_count;
	bool *mapped; /* by column: named by the columns parameter */
	bool has_escaped_formulas; /* the file is an EXPORT_SPREADSHEET */
	uint64_t mapped_fields;

	struct jsonread_stream stream; /* JSON */
	struct text lines; /* NDJSON: the unread rest */
};

const struct text *import_ignored(const struct import *import, size_t *ret_count)
{
	*ret_count = import->ignored_count;
	return import->ignored;
}

/* Returns true if `kept` is `name` or its truncated form, which is longer than the limit. */
static bool is_kept_as(struct text kept, struct text name)
{
	if (name.length <= IMPORT_IGNORED_BYTES_MAX)
		return text_equal(kept, name);
	return kept.length > IMPORT_IGNORED_BYTES_MAX &&
		text_starts_with(kept, text_slice(name, 0, IMPORT_IGNORED_BYTES_MAX - 3));
}

static void ignore(struct import *import, struct text name)
{
	for (size_t i = 0; i < import->ignored_count; i++) {
		if (is_kept_as(import->ignored[i], name))
			return;
	}
	if (import->ignored_count < IMPORT_IGNORED_MAX && text_check(name, NULL) == TEXT_GOOD)
		import->ignored[import->ignored_count++] =
			arena_shorten(import->arena, name, IMPORT_IGNORED_BYTES_MAX);
}

static size_t find_field(const struct import *import, struct arena *arena, struct text name)
{
	size_t index = NO_FIELD;

	field_find(import->table, import_csv_normalize_name(arena, name), true, &index);
	return index;
}

static void bad_columns(struct fault *fault, struct text pair, const char *why)
{
	bool good = text_check(pair, NULL) == TEXT_GOOD;

	fault_add(fault, TEXT("columns"), "InvalidParameter",
		"columns maps fields to columns as field=column;field=column; in \"%.*s\" %s.",
		good ? (int)pair.length : 1, good ? pair.data : "?", why);
}

/* Maps one "field=column" of the columns parameter. */
static void map_column(
	struct import *import, const struct text *header, struct text pair, struct fault *fault)
{
	struct text name = text_slice(pair, 0, text_find(pair, '='));
	struct text column = text_slice(pair, name.length + 1, pair.length);
	size_t field = find_field(import, fault->arena, name), at = 0;

	if (name.length == pair.length) {
		bad_columns(fault, pair, "the = is missing");
		return;
	}
	if (field == NO_FIELD) {
		bad_columns(fault, pair, "the field is unknown");
		return;
	}
	while (at < import->column_count && !text_equal(header[at], column))
		at++;
	if (at == import->column_count) {
		bad_columns(fault, pair, "the column is not in the header");
		return;
	}
	if (import->mapped[at] || (import->mapped_fields >> field & 1)) {
		bad_columns(fault, pair, "the field or column is already mapped");
		return;
	}
	/* The mapping takes precedence over a column with the field's name. */
	for (size_t i = 0; i < import->column_count; i++) {
		if (import->fields[i] == field)
			import->fields[i] = NO_FIELD;
	}
	import->fields[at] = field;
	import->mapped[at] = true;
	import->mapped_fields |= UINT64_C(1) << field;
}

static void check_header(struct import *import, const struct text *header, struct fault *fault)
{
	uint64_t given = 0;

	for (size_t i = 0; i < import->column_count; i++) {
		size_t field = import->fields[i];

		if (field == NO_FIELD) {
			if (text_equal(header[i], TEXT(EXPORT_SPREADSHEET_COLUMN)))
				import->has_escaped_formulas = true;
			else
				ignore(import, header[i]);
			continue;
		}
		if (given >> field & 1)
			fault_add(fault, text_from(import->table->rules[field].name),
				"DuplicateColumn", "Two columns are named %s; rename one of them.",
				import->table->rules[field].name);
		given |= UINT64_C(1) << field;
	}
	for (size_t i = 0; i < import->table->count; i++) {
		const struct field_rule *rule = &import->table->rules[i];

		if (rule->required && !(given >> i & 1))
			fault_add(fault, text_from(rule->name), "MissingColumn",
				"No column is named %s; rename one, or map it with "
				"columns=%s=its name.%s",
				rule->name, rule->name, import->options.restore ? RESTORES : "");
	}
}

static void open_csv(struct import *import, struct fault *fault)
{
	struct text columns = import->options.columns, pair, *header;
	struct import_csv_row row;

	import->csv = import_csv_open(fault->arena, import->options.document);
	if (!import_csv_read_header(import->csv, &row, fault))
		return;
	header = row.cells;
	import->column_count = row.count;
	import->fields = arena_array(fault->arena, import->column_count, sizeof(*import->fields));
	import->mapped = arena_array(fault->arena, import->column_count, sizeof(*import->mapped));
	for (size_t i = 0; i < import->column_count; i++)
		import->fields[i] = find_field(import, fault->arena, header[i]);
	while (text_split_next(&columns, ';', &pair)) {
		if (pair.length > 0)
			map_column(import, header, pair, fault);
	}
	check_header(import, header, fault);
}

struct import *import_open(const struct import_options *options, struct fault *fault)
{
	struct import *import = arena_alloc(fault->arena, sizeof(*import));

	import->options = *options;
	import->table = options->restore ? &review_restore_item_fields : &review_import_item_fields;
	import->arena = fault->arena;
	import->parsed = arena_new_within(fault->arena);
	if (!import_encoding_check(&import->options.document, fault))
		return NULL;
	import->stream.rest = import->lines = import->options.document;
	if (options->format == IMPORT_CSV)
		open_csv(import, fault);
	else if (text_is_set(options->columns))
		fault_add(fault, TEXT("columns"), "InvalidParameter",
			"columns applies to CSV only; omit it for JSON.");
	return fault->status == STATUS_OK ? import : NULL;
}

static struct field_reader start_item(
	struct import *import, struct import_item *item, struct arena *arena)
{
	item->row = ++import->row;
	item->fault = fault_make(arena);
	item->review = review_make();
	if (!import->options.restore)
		item->review.source = import->options.source;
	item->review.is_published = !import->options.policy.require_moderator;
	return (struct field_reader){.fault = &item->fault,
		.source = FIELD_FROM_BODY,
		.ignore_case = true,
		.skip_unknown = true};
}

static void finish_item(
	struct import *import, struct import_item *item, struct field_reader *reader)
{
	item->review.omitted_fields = ~reader->given;
	field_require(reader, import->table);
	if (import->table == &review_restore_item_fields)
		review_restore_item_finish(&item->review, &import->options.policy, reader);
	else
		review_finish_input(&item->review, &import->options.policy, reader);
}

/* Returns one last item with a fault, because the rest of the document is unreadable. */
static bool end_with_fault(struct import *import, struct arena *arena, struct import_item *item,
	const char *code, struct text why)
{
	start_item(import, item, arena);
	fault_add(&item->fault, TEXT(""), code, "%.*s; the rest of the document was not read.",
		(int)why.length, why.data);
	import->ended = true;
	return true;
}

static void refuse_size(
	struct import *import, struct arena *arena, struct import_item *item, const char *what)
{
	start_item(import, item, arena);
	fault_add(&item->fault, TEXT(""), "ItemTooLarge",
		"This %s is larger than %zu KiB or has too many values; make it smaller.", what,
		JSONREAD_ELEMENT_BYTES_MAX / 1024);
}

static const struct text bad_csv =
	TEXT_INIT("This row has an unclosed quote, text after a closing quote, or too many cells");

static bool next_csv(struct import *import, struct arena *arena, struct import_item *item)
{
	struct import_csv_row row;
	bool malformed;
	struct field_reader reader;

	if (!import_csv_next(import->csv, arena, &row, &malformed))
		return malformed && end_with_fault(import, arena, item, "MalformedCsv", bad_csv);
	if (row.too_large) {
		refuse_size(import, arena, item, "row");
		return true;
	}
	reader = start_item(import, item, arena);
	if (row.count != import->column_count) {
		fault_add(&item->fault, TEXT(""), "WrongColumnCount",
			"The row has %zu cells, the header %zu; quote cells that contain commas.",
			row.count, import->column_count);
		return true;
	}
	for (size_t i = 0; i < row.count; i++) {
		const struct field_rule *rule = import->fields[i] == NO_FIELD
			? NULL
			: &import->table->rules[import->fields[i]];

		if (rule == NULL || field_is_absent(rule, row.cells[i]))
			continue;
		if (import->has_escaped_formulas && text_starts_with(row.cells[i], TEXT("'")))
			row.cells[i] = text_slice(row.cells[i], 1, row.cells[i].length);
		field_claim(&reader, import->table, import->fields[i]);
		if (rule->read_only)
			continue;
		if (rule->kind == FIELD_OBJECT)
			jsonread_object_field(&reader, rule, row.cells[i], &item->review);
		else
			field_set_text(&reader, rule, row.cells[i], &item->review);
	}
	finish_item(import, item, &reader);
	return true;
}

static void note_unknown(struct import *import, const struct jsonread_node *node)
{
	struct text name;
	void *at = NULL;
	size_t index;

	while (jsonread_next_name(node, &at, &name)) {
		if (field_find(import->table, name, true, &index) == NULL)
			ignore(import, name);
	}
}

static void read_node(struct import *import, struct import_item *item,
	const struct jsonread_node *node, struct text written, struct arena *arena)
{
	struct field_reader reader = start_item(import, item, arena);

	reader.written = written;
	if (jsonread_type(node) != JSONREAD_OBJECT) {
		fault_add(&item->fault, TEXT(""), "InvalidItem", "An item must be a JSON object.");
		return;
	}
	note_unknown(import, node);
	jsonread_record(&reader, import->table, node, &item->review);
	/* Copies the texts, because `parsed` is reset before the next item. */
	field_keep_texts(&reader, import->table, &item->review);
	finish_item(import, item, &reader);
}

/* Reports an item that is not valid JSON. If it is not even UTF-8, the message says so. */
static void refuse_json(struct import *import, struct arena *arena, struct import_item *item,
	const char *what, struct text written, const struct jsonread_flaw *flaw)
{
	size_t at;

	if (flaw->is_too_large) {
		refuse_size(import, arena, item, what);
		return;
	}
	start_item(import, item, arena);
	if (text_check(written, &at) == TEXT_NOT_UTF8)
		fault_add(&item->fault, TEXT(""), "MalformedJson",
			"This %s is not JSON: byte %zu is not UTF-8, but perhaps Latin-1 or "
			"Windows-1252; save the document as UTF-8.",
			what, at);
	else
		fault_add(&item->fault, TEXT(""), "MalformedJson", "This %s is not JSON: %s.", what,
			flaw->why.data);
}

static bool next_json(struct import *import, struct arena *arena, struct import_item *item)
{
	struct jsonread_flaw flaw = {0};
	struct text start = import->stream.rest;
	const struct jsonread_node *node;

	arena_reset(import->parsed);
	node = jsonread_stream_next(&import->stream, import->parsed, &flaw);
	if (node != NULL) {
		read_node(import, item, node, import->stream.written, arena);
		return true;
	}
	if (!text_is_set(flaw.why))
		return false;
	if (import->stream.ended)
		return end_with_fault(import, arena, item, "MalformedJson", flaw.why);
	refuse_json(import, arena, item, "element",
		text_slice(start, 0, start.length - import->stream.rest.length), &flaw);
	return true;
}

static bool next_ndjson(struct import *import, struct arena *arena, struct import_item *item)
{
	struct jsonread_flaw flaw = {0};
	const struct jsonread_node *node;
	struct text line;

	do {
		if (!text_split_next(&import->lines, '\n', &line))
			return false;
		line = text_trim(line);
	} while (line.length == 0);
	arena_reset(import->parsed);
	node = jsonread_parse_element(import->parsed, line, &flaw);
	if (node != NULL) {
		read_node(import, item, node, line, arena);
		return true;
	}
	refuse_json(import, arena, item, "line", line, &flaw);
	return true;
}

size_t import_position(const struct import *import)
{
	size_t left = import->lines.length;

	if (import->options.format == IMPORT_CSV)
		left = import_csv_remaining(import->csv);
	else if (import->options.format == IMPORT_JSON)
		left = import->stream.rest.length;
	return import->options.document.length - left;
}

bool import_is_restore(const struct import *import)
{
	return import->table == &review_restore_item_fields;
}

bool import_next(struct import *import, struct arena *arena, struct import_item *ret_item)
{
	if (import->ended)
		return false;
	switch (import->options.format) {
	case IMPORT_CSV:
		return next_csv(import, arena, ret_item);
	case IMPORT_JSON:
		return next_json(import, arena, ret_item);
	case IMPORT_NDJSON:
		break;
	}
	return next_ndjson(import, arena, ret_item);
}
