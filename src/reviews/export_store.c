#include "reviews/export_store.h"

#define COLUMNS                                                                                    \
	"id, format, is_compressed, state, since_sequence, until_sequence, created_at_ms, "        \
	"created_by, caller_id, expires_at_ms, item_count, deleted_count, byte_count, sha256, "    \
	"file_byte_count, file_sha256"

/* Behind every id. */
#define LAST_ID TEXT("~")

/* By enum export_state. */
static const char *const states[] = {"writing", "ready", "failed", "revoked"};

void export_store_write(struct jsonwrite *out, const struct export_record *record)
{
	struct arena *arena = out->buffer.arena;

	jsonwrite_text(out, "exportId", guid_text(arena, record->id));
	jsonwrite_text(out, "format", text_from(export_kinds[record->format].name));
	jsonwrite_bool(out, "compressed", record->is_compressed);
	jsonwrite_text(out, "state", text_from(states[record->state]));
	if (record->since > 0)
		jsonwrite_text(out, "since", arena_printf(arena, "%lld", (long long)record->since));
	jsonwrite_text(out, "cursor", arena_printf(arena, "%lld", (long long)record->until));
	if (record->state != EXPORT_READY)
		return;
	jsonwrite_int(out, "count", record->item_count);
	if (record->since > 0)
		jsonwrite_int(out, "deletedCount", record->deleted_count);
	jsonwrite_int(out, "bytes", record->byte_count);
	jsonwrite_text(out, "sha256", record->sha256);
	jsonwrite_int(out, "fileBytes", record->file_byte_count);
	jsonwrite_text(out, "fileSha256", record->file_sha256);
}

struct text export_store_file_name(struct arena *arena, const struct export_record *record)
{
	return arena_printf(arena, "%s.%s%s", guid_text(arena, record->id).data,
		export_kinds[record->format].ending, record->is_compressed ? ".gz" : "");
}

enum status export_store_add(struct db *db, const struct export_record *record, struct fault *fault)
{
	return db_do(db, fault,
		"INSERT INTO export_file (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
		"$10, $11, $12, $13, $14, $15, $16)",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, record->id)),
			DB_TEXT(text_from(export_kinds[record->format].name)),
			DB_INT(record->is_compressed), DB_TEXT(text_from(states[record->state])),
			DB_INT(record->since), DB_INT(record->until), DB_INT(record->created_at_ms),
			DB_TEXT(record->created_by),
			DB_TEXT(guid_text(fault->arena, record->caller_id)),
			DB_INT(record->expires_at_ms), DB_INT(record->item_count),
			DB_INT(record->deleted_count), DB_INT(record->byte_count),
			DB_TEXT(text_or_empty(record->sha256)), DB_INT(record->file_byte_count),
			DB_TEXT(text_or_empty(record->file_sha256))));
}

enum status export_store_finish(
	struct db *db, const struct export_record *record, struct fault *fault)
{
	enum status status = db_do(db, fault,
		"UPDATE export_file SET state = $2, item_count = $3, deleted_count = $4, "
		"byte_count = $5, sha256 = $6, file_byte_count = $7, file_sha256 = $8 "
		"WHERE id = $1 AND state = 'writing'",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, record->id)),
			DB_TEXT(text_from(states[record->state])), DB_INT(record->item_count),
			DB_INT(record->deleted_count), DB_INT(record->byte_count),
			DB_TEXT(text_or_empty(record->sha256)), DB_INT(record->file_byte_count),
			DB_TEXT(text_or_empty(record->file_sha256))));

	if (status != STATUS_OK || db_changes(db) > 0)
		return status;
	return fault_set(fault, STATUS_GONE, "ExportRevoked",
		"The export has been revoked while it was written.");
}

enum status export_store_revoke(struct db *db, struct guid id, struct fault *fault)
{
	return db_do(db, fault, "UPDATE export_file SET state = 'revoked' WHERE id = $1",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, id))));
}

enum status export_store_remove(struct db *db, struct guid id, struct fault *fault)
{
	return db_do(db, fault, "DELETE FROM export_file WHERE id = $1",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, id))));
}

/* A name that this program does not know is of a newer one, which migrations keep out. */
static int find_name(struct text name, const char *const *names, int count)
{
	int i = 0;

	while (i < count - 1 && !text_equal(name, text_from(names[i])))
		i++;
	return i;
}

static enum export_format find_format(struct text name)
{
	int i = 0;

	while (i < EXPORT_KINDS - 1 && !text_equal(name, text_from(export_kinds[i].name)))
		i++;
	return (enum export_format)i;
}

static struct export_record read(const struct db_cursor *rows, struct arena *arena)
{
	struct export_record record = {
		.format = find_format(db_text(rows, 1)),
		.is_compressed = db_int(rows, 2) != 0,
		.state = (enum export_state)find_name(
			db_text(rows, 3), states, sizeof(states) / sizeof(states[0])),
		.since = db_int(rows, 4),
		.until = db_int(rows, 5),
		.created_at_ms = db_int(rows, 6),
		.created_by = arena_text(arena, db_text(rows, 7)),
		.expires_at_ms = db_int(rows, 9),
		.item_count = db_int(rows, 10),
		.deleted_count = db_int(rows, 11),
		.byte_count = db_int(rows, 12),
		.sha256 = arena_text(arena, db_text(rows, 13)),
		.file_byte_count = db_int(rows, 14),
		.file_sha256 = arena_text(arena, db_text(rows, 15)),
	};

	guid_parse(db_text(rows, 0), &record.id);
	guid_parse(db_text(rows, 8), &record.caller_id);
	return record;
}

enum status export_store_get(
	struct db *db, struct guid id, struct export_record *ret_record, struct fault *fault)
{
	struct text id_text = guid_text(fault->arena, id);
	struct db_cursor rows;
	bool found;
	enum status status;

	db_query(&rows, db, "SELECT " COLUMNS " FROM export_file WHERE id = $1",
		DB_ARGS(DB_TEXT(id_text)));
	found = db_next(&rows);
	if (found)
		*ret_record = read(&rows, fault->arena);
	status = db_end(&rows, fault);
	if (status != STATUS_OK || found)
		return status;
	return fault_set(fault, STATUS_NOT_FOUND, "ExportNotFound",
		"There is no export %s of this caller; GET /v2.0/exports lists those there are.",
		id_text.data);
}

static enum status read_all(struct db_cursor *rows, int64_t limit,
	struct export_record **ret_records, size_t *ret_count, struct fault *fault)
{
	struct export_record *records = arena_array(fault->arena, (size_t)limit, sizeof(*records));
	size_t count = 0;

	while (db_next(rows))
		records[count++] = read(rows, fault->arena);
	*ret_records = records;
	*ret_count = count;
	return db_end(rows, fault);
}

enum status export_store_list(struct db *db, struct guid caller_id, struct guid before,
	int64_t limit, struct export_record **ret_records, size_t *ret_count, struct fault *fault)
{
	struct text id = guid_is_zero(before) ? LAST_ID : guid_text(fault->arena, before);
	struct db_cursor rows;

	db_query(&rows, db,
		"SELECT " COLUMNS " FROM export_file WHERE caller_id = $1 AND id < $2 "
		"ORDER BY id DESC LIMIT $3",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, caller_id)), DB_TEXT(id), DB_INT(limit)));
	return read_all(&rows, limit, ret_records, ret_count, fault);
}

enum status export_store_usage(
	struct db *db, struct guid caller_id, struct export_usage *ret_usage, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db,
		"SELECT coalesce(sum(file_byte_count), 0), coalesce(sum(CASE WHEN caller_id = $1 "
		"THEN file_byte_count ELSE 0 END), 0) FROM export_file WHERE state = 'ready'",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, caller_id))));
	if (db_next(&rows))
		*ret_usage = (struct export_usage){
			.own_bytes = db_int(&rows, 1), .all_bytes = db_int(&rows, 0)};
	return db_end(&rows, fault);
}

enum status export_store_list_expired(struct db *db, int64_t before_ms, int64_t limit,
	struct export_record **ret_records, size_t *ret_count, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db,
		"SELECT " COLUMNS " FROM export_file WHERE expires_at_ms < $1 "
		"ORDER BY expires_at_ms LIMIT $2",
		DB_ARGS(DB_INT(before_ms), DB_INT(limit)));
	return read_all(&rows, limit, ret_records, ret_count, fault);
}

enum status export_store_list_writing(struct db *db, int64_t limit,
	struct export_record **ret_records, size_t *ret_count, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db, "SELECT " COLUMNS " FROM export_file WHERE state = 'writing' LIMIT $1",
		DB_ARGS(DB_INT(limit)));
	return read_all(&rows, limit, ret_records, ret_count, fault);
}

void export_store_open_deleted(struct db_cursor *rows, struct db *db, int64_t sequence)
{
	db_query(rows, db,
		"SELECT review_id, source, external_id, product_id, reason, deleted_at_ms "
		"FROM review_tombstone WHERE sequence > $1 ORDER BY sequence",
		DB_ARGS(DB_INT(sequence)));
}

struct review export_store_read_deleted(const struct db_cursor *rows, struct text *ret_reason)
{
	*ret_reason = db_text(rows, 4);
	return (struct review){
		.review_id = db_text(rows, 0),
		.source = db_text(rows, 1),
		.external_id = db_text(rows, 2),
		.product_id = db_text(rows, 3),
		.last_modified_at_ms = db_int(rows, 5),
	};
}
