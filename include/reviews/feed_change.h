/*
 * feed_change: one item of the change feed.
 */
#ifndef REVIEWS_FEED_CHANGE_H
#define REVIEWS_FEED_CHANGE_H

#include "reviews/review.h"

struct feed_change {
	struct review review; /* for a deleted review: its ids and the sequence only */
	struct text reason; /* why it was deleted; absent: it exists */
	int64_t deleted_at_ms;
};

#endif
