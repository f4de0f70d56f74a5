/*
 * text: a borrowed byte sequence with its length.
 *
 * A struct text does not own its bytes, and no function in this header allocates memory. A text
 * whose `data` is NULL is absent. An absent text is not the same as an empty text. The bytes need
 * not end with a NUL byte.
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

/* Make a text from a string literal: TEXT() in expressions, TEXT_INIT() in static initializers. */
#define TEXT(literal) ((struct text){"" literal, sizeof(literal) - 1})
#define TEXT_INIT(literal)                                                                         \
	{                                                                                          \
		"" literal, sizeof(literal) - 1                                                    \
	}

/* An absent text. */
#define TEXT_NONE ((struct text){NULL, 0})

/* Results of text_check(). */
enum text_flaw {
	TEXT_GOOD,
	TEXT_NOT_UTF8, /* not well-formed UTF-8 (RFC 3629) */
	TEXT_CONTROL /* DEL, or a C0 control other than TAB, LF and CR */
};

/* Returns the text of a NUL-terminated string, without copying the string. For NULL, returns
 * TEXT_NONE. */
struct text text_from(const char *cstr);

static inline bool text_is_set(struct text t)
{
	return t.data != NULL;
}

/* Returns the text, or an empty text if `t` is absent. */
static inline struct text text_or_empty(struct text t)
{
	return text_is_set(t) ? t : TEXT("");
}

bool text_equal(struct text a, struct text b);

/* Like text_equal(), but ignores the case of ASCII letters. */
bool text_equal_nocase(struct text a, struct text b);

bool text_starts_with(struct text t, struct text prefix);

/* Compares two texts byte by byte. If one text is a prefix of the other, the shorter text comes
 * first. Returns a negative value, 0 or a positive value, like memcmp(3). */
int text_compare(struct text a, struct text b);

/* Returns the FNV-1a hash of `t`. To hash several texts together, pass the hash of the preceding
 * texts as `before`. For the first or only text, pass TEXT_HASH_START. Use this hash only for
 * tables in memory, because an attacker can choose texts that collide. */
#define TEXT_HASH_START UINT64_C(0xcbf29ce484222325)
uint64_t text_hash(struct text t, uint64_t before);

/* Returns the slot for a hash in a table of `slots` slots. `slots` must not be 0. */
size_t text_hash_slot(uint64_t hash, size_t slots);

/* Returns at most `length` bytes of `t`, starting at the offset `from`. The function reduces an
 * argument that exceeds the bounds of `t`. */
struct text text_slice(struct text t, size_t from, size_t length);

/* Returns the text without the ASCII blanks (space, TAB, CR, LF) at its start and end. */
struct text text_trim(struct text t);

/* Removes the text up to the next `separator` from the front of *rest, together with the separator.
 * Stores the removed text, without the separator, in *ret_piece. If *rest has no separator, stores
 * the whole text and makes *rest absent. Returns false if *rest is already absent. For example, the
 * text "a,b," is split into "a", "b" and "". */
bool text_split_next(struct text *rest, char separator, struct text *ret_piece);

/* Removes the next word from *rest and stores the word in *ret_word. Words are separated by blanks
 * and commas. Returns false if there are no more words. */
bool text_next_word(struct text *rest, struct text *ret_word);

/* Returns the offset of the first `c` in the text, or t.length if there is none. */
size_t text_find(struct text t, char c);

/* Parses a decimal integer with an optional '-'. Returns false if the text is malformed or the
 * integer is out of range. */
bool text_to_int64(struct text t, int64_t *ret_value);

/* Returns the value of a hexadecimal digit in upper or lower case, or -1 if `c` is not a
 * hexadecimal digit. */
int text_hex_digit(char c);

/* Returns the first error in the text, or TEXT_GOOD. If `ret_offset` is not NULL, *ret_offset
 * receives the byte offset of the error. */
enum text_flaw text_check(struct text t, size_t *ret_offset);

/* Returns the number of code points in the text, which must be well-formed UTF-8. */
size_t text_code_points(struct text t);

#endif
