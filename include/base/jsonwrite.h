/*
 * jsonwrite: JSON text, written straight into a buffer (RFC 8259).
 *
 * Promises: an absent text writes no member at all, so an answer never holds null. Strings are
 * escaped as RFC 8259 §7 asks, and pass otherwise byte for byte: they must be valid UTF-8.
 * `name` is the member's name, or NULL inside an array.
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

/* Names the member whose value is written next, by something that gives it no name. */
void jsonwrite_name(struct jsonwrite *out, const char *name);

void jsonwrite_text(struct jsonwrite *out, const char *name, struct text value);
void jsonwrite_int(struct jsonwrite *out, const char *name, int64_t value);
void jsonwrite_bool(struct jsonwrite *out, const char *name, bool value);

/* At most four decimals, trailing zeros cut. */
void jsonwrite_decimal(struct jsonwrite *out, const char *name, double value);

/* RFC 3339 text of epoch milliseconds. */
void jsonwrite_time(struct jsonwrite *out, const char *name, int64_t time_ms);

/* The names of the bits, as an array. */
void jsonwrite_names(
	struct jsonwrite *out, const char *name, uint32_t bits, const struct field_name *names);

/* `json` is JSON text already. */
void jsonwrite_raw(struct jsonwrite *out, const char *name, struct text json);

/* Ends the line. What is written next is no element of what was before: a document of its own. */
void jsonwrite_end_line(struct jsonwrite *out);

/* Bytes written so far. */
size_t jsonwrite_length(const struct jsonwrite *out);

/* What was written, in the arena. A document that outgrew its bound has been cut: there is none,
 * and the fault is STATUS_INTERNAL. Nothing but this function hands a document out (check.json). */
enum status jsonwrite_finish(const struct jsonwrite *out, struct text *ret_document,
	struct fault *fault) __attribute__((warn_unused_result));

#endif
