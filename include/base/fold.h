/*
 * fold: texts as they are compared and searched, whatever their script, case and composition.
 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/arena.h"

/* The toNFKC_Casefold() of a well-formed UTF-8 text (Unicode Standard §3.13, R5), in the arena:
 * equal for texts that differ only in case, composition, compatibility forms and invisible
 * characters. */
struct text fold_text(struct arena *arena, struct text t);

#endif
