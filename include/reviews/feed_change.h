/*
 * feed_change: one item of the change feed, which reports a changed or deleted review.
 */
#ifndef REVIEWS_FEED_CHANGE_H
#define REVIEWS_FEED_CHANGE_H

#include "reviews/review.h"

struct feed_change {
	struct review review; /* if the review was deleted, only its ids, source, product id and
				 sequence are set */
	struct text reason; /* why the review was deleted; absent if it was not deleted */
	int64_t deleted_at_ms; /* 0 if the review was not deleted */
};

#endif
