/*
 * jsonwrite: writes JSON text into a buffer (RFC 8259).
 *
 * `name` is the name of the member, or NULL inside an array. An absent text writes no member, so a
 * response never contains null. Strings must be valid UTF-8; only the characters that RFC 8259 §7
 * requires are escaped.
 */
#ifndef BASE_JSONWRITE_H
#define BASE_JSONWRITE_H

#include "base/buffer.h"
#include "base/fault.h"
#include "base/field.h"

struct jsonwrite {
	struct buffer buffer;
	bool need_comma;
};

struct jsonwrite jsonwrite_make(struct arena *arena, size_t limit_bytes);

/* Opens '{' or '[' as the root or as an element of an array. */
void jsonwrite_open(struct jsonwrite *out, char bracket);

/* Opens '{' or '[' as the member `name`. */
void jsonwrite_open_member(struct jsonwrite *out, const char *name, char bracket);
void jsonwrite_close(struct jsonwrite *out, char bracket);

/* Writes the name of a member. The next call writes its value and must have no name. */
void jsonwrite_name(struct jsonwrite *out, const char *name);

void jsonwrite_text(struct jsonwrite *out, const char *name, struct text value);
void jsonwrite_int(struct jsonwrite *out, const char *name, int64_t value);
void jsonwrite_bool(struct jsonwrite *out, const char *name, bool value);

/* Writes at most four decimals, without trailing zeros. */
void jsonwrite_decimal(struct jsonwrite *out, const char *name, double value);

/* Writes epoch milliseconds as an RFC 3339 string. */
void jsonwrite_time(struct jsonwrite *out, const char *name, int64_t time_ms);

/* Writes the names of the bits as an array. */
void jsonwrite_names(
	struct jsonwrite *out, const char *name, uint32_t bits, const struct field_name *names);

/* Writes `json`, which must be valid JSON, unchanged. */
void jsonwrite_raw(struct jsonwrite *out, const char *name, struct text json);

/* Ends the line. The next value starts a new document, for NDJSON. */
void jsonwrite_end_line(struct jsonwrite *out);

/* Returns the number of bytes written so far. */
size_t jsonwrite_length(const struct jsonwrite *out);

/* Returns the document, which lives in the arena, in *ret_document. If the document exceeded its
 * limit, *ret_document is absent and the status is STATUS_INTERNAL. There is no other way to get
 * the document, so that no truncated one can be sent (check.json). */
enum status jsonwrite_finish(const struct jsonwrite *out, struct text *ret_document,
	struct fault *fault) __attribute__((warn_unused_result));

#endif
