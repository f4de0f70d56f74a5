#include "api/core/handlers.h"
#include "api/core/next_link.h"
#include "api/core/reply.h"
#include "api/reviews/feed_page.h"

#define FEED_PAGE_DEFAULT 100

struct feed_query {
	int64_t since, page_size;
};

#define AT(member) .offset = offsetof(struct feed_query, member)

static const struct field_rule rules[] = {
	{.name = "since",
		.kind = FIELD_INTEGER,
		AT(since),
		.min = 0,
		.max = INT64_MAX,
		.expected = "the cursor of an earlier response, or empty for all changes"},
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

/* The cursor is the sequence number of the last change sent. A cursor never expires. */
enum status feed_api_list(struct call *call)
{
	static const char *const replaced[] = {"since", NULL};
	const struct feed_query *query = call->query;
	size_t limit = query->page_size == 0 ? FEED_PAGE_DEFAULT : (size_t)query->page_size;
	struct jsonwrite out = jsonwrite_make(call->arena, FEED_PAGE_BYTES_MAX);
	struct feed_page page = {.limit = limit, .write = feed_store_write, .cursor = query->since};
	enum status status = check_since(call, query->since);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(&out, '{');
	jsonwrite_open_member(&out, "items", '[');
	status = feed_page_write(call, &out, &page);
	jsonwrite_close(&out, ']');
	jsonwrite_text(&out, "cursor", arena_printf(call->arena, "%lld", (long long)page.cursor));
	if (page.more)
		next_link_write(call, &out, replaced,
			arena_printf(call->arena, "since=%lld", (long long)page.cursor));
	jsonwrite_close(&out, '}');
	return status == STATUS_OK ? reply_json(call, 200, &out) : status;
}
