/*
 * fold: texts as they are compared and searched, whatever their script, case and composition.
 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/arena.h"

/* The toNFKC_Casefold() of a well-formed UTF-8 text (Unicode Standard §3.13, R5), in the arena:
 * equal for texts that differ only in case, composition, compatibility forms and invisible
 * characters. Of more than 30 marks in a row, each 30 are put into order by themselves, so that the
 * cost grows with the length alone. */
struct text fold_text(struct arena *arena, struct text t);

/* Whether the code point is of a script that writes no blanks between words: Han, Hiragana,
 * Katakana, Thai, Lao, Khmer, Myanmar. */
bool fold_is_unspaced(int32_t point);

/* The folded text with blanks around each character of such a script, so that what looks for words
 * finds each. */
struct text fold_words(struct arena *arena, struct text t);

/* Whether a letter or digit of any script is in it. */
bool fold_has_word(struct text t);

#endif
