/*
 * review_restore_item: the items of an export on their way back: reviews that have their ids
 * already.
 *
 * Promises: everything an export holds comes back byte for byte. An item is the whole review: what
 * it leaves out is absent, but for the times, which stay as they are stored.
 */
#ifndef REVIEWS_REVIEW_RESTORE_ITEM_H
#define REVIEWS_REVIEW_RESTORE_ITEM_H

#include "reviews/review.h"

extern const struct field_table review_restore_item_fields;

/* What holds beyond single fields: ids are GUIDs, hashes hexadecimal, no time is in the future. The
 * word lists are not asked: redacted forms are those of the item. */
void review_restore_item_finish(
	struct review *review, const struct review_policy *policy, struct field_reader *reader);

/* Times and the response's id that the item left out stay as they are stored, in the arena. */
void review_restore_item_merge_omitted(
	struct arena *arena, struct review *review, const struct review *old);

#endif
