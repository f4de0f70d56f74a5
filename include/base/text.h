/*
 * text: a borrowed run of bytes with its length.
 *
 * Promises: nothing here allocates; a struct text never owns what it points at. `data == NULL`
 * means "absent", which is not the same as empty. Bytes are not NUL-terminated.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	const char *data;
	size_t length;
};

/* A string literal as text, for expressions and for static tables. */
#define TEXT(literal) ((struct text){"" literal, sizeof(literal) - 1})
#define TEXT_INIT(literal)                                                                         \
	{                                                                                          \
		"" literal, sizeof(literal) - 1                                                    \
	}
#define TEXT_NONE ((struct text){NULL, 0})

/* What text_check() finds wrong with a text. */
enum text_flaw {
	TEXT_GOOD,
	TEXT_NOT_UTF8, /* not well-formed UTF-8 (RFC 3629) */
	TEXT_CONTROL /* C0 control other than TAB, LF, CR; or DEL */
};

/* A NUL-terminated string as text; NULL becomes TEXT_NONE. */
struct text text_from(const char *cstr);

static inline bool text_is_set(struct text t)
{
	return t.data != NULL;
}

/* The text, or an empty one in place of an absent one. */
static inline struct text text_or_empty(struct text t)
{
	return text_is_set(t) ? t : TEXT("");
}

bool text_equal(struct text a, struct text b);

/* Equality that ignores the case of ASCII letters only. */
bool text_equal_nocase(struct text a, struct text b);
bool text_starts_with(struct text t, struct text prefix);

/* Orders by bytes, then by length; returns <0, 0, >0. */
int text_compare(struct text a, struct text b);

/* FNV-1a of the text, going on from the hash of what stands before it, or from TEXT_HASH_START. For
 * tables in memory: who chooses texts can make hashes meet. */
#define TEXT_HASH_START UINT64_C(0xcbf29ce484222325)
uint64_t text_hash(struct text t, uint64_t before);

/* The place of such a hash among so many, not 0. */
size_t text_hash_place(uint64_t hash, size_t places);

/* The part from byte `from` on (clamped), at most `length` bytes. */
struct text text_slice(struct text t, size_t from, size_t length);

/* Without ASCII blanks (space, TAB, CR, LF) at both ends. */
struct text text_trim(struct text t);

/* Cuts the next piece up to `separator` off `*rest`; false when `*rest` is absent. After the last
 * piece `*rest` is absent, so "a,b," yields "a", "b", "". */
bool text_split_next(struct text *rest, char separator, struct text *ret_piece);

/* Cuts the next word off a list of words separated by blanks or commas, any number of them; false
 * when none is left. */
bool text_next_word(struct text *rest, struct text *ret_word);

/* Offset of the first `c`, or t.length. */
size_t text_find(struct text t, char c);

/* Whole decimal integer with optional '-', nothing else; false when malformed or out of range. */
bool text_to_int64(struct text t, int64_t *ret_value);

/* Value of a hexadecimal digit in either case, or -1. */
int text_hex_digit(char c);

/* First flaw of the text; *ret_offset (may be NULL) receives its byte offset. */
enum text_flaw text_check(struct text t, size_t *ret_offset);

/* Number of Unicode code points; the text must be well-formed UTF-8. */
size_t text_code_points(struct text t);

#endif
