/*
 * jsontext: finds values in JSON source text, and removes whitespace from the text.
 *
 * These functions recognize only strings and nesting. The parser (base/jsonread.h) validates the
 * text.
 */
#ifndef BASE_JSONTEXT_PRIVATE_H
#define BASE_JSONTEXT_PRIVATE_H

#include "base/arena.h"

struct text jsontext_skip_blanks(struct text t);

/* Returns the length of the value at the start of the text. The value ends before the next comma,
 * colon or closing bracket, or at the end of the text. */
size_t jsontext_measure(struct text t);

/* Returns a close upper bound on the number of bytes that jansson allocates when it parses the
 * text. */
size_t jsontext_estimate_tree_bytes(struct text t);

/* Removes the next member from the front of *members and returns the source text of the member's
 * value. Before the first call, *members is the whole object. If *members is empty or absent,
 * returns an absent text. */
struct text jsontext_cut_value(struct text *members);

/* Returns the text without insignificant whitespace, in the arena. */
struct text jsontext_compact(struct arena *arena, struct text t);

#endif
