#include "api/reviews/feed_page.h"

enum status feed_page_write(struct call *call, struct jsonwrite *out, struct feed_page *page)
{
	struct db_cursor rows;

	page->count = 0;
	page->more = false;
	feed_store_open(&rows, call->db, page->cursor, page->limit + 1);
	while (!page->more && db_next(&rows)) {
		struct feed_change change = feed_store_read(&rows);

		page->more = page->count == page->limit || jsonwrite_length(out) > FEED_PAGE_BYTES;
		if (page->more)
			continue;
		page->write(out, &change);
		page->cursor = change.review.sequence;
		page->count++;
	}
	return db_end(&rows, &call->fault);
}
