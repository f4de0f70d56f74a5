/*
 * review_import_item: one item of an import from another system.
 *
 * The pair (source, externalId) identifies the review. externalId is the id of the review in the
 * other system.
 */
#ifndef REVIEWS_REVIEW_IMPORT_ITEM_H
#define REVIEWS_REVIEW_IMPORT_ITEM_H

#include "reviews/review.h"

/* The fields that an import item may contain. They include all fields of an export. Fields that
 * only the server sets are accepted and ignored. */
extern const struct field_table review_import_item_fields;

/* `review` contains the item, and `old` is the stored review that the item updates. For each vote
 * count, moderation field and response field that the item omits, copies the value from `old` to
 * `review`. Without the copy, an item that omits isTakenDown would undo a take-down. Texts are
 * copied into the arena. */
void review_import_item_merge_omitted(
	struct arena *arena, struct review *review, const struct review *old);

#endif
