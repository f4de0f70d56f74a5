/*
 * feed_change: one item of the change feed.
 */
#ifndef REVIEWS_FEED_CHANGE_H
#define REVIEWS_FEED_CHANGE_H

#include "reviews/review.h"

struct feed_change {
	struct review review; /* of one that is gone: its ids and the sequence */
	struct text reason; /* why it is gone; absent: it is there */
	int64_t deleted_at_ms;
};

#endif
