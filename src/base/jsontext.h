/*
 * jsontext: the bytes of JSON that has been parsed already: where its parts lie, how they were
 * written. Follows strings and nesting only.
 */
#ifndef BASE_JSONTEXT_PRIVATE_H
#define BASE_JSONTEXT_PRIVATE_H

#include "base/arena.h"

struct text jsontext_skip_blanks(struct text t);

/* Length of the element that begins the text: up to the comma or bracket that ends it, or to the
 * colon behind a name; t.length when nothing does. */
size_t jsontext_measure(struct text t);

/* Bytes that jansson's tree of the text takes, and not much less: those of texts, and what values,
 * members, arrays and objects take besides. */
size_t jsontext_estimate_tree_bytes(struct text t);

/* Cuts the next member's value off an object, which *members is before the first. Absent when
 * *members is. */
struct text jsontext_cut_value(struct text *members);

/* The text without the blanks between its parts, in the arena. */
struct text jsontext_compact(struct arena *arena, struct text t);

#endif
