/*
 * review_edit: what the author of a review may change in it, and what else changes then.
 */
#ifndef REVIEWS_REVIEW_EDIT_H
#define REVIEWS_REVIEW_EDIT_H

#include "reviews/review.h"

/* The fields of a merge patch (RFC 7396). */
extern const struct field_table review_edit_fields;

/* The patch's fields have been read into `review`, which was `old` before: makes absent what is
 * null or an empty text, and merges extendedProperties. Faults go to the reader. */
void review_edit_merge(
	struct review *review, const struct review *old, struct field_reader *reader);

/* What follows when an author has changed the review: it is revised, redacted anew, newer than a
 * response it has, and unpublished where a moderator publishes. */
void review_edit_apply_effects(
	struct arena *arena, struct review *review, const struct review_policy *policy);

#endif
