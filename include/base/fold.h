/*
 * fold: normalizes text for comparison and search.
 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/arena.h"

/* Returns toNFKC_Casefold() of a well-formed UTF-8 text (Unicode Standard §3.13, R5), in the arena.
 * Texts that differ only in case, composition, compatibility forms and invisible characters have
 * the same result. A run of combining marks is reordered in groups of 30, so the cost is linear in
 * the length of the text. */
struct text fold_text(struct arena *arena, struct text t);

/* Returns whether the code point belongs to a script that writes no spaces between words: Han,
 * Hiragana, Katakana, Thai, Lao, Khmer or Myanmar. */
bool fold_is_unspaced(int32_t point);

/* Returns the folded text with a space around each character of such a script, so that a word
 * search finds each character. */
struct text fold_words(struct arena *arena, struct text t);

/* Returns whether the text contains a letter or a digit of any script. */
bool fold_has_word(struct text t);

#endif
