/*
 * export_google: writes reviews as a product review feed for Google, version 2.4
 * (https://developers.google.com/product-review-feeds/schema).
 *
 * Elements without a stored value are omitted, and so are reviews with a blank text. The output is
 * well-formed XML 1.0 for all texts.
 */
#ifndef REVIEWS_EXPORT_GOOGLE_PRIVATE_H
#define REVIEWS_EXPORT_GOOGLE_PRIVATE_H

#include "base/buffer.h"
#include "reviews/review.h"

void export_google_begin(struct buffer *out, const char *publisher);

/* Writes a review. `product_url` contains {productId} in place of the id. Returns false, and writes
 * nothing, if the feed does not accept the review. */
bool export_google_add(
	struct buffer *out, const struct review *review, const char *product_url, bool is_first);
void export_google_end(struct buffer *out, bool is_empty);

#endif
