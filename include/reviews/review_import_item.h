/*
 * review_import_item: the items of an import from another system, which knows the review by an id
 * of its own (source, externalId).
 */
#ifndef REVIEWS_REVIEW_IMPORT_ITEM_H
#define REVIEWS_REVIEW_IMPORT_ITEM_H

#include "reviews/review.h"

/* What an export holds is taken; what the server sets itself is passed over. */
extern const struct field_table review_import_item_fields;

/* Votes, moderation and response that an import left out stay as they are stored, copied into the
 * arena: to say nothing of a take-down must not undo it. */
void review_import_item_merge_omitted(
	struct arena *arena, struct review *review, const struct review *old);

#endif
