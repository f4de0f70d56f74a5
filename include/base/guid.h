/*
 * guid: 128-bit identifiers (RFC 9562), stored as bytes.
 *
 * The canonical text form has lower-case digits and hyphens.
 */
#ifndef BASE_GUID_H
#define BASE_GUID_H

#include "base/arena.h"

#define GUID_TEXT_BYTES 36

struct guid {
	uint8_t bytes[16];
};

/* Parses a GUID in upper or lower case. The hyphens and a pair of braces around the GUID are
 * optional. Blanks at the start and end of the text are ignored. Returns false if the text is
 * malformed. */
bool guid_parse(struct text t, struct guid *ret_guid);

/* Like guid_parse(), but requires all hyphens, and accepts neither braces nor blanks. */
bool guid_parse_strict(struct text t, struct guid *ret_guid);

/* Returns the canonical text of the GUID, in the arena. */
struct text guid_text(struct arena *arena, struct guid guid);

/* Like guid_text(), but returns an absent text (see base/text.h) for the zero GUID. The zero GUID
 * means that there is no GUID. */
struct text guid_text_or_none(struct arena *arena, struct guid guid);

/* Creates a UUIDv7 (RFC 9562 §5.7) from the time `now_ms`, a sequence number and random bits. GUIDs
 * sort in the order in which a process creates them. The order is not guaranteed if the process
 * creates more than 2,048 GUIDs per millisecond, or if `now_ms` goes back by a second or more. */
struct guid guid_new(int64_t now_ms);

int guid_compare(struct guid a, struct guid b);
bool guid_equal(struct guid a, struct guid b);
bool guid_is_zero(struct guid guid);

#endif
