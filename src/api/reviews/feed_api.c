#include "api/core/handlers.h"
#include "api/core/public_url.h"
#include "api/core/reply.h"
#include "reviews/feed_store.h"

#define FEED_PAGE_DEFAULT 100

/* A page ends with the change that exceeds this size, whatever pageSize says. */
#define PAGE_BYTES (4 * 1024 * 1024)

struct feed_query {
	int64_t since, page_size;
};

#define AT(member) .offset = offsetof(struct feed_query, member)

static const struct field_rule rules[] = {
	{.name = "since", .kind = FIELD_INTEGER, AT(since), .min = 0, .max = INT64_MAX},
	{.name = "pageSize",
		.kind = FIELD_INTEGER,
		AT(page_size),
		.min = 1,
		.max = FEED_STORE_PAGE_MAX},
};

const struct call_query feed_api_query = {FIELD_TABLE(rules), sizeof(struct feed_query), NULL};

/* A cursor of another database, or of this one before it was restored from a backup, would silently
 * skip changes. */
static enum status check_since(struct call *call, int64_t since)
{
	int64_t last;
	enum status status = feed_store_last(call->db, &last, &call->fault);

	if (status == STATUS_OK && since > last)
		fault_add(&call->fault, TEXT("since"), "InvalidParameter",
			"since is ahead of this feed, so it is not a cursor of this feed; read "
			"from the start, without since.");
	return call->fault.status;
}

static enum status write_changes(
	struct call *call, struct jsonwrite *out, size_t limit, int64_t *cursor, bool *ret_more)
{
	struct db_cursor rows;
	size_t count = 0;

	feed_store_open(&rows, call->db, *cursor, limit + 1);
	*ret_more = false;
	while (!*ret_more && db_next(&rows)) {
		struct feed_change change = feed_store_read(&rows);

		*ret_more = count == limit || jsonwrite_length(out) > PAGE_BYTES;
		if (*ret_more)
			continue;
		feed_store_write(out, &change);
		*cursor = change.review.sequence;
		count++;
	}
	return db_end(&rows, &call->fault);
}

/* The cursor is the sequence number of the last change sent. A cursor never expires. */
enum status feed_api_list(struct call *call)
{
	const struct feed_query *query = call->query;
	size_t limit = query->page_size == 0 ? FEED_PAGE_DEFAULT : (size_t)query->page_size;
	struct jsonwrite out = jsonwrite_make(call->arena, PAGE_BYTES + 2 * REVIEW_JSON_BYTES_MAX);
	int64_t cursor = query->since;
	bool more;
	enum status status = check_since(call, query->since);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(&out, '{');
	jsonwrite_open_member(&out, "items", '[');
	status = write_changes(call, &out, limit, &cursor, &more);
	jsonwrite_close(&out, ']');
	jsonwrite_text(&out, "cursor", arena_printf(call->arena, "%lld", (long long)cursor));
	if (more)
		jsonwrite_text(&out, "nextLink",
			public_url_link(call, "/v2.0/reviews/changes?since=%lld&pageSize=%zu",
				(long long)cursor, limit));
	jsonwrite_close(&out, '}');
	return status == STATUS_OK ? reply_json(call, 200, &out) : status;
}
