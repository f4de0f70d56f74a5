/*
 * review_edit: applies an author's edit to a review.
 */
#ifndef REVIEWS_REVIEW_EDIT_H
#define REVIEWS_REVIEW_EDIT_H

#include "reviews/review.h"

/* The fields that the author's merge patch (RFC 7396) may contain. */
extern const struct field_table review_edit_fields;

/* Finishes applying a merge patch to `review`. Before the call, the caller must copy `old` to
 * `review` and read the fields of the patch into `review`. The function makes null and empty fields
 * absent. Sets the extendedProperties of `review` to those of `old` with the patch merged in. Adds
 * an error to the reader's fault for each invalid field. */
void review_edit_merge(
	struct review *review, const struct review *old, struct field_reader *reader);

/* Marks the review as revised, redacts its texts again, and sets last_modified_at_ms. If the review
 * has a response, marks the review as updated since the response. If the policy requires a
 * moderator, unpublishes the review. */
void review_edit_apply_effects(
	struct arena *arena, struct review *review, const struct review_policy *policy);

#endif
