/*
 * fold: normalizes text for comparison and search.
 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/arena.h"

/* Applies toNFKC_Casefold() (Unicode Standard §3.13, R5) to `t`, and returns the result in the
 * arena. `t` must be well-formed UTF-8. Texts that differ only in case, composition, compatibility
 * forms or invisible characters have the same result. The function reorders a long sequence of
 * combining marks in groups of 30 marks. The cost is therefore linear in the length of the text. */
struct text fold_text(struct arena *arena, struct text t);

/* Returns whether the code point belongs to a script that is written without spaces between words:
 * Han, Hiragana, Katakana, Thai, Lao, Khmer or Myanmar. */
bool fold_is_unspaced(int32_t point);

/* Like fold_text(), but also puts a space between two neighboring characters if fold_is_unspaced()
 * returns true for either of them. A word search then treats each unspaced character as a word. */
struct text fold_words(struct arena *arena, struct text t);

/* Returns whether the text contains a letter or a digit of any script. */
bool fold_has_word(struct text t);

#endif
