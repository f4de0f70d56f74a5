/*
 * export_store: the records of export files in the database.
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
	int64_t since, until; /* feed_state.sequence; `until` is the cursor of the next export */
	int64_t created_at_ms, expires_at_ms;
	struct text created_by;
	struct guid caller_id;

	/* Set when the file is ready. The first four members describe the content before
	 * compression, the last two the file. Hashes are SHA-256 in hexadecimal. */
	int64_t item_count, deleted_count, byte_count;
	struct text sha256;
	int64_t file_byte_count;
	struct text file_sha256;
};

/* Maximum size of a record as JSON, with its file name. */
#define EXPORT_STORE_JSON_BYTES_MAX 2048

/* Writes the record's members of a manifest into an open object. */
void export_store_write(struct jsonwrite *out, const struct export_record *record);

/* Returns the file's name without a folder: id, extension, ".gz" if compressed. */
struct text export_store_file_name(struct arena *arena, const struct export_record *record);

enum status export_store_add(struct db *db, const struct export_record *row, struct fault *fault);

/* Stores state, counts and hashes of a finished file. Returns STATUS_GONE if the export was revoked
 * while it was written. */
enum status export_store_finish(
	struct db *db, const struct export_record *row, struct fault *fault);

enum status export_store_revoke(struct db *db, struct guid id, struct fault *fault);
enum status export_store_remove(struct db *db, struct guid id, struct fault *fault);

/* Lists up to `limit` exports in the state EXPORT_WRITING. */
enum status export_store_list_writing(struct db *db, int64_t limit,
	struct export_record **ret_records, size_t *ret_count, struct fault *fault);

/* Reads a record into the fault's arena. Returns STATUS_NOT_FOUND if there is none. */
enum status export_store_get(
	struct db *db, struct guid id, struct export_record *ret_record, struct fault *fault);

/* Lists up to `limit` exports of one caller that are older than `before` (zero: all), newest
 * first. */
enum status export_store_list(struct db *db, struct guid caller_id, struct guid before,
	int64_t limit, struct export_record **ret_records, size_t *ret_count, struct fault *fault);

/* Total size of files: of one caller, and of all callers. */
struct export_usage {
	int64_t own_bytes, all_bytes;
};

/* Adds up the sizes of ready files. Reads all records, which are few because they expire. */
enum status export_store_usage(
	struct db *db, struct guid caller_id, struct export_usage *ret_usage, struct fault *fault);

/* Lists up to `limit` exports that expired before `before_ms`. */
enum status export_store_list_expired(struct db *db, int64_t before_ms, int64_t limit,
	struct export_record **ret_records, size_t *ret_count, struct fault *fault);

#endif
