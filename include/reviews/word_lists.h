/*
 * word_lists: the word lists in use, which a reload may replace while others work with them.
 *
 * Thread-safe.
 */
#ifndef REVIEWS_WORD_LISTS_H
#define REVIEWS_WORD_LISTS_H

#include "base/arena.h"
#include "reviews/redactor.h"

struct word_lists;

/* Takes over `redactor`. */
struct word_lists *word_lists_new(struct redactor *redactor);

/* Nobody may hold a list any more. NULL is allowed. */
void word_lists_free(struct word_lists *lists);

/* Takes over `redactor`, which is in use from now on. The lists before live on for those that hold
 * them. */
void word_lists_replace(struct word_lists *lists, struct redactor *redactor);

/* The lists in use now; they live until the arena is freed or reset. */
const struct redactor *word_lists_ref(struct word_lists *lists, struct arena *arena);

#endif
