#include "reviews/export_store.h"

#include "db/column.h"

/* clang-format off */
/* Columns that are set when the file is complete. */
#define EXPORT_COLUMNS_FINISHED(KEY, FIRST, NEXT) \
	KEY(id, GUID, id) \
	FIRST(state, STATE, state) \
	NEXT(item_count, INT, item_count) \
	NEXT(deleted_count, INT, deleted_count) \
	NEXT(byte_count, INT, byte_count) \
	NEXT(sha256, HASH, sha256) \
	NEXT(file_byte_count, INT, file_byte_count) \
	NEXT(file_sha256, HASH, file_sha256)
#define EXPORT_COLUMNS(KEY, FIRST, NEXT) \
	EXPORT_COLUMNS_FINISHED(KEY, FIRST, NEXT) \
	NEXT(format, FORMAT, format) \
	NEXT(is_compressed, BOOL, is_compressed) \
	NEXT(since_sequence, INT, since) \
	NEXT(until_sequence, INT, until) \
	NEXT(created_at_ms, TIME, created_at_ms) \
	NEXT(created_by, TEXT, created_by) \
	NEXT(caller_id, GUID, caller_id) \
	NEXT(expires_at_ms, TIME, expires_at_ms)

#define SELECT "SELECT " COLUMN_NAMES(EXPORT_COLUMNS) " FROM export_file "
#define INSERT \
	"INSERT INTO export_file (" COLUMN_NAMES(EXPORT_COLUMNS) ") " \
	"VALUES (" COLUMN_PARAMETERS(EXPORT_COLUMNS) ")"
#define FINISH \
	"UPDATE export_file SET (" COLUMN_NAMES_BUT_KEY(EXPORT_COLUMNS_FINISHED) ") " \
	"= (" COLUMN_PARAMETERS_BUT_KEY(EXPORT_COLUMNS_FINISHED) ") " \
	"WHERE id = $1 AND state = 'writing'"
/* clang-format on */

enum { COLUMN_INDEXES(EXPORT_COLUMNS) };

/* Greater than every id. */
#define LAST_ID TEXT("~")

/* By enum export_state. */
static const char *const states[] = {"writing", "ready", "failed", "revoked"};

#define COLUMN_VALUE_STATE(arena_, row_, member_) DB_TEXT(text_from(states[(row_)->member_]))
#define COLUMN_READ_STATE(arena_, rows_, index_)                                                   \
	(enum export_state) COLUMN_READ_NAME(rows_, index_, states, EXPORT_REVOKED)
#define COLUMN_VALUE_FORMAT(arena_, row_, member_)                                                 \
	DB_TEXT(text_from(export_kinds[(row_)->member_].name))
#define COLUMN_READ_FORMAT(arena_, rows_, index_) find_format(db_text((rows_), (index_)))

/* Hashes are empty until the file is ready. */
#define COLUMN_VALUE_HASH(arena_, row_, member_) DB_TEXT(text_or_empty((row_)->member_))
#define COLUMN_READ_HASH COLUMN_READ_TEXT

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
		export_kinds[record->format].file_extension, record->is_compressed ? ".gz" : "");
}

enum status export_store_add(struct db *db, const struct export_record *row, struct fault *fault)
{
	struct arena *arena = fault->arena;

	return db_exec(db, fault, INSERT, DB_ARGS(COLUMN_VALUES(EXPORT_COLUMNS)));
}

enum status export_store_finish(struct db *db, const struct export_record *row, struct fault *fault)
{
	struct arena *arena = fault->arena;
	enum status status =
		db_exec(db, fault, FINISH, DB_ARGS(COLUMN_VALUES(EXPORT_COLUMNS_FINISHED)));

	if (status != STATUS_OK || db_changes(db) > 0)
		return status;
	return fault_set(fault, STATUS_GONE, "ExportRevoked",
		"The export was revoked while it was being written.");
}

enum status export_store_revoke(struct db *db, struct guid id, struct fault *fault)
{
	return db_exec(db, fault, "UPDATE export_file SET state = 'revoked' WHERE id = $1",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, id))));
}

enum status export_store_remove(struct db *db, struct guid id, struct fault *fault)
{
	return db_exec(db, fault, "DELETE FROM export_file WHERE id = $1",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, id))));
}

/* Every stored name is known: migrations prevent this program from opening a newer database. */
static enum export_format find_format(struct text name)
{
	int i = 0;

	while (i < EXPORT_KINDS - 1 && !text_equal(name, text_from(export_kinds[i].name)))
		i++;
	return (enum export_format)i;
}

static struct export_record read(const struct db_cursor *rows, struct arena *arena)
{
	return (struct export_record){COLUMN_MEMBERS(EXPORT_COLUMNS)};
}

enum status export_store_get(
	struct db *db, struct guid id, struct export_record *ret_record, struct fault *fault)
{
	struct text id_text = guid_text(fault->arena, id);
	struct db_cursor rows;
	bool found;
	enum status status;

	db_query(&rows, db, SELECT "WHERE id = $1", DB_ARGS(DB_TEXT(id_text)));
	found = db_next(&rows);
	if (found)
		*ret_record = read(&rows, fault->arena);
	status = db_end(&rows, fault);
	if (status != STATUS_OK || found)
		return status;
	return fault_set(fault, STATUS_NOT_FOUND, "ExportNotFound",
		"This caller has no export %s; GET /v2.0/exports lists the existing ones.",
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
		SELECT "WHERE caller_id = $1 AND id < $2 "
		       "ORDER BY id DESC LIMIT $3",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, caller_id)), DB_TEXT(id), DB_INT(limit)));
	return read_all(&rows, limit, ret_records, ret_count, fault);
}

enum status export_store_usage(
	struct db *db, struct guid caller_id, struct export_usage *ret_usage, struct fault *fault)
{
	enum { OWN_BYTES, ALL_BYTES };
	struct db_cursor rows;

	db_query(&rows, db,
		"SELECT coalesce(sum(CASE WHEN caller_id = $1 THEN file_byte_count END), 0), "
		"coalesce(sum(file_byte_count), 0) "
		"FROM export_file WHERE state = 'ready'",
		DB_ARGS(DB_TEXT(guid_text(fault->arena, caller_id))));
	if (db_next(&rows))
		*ret_usage =
			(struct export_usage){db_int(&rows, OWN_BYTES), db_int(&rows, ALL_BYTES)};
	return db_end(&rows, fault);
}

enum status export_store_list_expired(struct db *db, int64_t before_ms, int64_t limit,
	struct export_record **ret_records, size_t *ret_count, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db,
		SELECT "WHERE expires_at_ms < $1 "
		       "ORDER BY expires_at_ms LIMIT $2",
		DB_ARGS(DB_INT(before_ms), DB_INT(limit)));
	return read_all(&rows, limit, ret_records, ret_count, fault);
}

enum status export_store_list_writing(struct db *db, int64_t limit,
	struct export_record **ret_records, size_t *ret_count, struct fault *fault)
{
	struct db_cursor rows;

	db_query(&rows, db, SELECT "WHERE state = 'writing' LIMIT $1", DB_ARGS(DB_INT(limit)));
	return read_all(&rows, limit, ret_records, ret_count, fault);
}
