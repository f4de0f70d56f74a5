/*
 * text: a borrowed byte sequence with its length.
 *
 * A struct text does not own its bytes, and no function here allocates. `data == NULL` means an
 * absent text, which is not the same as an empty one. Bytes are not NUL-terminated.
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

/* Make a text from a string literal, in expressions and in static initializers. */
#define TEXT(literal) ((struct text){"" literal, sizeof(literal) - 1})
#define TEXT_INIT(literal)                                                                         \
	{                                                                                          \
		"" literal, sizeof(literal) - 1                                                    \
	}
#define TEXT_NONE ((struct text){NULL, 0})

/* Errors that text_check() detects. */
enum text_flaw {
	TEXT_GOOD,
	TEXT_NOT_UTF8, /* not well-formed UTF-8 (RFC 3629) */
	TEXT_CONTROL /* DEL, or a C0 control other than TAB, LF and CR */
};

/* Makes a text from a NUL-terminated string; NULL becomes TEXT_NONE. */
struct text text_from(const char *cstr);

static inline bool text_is_set(struct text t)
{
	return t.data != NULL;
}

/* Returns the text, or an empty text if it is absent. */
static inline struct text text_or_empty(struct text t)
{
	return text_is_set(t) ? t : TEXT("");
}

bool text_equal(struct text a, struct text b);

/* Compares without the case of ASCII letters. */
bool text_equal_nocase(struct text a, struct text b);
bool text_starts_with(struct text t, struct text prefix);

/* Compares bytes, then lengths; returns <0, 0 or >0. */
int text_compare(struct text a, struct text b);

/* Returns the FNV-1a hash of the text. `before` is TEXT_HASH_START, or the hash of the preceding
 * text. For hash tables in memory; it does not resist chosen collisions. */
#define TEXT_HASH_START UINT64_C(0xcbf29ce484222325)
uint64_t text_hash(struct text t, uint64_t before);

/* Returns the slot of a hash in a table of `slots` slots, which is not 0. */
size_t text_hash_slot(uint64_t hash, size_t slots);

/* Returns at most `length` bytes from offset `from`. Both are clamped to the text. */
struct text text_slice(struct text t, size_t from, size_t length);

/* Removes ASCII blanks (space, TAB, CR, LF) from both ends. */
struct text text_trim(struct text t);

/* Removes the next piece, up to `separator`, from the front of *rest. Returns false if *rest is
 * absent, which it becomes after the last piece: "a,b," yields "a", "b" and "". */
bool text_split_next(struct text *rest, char separator, struct text *ret_piece);

/* Removes the next word from the front of a list whose words are separated by any number of blanks
 * and commas. Returns false if there are no more words. */
bool text_next_word(struct text *rest, struct text *ret_word);

/* Returns the offset of the first `c`, or t.length. */
size_t text_find(struct text t, char c);

/* Parses a decimal integer with an optional '-'. Returns false if it is malformed or out of range.
 */
bool text_to_int64(struct text t, int64_t *ret_value);

/* Returns the value of a hexadecimal digit in either case, or -1. */
int text_hex_digit(char c);

/* Returns the first error in the text. *ret_offset, which may be NULL, receives its byte offset. */
enum text_flaw text_check(struct text t, size_t *ret_offset);

/* Returns the number of code points. The text must be well-formed UTF-8. */
size_t text_code_points(struct text t);

#endif
