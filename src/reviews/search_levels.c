#include "reviews/search_levels.h"

#include "base/buffer.h"
#include "db/column.h"

#define AVERAGES_ID 1
#define STRUCTURE_ID 10

#define COOKIE_BYTES 4

/* Enough bytes for the first numbers of a record. */
#define HEAD_BYTES 64

#define RECORD_BYTES_MAX (1024 * 1024)

/* FTS5_MAX_SEGMENT */
#define READABLE_LEVELS_MAX 2000

/* The unread rest of a record. */
struct reader {
	const uint8_t *at, *end;
	bool failed;
};

/* A parsed record; `rest` begins with the number of pages written. */
struct record {
	struct text bytes;
	uint64_t level_count, part_count;
	const uint8_t *rest;
	struct text *levels;
	bool *is_empty;
};

/* Reads a "Variable-Length Integer": seven bits per byte, most significant first, and eight bits in
 * the ninth byte. */
static uint64_t read_varint(struct reader *reader)
{
	uint64_t value = 0;

	for (int i = 0; i < 9; i++) {
		uint8_t byte;

		if (reader->at == reader->end) {
			reader->failed = true;
			return 0;
		}
		byte = *reader->at++;
		if (i == 8)
			return value << 8 | byte;
		value = value << 7 | (byte & 0x7f);
		if ((byte & 0x80) == 0)
			break;
	}
	return value;
}

static void add_varint(struct buffer *out, uint64_t value)
{
	for (int shift = 56; shift >= 7; shift -= 7) {
		if (value >> shift != 0)
			buffer_add_char(out, (char)(0x80 | (value >> shift & 0x7f)));
	}
	buffer_add_char(out, (char)(value & 0x7f));
}

/* Returns the number of segments of the level. */
static uint64_t read_level(struct reader *reader, struct record *record, uint64_t index)
{
	const uint8_t *from = reader->at;
	uint64_t merging = read_varint(reader), parts = read_varint(reader);

	if (merging > parts || parts > record->part_count)
		reader->failed = true;
	for (uint64_t i = 0; i < 3 * parts && !reader->failed; i++)
		read_varint(reader);
	record->levels[index] = (struct text){(const char *)from, (size_t)(reader->at - from)};
	record->is_empty[index] = parts == 0;
	return parts;
}

/* Parses a record; returns false unless it is valid to its last byte. */
static bool decode(struct arena *arena, struct text bytes, struct record *ret_record)
{
	const uint8_t *data = (const uint8_t *)bytes.data;
	struct reader reader = {data, data + bytes.length, bytes.length < COOKIE_BYTES};
	uint64_t parts = 0;

	if (reader.failed)
		return false;
	reader.at += COOKIE_BYTES;
	*ret_record = (struct record){.bytes = bytes, .level_count = read_varint(&reader)};
	ret_record->part_count = read_varint(&reader);
	ret_record->rest = reader.at;
	read_varint(&reader);
	/* A level takes at least two bytes, and a segment at least three. */
	if (reader.failed || ret_record->level_count > bytes.length ||
		ret_record->part_count > bytes.length)
		return false;
	ret_record->levels = arena_array(
		arena, (size_t)ret_record->level_count + 1, sizeof(*ret_record->levels));
	ret_record->is_empty = arena_array(
		arena, (size_t)ret_record->level_count + 1, sizeof(*ret_record->is_empty));
	for (uint64_t i = 0; i < ret_record->level_count && !reader.failed; i++)
		parts += read_level(&reader, ret_record, i);
	return !reader.failed && reader.at == reader.end && parts == ret_record->part_count;
}

/* Removes empty levels. A merge reads from one level and writes to the next, and neither is empty
 * meanwhile; so the two stay adjacent, and the order of segments stays the same. */
static void remove_empty(struct record *record)
{
	uint64_t count = record->level_count, kept = 0, surplus;

	while (count > 0 && record->is_empty[count - 1])
		count--;
	surplus = count > SEARCH_LEVELS_KEPT ? count - SEARCH_LEVELS_KEPT : 0;
	for (uint64_t i = 0; i < count; i++) {
		if (record->is_empty[i] && surplus > 0)
			surplus--;
		else
			record->levels[kept++] = record->levels[i];
	}
	record->level_count = kept;
}

static struct text encode(struct arena *arena, const struct record *record)
{
	const char *rest = (const char *)record->rest;
	struct buffer out = buffer_make(arena, record->bytes.length);
	struct reader reader = {
		record->rest, (const uint8_t *)record->bytes.data + record->bytes.length, false};

	read_varint(&reader);
	buffer_add(&out, text_slice(record->bytes, 0, COOKIE_BYTES));
	add_varint(&out, record->level_count);
	add_varint(&out, record->part_count);
	buffer_add(&out, (struct text){rest, (size_t)((const char *)reader.at - rest)});
	for (uint64_t i = 0; i < record->level_count; i++)
		buffer_add(&out, record->levels[i]);
	return buffer_text(&out);
}

static enum status read_record(
	struct db *db, struct record *ret_record, bool *ret_is_known, struct fault *fault)
{
	enum { BLOCK };
	struct db_cursor rows;

	*ret_is_known = false;
	db_query(&rows, db,
		"SELECT block FROM review_search_data WHERE id = 10 AND length(block) < $1",
		DB_ARGS(DB_INT(RECORD_BYTES_MAX)));
	if (db_next(&rows))
		*ret_is_known =
			decode(fault->arena, column_text(fault->arena, &rows, BLOCK), ret_record);
	return db_end(&rows, fault);
}

enum status search_levels_count(struct db *db, int64_t *ret_count, struct fault *fault)
{
	struct record record;
	bool is_known;
	enum status status = read_record(db, &record, &is_known, fault);

	*ret_count = is_known ? (int64_t)record.level_count : 0;
	return status;
}

static enum status read_block(
	struct db *db, int64_t id, struct text *ret_block, struct fault *fault)
{
	enum { BLOCK };
	struct db_cursor rows;

	*ret_block = TEXT_NONE;
	db_query(&rows, db, "SELECT substr(block, 1, $2) FROM review_search_data WHERE id = $1",
		DB_ARGS(DB_INT(id), DB_INT(HEAD_BYTES)));
	if (db_next(&rows))
		*ret_block = column_text(fault->arena, &rows, BLOCK);
	return db_end(&rows, fault);
}

static struct reader begin(struct text block, size_t at)
{
	const uint8_t *data = (const uint8_t *)block.data;

	if (block.length <= at)
		return (struct reader){.failed = true};
	return (struct reader){data + at, data + block.length, false};
}

/* Parses "The Averages Record": the number of rows, followed by the number of words in each
 * column. */
static struct search_counted decode_counted(struct text averages)
{
	struct reader reader = begin(averages, 0);
	struct search_counted counted = {.reviews = (int64_t)read_varint(&reader)};

	while (!reader.failed && reader.at != reader.end)
		counted.words += (int64_t)read_varint(&reader);
	return reader.failed ? (struct search_counted){0} : counted;
}

enum status search_levels_read_counted(
	struct db *db, struct search_counted *ret_counted, struct fault *fault)
{
	struct text averages;
	enum status status = read_block(db, AVERAGES_ID, &averages, fault);

	*ret_counted = decode_counted(averages);
	return status;
}

/* Returns true unless FTS5 would read a record without segments; it ignores the rest. FTS5 reports
 * other invalid records as errors. */
static bool has_parts(struct text structure)
{
	struct reader reader = begin(structure, COOKIE_BYTES);
	uint64_t levels = read_varint(&reader), parts = read_varint(&reader);

	return reader.failed || levels > READABLE_LEVELS_MAX || (levels > 0 && parts > 0);
}

enum status search_levels_is_truncated(struct db *db, bool *ret_is_truncated, struct fault *fault)
{
	struct search_counted counted;
	struct text structure;
	enum status status = search_levels_read_counted(db, &counted, fault);

	if (status == STATUS_OK)
		status = read_block(db, STRUCTURE_ID, &structure, fault);
	if (status == STATUS_OK)
		*ret_is_truncated = counted.words > 0 && !has_parts(structure);
	return status;
}

/* Discards the connection's cached structure record. A 'merge' always does this, and a merge of 0
 * pages does nothing else. Otherwise the connection would write its cached levels back. */
static enum status invalidate_structure(struct db *db, struct fault *fault)
{
	return db_exec(db, fault,
		"INSERT INTO review_search (review_search, rank) VALUES ('merge', 0)", DB_NO_ARGS);
}

/* Computes the record without empty levels; absent if it need not change. */
static enum status compact_record(
	struct db *db, struct text *ret_compacted, uint64_t *ret_before, struct fault *fault)
{
	struct record record;
	bool is_known;
	enum status status = read_record(db, &record, &is_known, fault);

	*ret_compacted = TEXT_NONE;
	if (status != STATUS_OK || !is_known)
		return status;
	*ret_before = record.level_count;
	remove_empty(&record);
	if (record.level_count != *ret_before)
		*ret_compacted = encode(fault->arena, &record);
	return STATUS_OK;
}

enum status search_levels_compact(struct db *db, struct fault *fault)
{
	struct text compacted;
	uint64_t before;
	enum status status = compact_record(db, &compacted, &before, fault);

	if (status != STATUS_OK || !text_is_set(compacted))
		return status;
	/* FTS5 cannot read or cache a record with more levels. */
	if (before <= READABLE_LEVELS_MAX) {
		status = invalidate_structure(db, fault);
		if (status == STATUS_OK)
			status = compact_record(db, &compacted, &before, fault);
	}
	if (status != STATUS_OK || !text_is_set(compacted))
		return status;
	return db_exec_shadow(db, fault,
		"UPDATE review_search_data SET block = CAST($1 AS BLOB) WHERE id = 10",
		DB_ARGS(DB_TEXT(compacted)));
}
