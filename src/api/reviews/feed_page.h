/*
 * feed_page: writes one page of the change feed.
 */
#ifndef API_REVIEWS_FEED_PAGE_PRIVATE_H
#define API_REVIEWS_FEED_PAGE_PRIVATE_H

#include "api/core/call.h"
#include "reviews/feed_store.h"

/* A page ends with the change that exceeds this size, whatever its limit is. */
#define FEED_PAGE_BYTES (4 * 1024 * 1024)

/* Maximum size of a page serialized as JSON, in bytes. */
#define FEED_PAGE_BYTES_MAX (FEED_PAGE_BYTES + 2 * REVIEW_JSON_BYTES_MAX)

struct feed_page {
	size_t limit; /* maximum number of changes */
	void (*write)(struct jsonwrite *out, const struct feed_change *change);
	int64_t cursor; /* before: the sequence after which the page begins; after: of its end */
	size_t count; /* changes that were written */
	bool more; /* the feed has more changes after the page */
};

/* Writes the changes after page->cursor to `out`, and sets the members `cursor`, `count` and
 * `more`. */
enum status feed_page_write(struct call *call, struct jsonwrite *out, struct feed_page *page);

#endif
