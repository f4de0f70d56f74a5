/*
 * jsontext: finds the parts of JSON source text.
 *
 * Tracks only strings and nesting; the parser validates the text.
 */
#ifndef BASE_JSONTEXT_PRIVATE_H
#define BASE_JSONTEXT_PRIVATE_H

#include "base/arena.h"

struct text jsontext_skip_blanks(struct text t);

/* Returns the length of the value at the start of the text: the offset of the comma, colon or
 * closing bracket after it, or t.length if there is none. */
size_t jsontext_measure(struct text t);

/* Returns a close upper bound of the memory that jansson takes for the parsed text, in bytes. */
size_t jsontext_estimate_tree_bytes(struct text t);

/* Removes the next member from the front of *members, which is initially the whole object, and
 * returns the member's value. Returns an absent text if *members is absent. */
struct text jsontext_cut_value(struct text *members);

/* Returns the text without insignificant blanks, in the arena. */
struct text jsontext_compact(struct arena *arena, struct text t);

#endif
