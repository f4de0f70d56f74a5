/*
 * word_lists: the current word lists, which a reload can replace while other threads use them.
 */
#ifndef REVIEWS_WORD_LISTS_H
#define REVIEWS_WORD_LISTS_H

#include "base/arena.h"
#include "reviews/redactor.h"

struct word_lists;

/* Takes ownership of `redactor`. */
struct word_lists *word_lists_new(struct redactor *redactor);

/* No thread may use `lists` any more; references in arenas remain valid. NULL is allowed. */
void word_lists_free(struct word_lists *lists);

/* Makes `redactor` current and takes ownership of it. The previous lists are freed when their last
 * reference is released. */
void word_lists_replace(struct word_lists *lists, struct redactor *redactor);

/* Returns a reference to the current lists, released when the arena is freed or reset. */
const struct redactor *word_lists_ref(struct word_lists *lists, struct arena *arena);

#endif
