/*
 * export_google: reviews as a product review feed for Google, version 2.4
 * (https://developers.google.com/product-review-feeds/schema).
 *
 * Elements for which nothing is stored are left out, and so are reviews without words. The output
 * is well-formed XML 1.0 whatever the texts are.
 */
#ifndef REVIEWS_EXPORT_GOOGLE_PRIVATE_H
#define REVIEWS_EXPORT_GOOGLE_PRIVATE_H

#include "base/buffer.h"
#include "reviews/review.h"

void export_google_begin(struct buffer *out, const char *publisher);

/* `product_url` has {productId} where the id goes. False: the feed does not take the review, and
 * nothing is written. */
bool export_google_add(
	struct buffer *out, const struct review *review, const char *product_url, bool is_first);
void export_google_end(struct buffer *out, bool is_empty);

#endif
