/*
 * review_restore_item: one item of an export that is imported again, with its original ids.
 *
 * A restored review is identical to the exported review. An item represents the complete review. A
 * field that the item omits therefore becomes absent. There are two exceptions: if the item omits a
 * time or the id of the response, the stored value does not change.
 */
#ifndef REVIEWS_REVIEW_RESTORE_ITEM_H
#define REVIEWS_REVIEW_RESTORE_ITEM_H

#include "reviews/review.h"

/* The fields of a restored item. */
extern const struct field_table review_restore_item_fields;

/* Completes a restored review after its fields have been read. Adds an error to the reader's fault
 * for each id that is not a GUID, each hash that is not hexadecimal, and each time in the future.
 * Also adds an error if there is an externalId but no source. Keeps the redacted forms of the item
 * and does not use word lists. */
void review_restore_item_finish(
	struct review *review, const struct review_policy *policy, struct field_reader *reader);

/* `review` contains the item, and `old` is the stored review that the item replaces. For each time
 * that the item omits, copies the time from `old` to `review`. If the item has a response but omits
 * the response's id, also copies the id. Texts are copied into the arena. */
void review_restore_item_merge_omitted(
	struct arena *arena, struct review *review, const struct review *old);

#endif
