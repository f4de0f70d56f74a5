/*
 * export_store: the database records of export files.
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

	/* The export contains the changes after the cursor `since`, or all reviews if `since` is 0.
	 * `until` is the cursor from which a later export can continue. Cursors are values of
	 * feed_state.sequence. */
	int64_t since, until;

	int64_t created_at_ms, expires_at_ms;
	struct text created_by;
	struct guid caller_id;

	/* The members below are set when the file is ready. item_count, deleted_count, byte_count
	 * and sha256 describe the uncompressed content. file_byte_count and file_sha256 describe
	 * the file itself. Hashes are SHA-256 in hexadecimal. */
	int64_t item_count, deleted_count, byte_count;
	struct text sha256;
	int64_t file_byte_count;
	struct text file_sha256;
};

/* Maximum size of an export record serialized as a JSON object, in bytes. */
#define EXPORT_STORE_JSON_BYTES_MAX 2048

/* Writes the record as members of an open JSON object. */
void export_store_write(struct jsonwrite *out, const struct export_record *record);

/* Returns the file's name without a directory. The name consists of the id, the file extension of
 * the format, and ".gz" if the file is compressed. */
struct text export_store_file_name(struct arena *arena, const struct export_record *record);

/* Stores a new record. */
enum status export_store_add(struct db *db, const struct export_record *row, struct fault *fault);

/* Stores the state, counts and hashes of an export that has ended. Returns STATUS_GONE if the
 * export was revoked while its file was being written. */
enum status export_store_finish(
	struct db *db, const struct export_record *row, struct fault *fault);

/* Sets the state of the export to EXPORT_REVOKED. */
enum status export_store_revoke(struct db *db, struct guid id, struct fault *fault);

/* Deletes the record of the export. */
enum status export_store_remove(struct db *db, struct guid id, struct fault *fault);

/* Lists up to `limit` exports in the state EXPORT_WRITING. */
enum status export_store_list_writing(struct db *db, int64_t limit,
	struct export_record **ret_records, size_t *ret_count, struct fault *fault);

/* Reads the record with this id. Allocates the texts in the fault's arena. Returns STATUS_NOT_FOUND
 * if no record has this id. */
enum status export_store_get(
	struct db *db, struct guid id, struct export_record *ret_record, struct fault *fault);

/* Lists up to `limit` exports of one caller, newest first. If `before` is not zero, lists only
 * exports that are older than the export with the id `before`. */
enum status export_store_list(struct db *db, struct guid caller_id, struct guid before,
	int64_t limit, struct export_record **ret_records, size_t *ret_count, struct fault *fault);

/* Total size of the export files of one caller, and of all callers. */
struct export_usage {
	int64_t own_bytes, all_bytes;
};

/* Adds up the sizes of all files of exports in the state EXPORT_READY. The function reads all
 * records. There are few records, because exports expire. */
enum status export_store_usage(
	struct db *db, struct guid caller_id, struct export_usage *ret_usage, struct fault *fault);

/* Lists up to `limit` exports that expired before `before_ms`. */
enum status export_store_list_expired(struct db *db, int64_t before_ms, int64_t limit,
	struct export_record **ret_records, size_t *ret_count, struct fault *fault);

#endif
