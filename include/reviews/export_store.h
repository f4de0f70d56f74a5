/*
 * export_store: the records of exported files.
 */
#ifndef REVIEWS_EXPORT_STORE_H
#define REVIEWS_EXPORT_STORE_H

#include "base/guid.h"
#include "base/jsonwrite.h"
#include "reviews/export.h"

enum export_state { EXPORT_WRITING, EXPORT_READY, EXPORT_FAILED, EXPORT_REVOKED };

struct export_record {
	struct guid id;
	enum export_format format;
	bool is_compressed;
	enum export_state state;
	int64_t since, until; /* feed_state.sequence; `until` is the cursor to go on with */
	int64_t created_at_ms, expires_at_ms;
	struct text created_by;
	struct guid caller_id;

	/* Of a file that is ready. The first four are of the content, whether it is compressed in
	 * the file or not; hashes are hexadecimal SHA-256. */
	int64_t item_count, deleted_count, byte_count;
	struct text sha256;
	int64_t file_byte_count;
	struct text file_sha256;
};

/* Bytes of a record as JSON, and as file name. */
#define EXPORT_STORE_JSON_BYTES_MAX 2048

/* Writes the record's members of a manifest into an open object. */
void export_store_write(struct jsonwrite *out, const struct export_record *record);

/* The file's name, without a folder: id, ending, ".gz". */
struct text export_store_file_name(struct arena *arena, const struct export_record *record);

enum status export_store_add(struct db *db, const struct export_record *row, struct fault *fault);

/* Stores state, counts and hashes of what was being written; STATUS_GONE when it is so no longer:
 * it has been revoked. */
enum status export_store_finish(
	struct db *db, const struct export_record *row, struct fault *fault);

enum status export_store_revoke(struct db *db, struct guid id, struct fault *fault);
enum status export_store_remove(struct db *db, struct guid id, struct fault *fault);

/* Those that are called writing, at most `limit`. */
enum status export_store_list_writing(struct db *db, int64_t limit,
	struct export_record **ret_records, size_t *ret_count, struct fault *fault);

/* Records live in the fault's arena; STATUS_NOT_FOUND when there is none. */
enum status export_store_get(
	struct db *db, struct guid id, struct export_record *ret_record, struct fault *fault);

/* Those of one caller, newest first, older than `before` (zero: all), at most `limit`. */
enum status export_store_list(struct db *db, struct guid caller_id, struct guid before,
	int64_t limit, struct export_record **ret_records, size_t *ret_count, struct fault *fault);

/* Bytes of files: of one caller, and of all. */
struct export_usage {
	int64_t own_bytes, all_bytes;
};

/* Of those that are ready. Reads all records; they go when they expire. */
enum status export_store_usage(
	struct db *db, struct guid caller_id, struct export_usage *ret_usage, struct fault *fault);

/* Those that expired before that time, at most `limit`. */
enum status export_store_list_expired(struct db *db, int64_t before_ms, int64_t limit,
	struct export_record **ret_records, size_t *ret_count, struct fault *fault);

#endif
