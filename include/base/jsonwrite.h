/*
 * jsonwrite: writes JSON text (RFC 8259) into a buffer.
 *
 * In all functions, `name` is the name of the member to be written, or NULL for an element of an
 * array. For an absent text (see base/text.h), the functions write nothing. They never write null.
 * Strings must be valid UTF-8. The writer escapes only DEL and the characters that RFC 8259 §7 does
 * not allow unescaped.
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

/* Opens an object ('{') or an array ('[') as the root or as an element of an array. */
void jsonwrite_open(struct jsonwrite *out, char bracket);

/* Opens an object ('{') or an array ('[') as the value of the member `name`. */
void jsonwrite_open_member(struct jsonwrite *out, const char *name, char bracket);

/* Closes the innermost object ('}') or array (']'). */
void jsonwrite_close(struct jsonwrite *out, char bracket);

/* Writes the name of a member. The next call must write the value of this member, with NULL as its
 * `name`. */
void jsonwrite_name(struct jsonwrite *out, const char *name);

void jsonwrite_text(struct jsonwrite *out, const char *name, struct text value);
void jsonwrite_int(struct jsonwrite *out, const char *name, int64_t value);
void jsonwrite_bool(struct jsonwrite *out, const char *name, bool value);

/* Writes a number with at most four decimal places and without trailing zeros. */
void jsonwrite_decimal(struct jsonwrite *out, const char *name, double value);

/* Writes a time in epoch milliseconds as a string in the format of RFC 3339. */
void jsonwrite_time(struct jsonwrite *out, const char *name, int64_t time_ms);

/* Writes an array with the names of the bits that are set in `bits`. */
void jsonwrite_names(
	struct jsonwrite *out, const char *name, uint32_t bits, const struct field_name *names);

/* Writes `json` unchanged as a value. `json` must be valid JSON. */
void jsonwrite_raw(struct jsonwrite *out, const char *name, struct text json);

/* Writes a newline, which ends one document of an NDJSON file. The next call starts another
 * document. */
void jsonwrite_end_line(struct jsonwrite *out);

/* Returns the number of bytes written so far. */
size_t jsonwrite_length(const struct jsonwrite *out);

/* Stores the document, which lives in the arena, in *ret_document. If the document exceeds the
 * limit, sets the fault, makes *ret_document absent and returns STATUS_INTERNAL. All callers must
 * get their document from this function, so that they never send a truncated document.
 * tests/checks/json.sh enforces this rule. */
enum status jsonwrite_finish(const struct jsonwrite *out, struct text *ret_document,
	struct fault *fault) __attribute__((warn_unused_result));

#endif
