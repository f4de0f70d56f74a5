/*
 * guid: 128-bit identifiers (RFC 9562), as bytes.
 *
 * The canonical text form is lower case with hyphens.
 */
#ifndef BASE_GUID_H
#define BASE_GUID_H

#include "base/arena.h"

#define GUID_TEXT_BYTES 36

struct guid {
	uint8_t bytes[16];
};

/* Parses a GUID in upper or lower case, with or without hyphens, braces and surrounding blanks. */
bool guid_parse(struct text t, struct guid *ret_guid);

/* Parses a GUID of exactly 36 characters with hyphens, in upper or lower case. */
bool guid_parse_strict(struct text t, struct guid *ret_guid);

/* Returns the canonical text, in the arena. */
struct text guid_text(struct arena *arena, struct guid guid);

/* Does the same, but returns an absent text for the zero GUID, which stands for no GUID. */
struct text guid_text_or_none(struct arena *arena, struct guid guid);

/* Creates a UUIDv7 (RFC 9562 §5.7). GUIDs sort by `now_ms`; those of one millisecond sort in the
 * order in which this process created them, for at least 2,048 of them. The other bits are random.
 */
struct guid guid_new(int64_t now_ms);

int guid_compare(struct guid a, struct guid b);
bool guid_equal(struct guid a, struct guid b);
bool guid_is_zero(struct guid guid);

#endif
