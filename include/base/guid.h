/*
 * guid: 128-bit identifiers (RFC 9562), as bytes.
 *
 * Entra ids compare ignoring case; the canonical text is lower case with hyphens.
 */
#ifndef BASE_GUID_H
#define BASE_GUID_H

#include "base/arena.h"

#define GUID_TEXT_BYTES 36

struct guid {
	uint8_t bytes[16];
};

/* Reads a GUID in any case, with or without braces, blanks around it, or hyphens. */
bool guid_parse(struct text t, struct guid *ret_guid);

/* True only for the canonical text form: 36 characters, hyphens, lower or upper case digits. */
bool guid_parse_strict(struct text t, struct guid *ret_guid);

/* Canonical text, in the arena. */
struct text guid_text(struct arena *arena, struct guid guid);

/* The same; absent for that of zeros, where that stands for none. */
struct text guid_text_or_none(struct arena *arena, struct guid guid);

/* A new UUIDv7 (RFC 9562 §5.7): sorts by `now_ms`, then as it was made by this process (2,048 in a
 * millisecond at least); the rest is random. */
struct guid guid_new(int64_t now_ms);

int guid_compare(struct guid a, struct guid b);
bool guid_equal(struct guid a, struct guid b);
bool guid_is_zero(struct guid guid);

#endif
