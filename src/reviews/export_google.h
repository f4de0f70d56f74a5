/*
 * export_google: writes reviews as a product review feed for Google, version 2.4
 * (https://developers.google.com/product-review-feeds/schema).
 *
 * The feed omits elements that have no value and reviews that have a blank text. The output is
 * well-formed XML 1.0, even if the texts contain characters that XML does not allow.
 */
#ifndef REVIEWS_EXPORT_GOOGLE_PRIVATE_H
#define REVIEWS_EXPORT_GOOGLE_PRIVATE_H

#include "base/buffer.h"
#include "reviews/review.h"

/* Writes the beginning of the feed. */
void export_google_begin(struct buffer *out, const char *publisher);

/* Writes a review. `is_first` is true for the first review of the feed. The URL of the product is
 * `product_url` with {productId} replaced by the product's id. If the text of the review is blank,
 * writes nothing and returns false. */
bool export_google_add(
	struct buffer *out, const struct review *review, const char *product_url, bool is_first);

/* Writes the end of the feed. `is_empty` is true if the feed contains no review. */
void export_google_end(struct buffer *out, bool is_empty);

#endif
