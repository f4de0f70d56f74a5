/*
 * review_import_item: an item of an import from another system, which identifies a review by its
 * own id (source, externalId).
 */
#ifndef REVIEWS_REVIEW_IMPORT_ITEM_H
#define REVIEWS_REVIEW_IMPORT_ITEM_H

#include "reviews/review.h"

/* The fields of an export. Fields that only the server sets are accepted and ignored. */
extern const struct field_table review_import_item_fields;

/* Copies votes, moderation state and response that the item omits from the stored review, into the
 * arena: omitting a take-down must not undo it. */
void review_import_item_merge_omitted(
	struct arena *arena, struct review *review, const struct review *old);

#endif
