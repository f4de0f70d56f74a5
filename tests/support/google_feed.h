/*
 * google_feed: writes the Google product review feed of a registry_fixture's reviews, and validates
 * a feed.
 *
 * Fails the running cmocka test when there is no feed, or no xmllint.
 */
#ifndef SUPPORT_GOOGLE_FEED_H
#define SUPPORT_GOOGLE_FEED_H

#include "support/registry_fixture.h"

#define GOOGLE_FEED_URL "https://shop.example.com/p/{productId}"

/* The feed, in the fixture's arena, of so many reviews. */
struct text google_feed_export(
	struct registry_fixture *f, const char *publisher, const char *url, int64_t count);

/* Whether it is as tests/vectors/google/product_reviews.xsd says; xmllint complains on stderr. */
bool google_feed_is_valid(struct registry_fixture *f, struct text xml);

#endif
