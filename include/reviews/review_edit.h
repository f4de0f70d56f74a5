/*
 * review_edit: an author's edit of a review, and its effects.
 */
#ifndef REVIEWS_REVIEW_EDIT_H
#define REVIEWS_REVIEW_EDIT_H

#include "reviews/review.h"

/* The fields of a merge patch (RFC 7396). */
extern const struct field_table review_edit_fields;

/* Completes a merge patch after its fields were read into `review`, a copy of `old`: makes null and
 * empty fields absent, and merges extendedProperties. Adds faults to the reader. */
void review_edit_merge(
	struct review *review, const struct review *old, struct field_reader *reader);

/* Applies the effects of an author's edit: marks the review as revised, redacts it again, marks it
 * as updated since its response (if any), and unpublishes it if the policy requires a moderator. */
void review_edit_apply_effects(
	struct arena *arena, struct review *review, const struct review_policy *policy);

#endif
