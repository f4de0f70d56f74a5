/*
 * review_restore_item: an item of an export that is imported again, with its original ids.
 *
 * A restored review equals the exported one byte for byte. An item is the complete review: fields
 * it omits become absent, except for times, which keep their stored values.
 */
#ifndef REVIEWS_REVIEW_RESTORE_ITEM_H
#define REVIEWS_REVIEW_RESTORE_ITEM_H

#include "reviews/review.h"

extern const struct field_table review_restore_item_fields;

/* Checks what single fields cannot: ids are GUIDs, hashes are hexadecimal, and no time is in the
 * future. Keeps the item's redacted forms and does not use the word lists. */
void review_restore_item_finish(
	struct review *review, const struct review_policy *policy, struct field_reader *reader);

/* Copies times and the response's id that the item omits from the stored review, into the arena. */
void review_restore_item_merge_omitted(
	struct arena *arena, struct review *review, const struct review *old);

#endif
