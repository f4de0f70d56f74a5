/*
 * word_lists: the current redactor, which a reload can replace while other threads use it.
 *
 * Thread-safe.
 */
#ifndef REVIEWS_WORD_LISTS_H
#define REVIEWS_WORD_LISTS_H

#include "base/arena.h"
#include "reviews/redactor.h"

struct word_lists;

/* Creates word lists whose current redactor is `redactor`. Takes ownership of `redactor`. */
struct word_lists *word_lists_new(struct redactor *redactor);

/* Frees `lists`, which may be NULL. No thread may use `lists` during or after this call. References
 * in arenas stay valid. */
void word_lists_free(struct word_lists *lists);

/* Makes `redactor` the current redactor and takes ownership of `redactor`. The previous redactor is
 * freed when its last reference is released. */
void word_lists_replace(struct word_lists *lists, struct redactor *redactor);

/* Returns a reference to the current redactor. The reference is released when the arena is freed or
 * reset. */
const struct redactor *word_lists_ref(struct word_lists *lists, struct arena *arena);

#endif
