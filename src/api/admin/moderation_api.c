#include "api/admin/moderation.h"
#include "api/core/handlers.h"
#include "api/core/list_page.h"
#include "api/core/reply.h"
#include "reviews/moderation_store.h"
#include "reviews/review_store.h"
#include "reviews/search_store.h"

#define TAG "reviews"

/* A page ends early with the review that exceeds this size. */
#define PAGE_BYTES_MAX (16 * 1024 * 1024)

#define SEARCH_MAX 200

struct list_query {
	struct list_page_query given;
	struct text search;
	struct moderation_query reviews;
	struct list_page page;
};

#define AT(member) .offset = offsetof(struct list_query, member)

static const struct field_rule list_rules[] = {
	{.name = "search", .kind = FIELD_LINE, AT(search), .min = 1, .max = SEARCH_MAX},
	{.name = "from", .kind = FIELD_TIME, AT(reviews.from_ms)},
	{.name = "until", .kind = FIELD_TIME, AT(reviews.until_ms), .min = 1},
	{.name = "rating",
		.kind = FIELD_INTEGER,
		AT(reviews.rating),
		.min = 1,
		.max = REVIEW_STARS},
	{.name = "channelId", .kind = FIELD_LINE, AT(reviews.channel_id), .min = 1, .max = 200},
	{.name = "productId", .kind = FIELD_TEXT, AT(reviews.product_id), .min = 1, .max = 200},
	{.name = "status",
		.kind = FIELD_NAMES,
		AT(reviews.status),
		.min = 1,
		.names = moderation_store_status_names},
	{.name = "concern",
		.kind = FIELD_NAMES,
		AT(reviews.concern),
		.min = 1,
		.names = moderation_store_concern_names},
	LIST_PAGE_RULES_COUNTS,
};

static void check_list(struct call *call)
{
	struct list_query *query = call->query;
	struct moderation_query *reviews = &query->reviews;

	list_page_begin(call, &query->given, TAG, &query->page);
	reviews->limit = (int64_t)query->page.fetch;
	if (text_is_set(query->page.key)) {
		reviews->before_id = guid_text(call->arena, query->page.id);
		if (!text_to_int64(query->page.key, &reviews->before_ms))
			list_page_refuse_token(call);
	}
	if (!text_is_set(query->search))
		return;
	reviews->match = search_store_query(call->arena, query->search);
	if (!text_is_set(reviews->match))
		fault_add(&call->fault, TEXT("search"), "InvalidParameter",
			"search must contain a letter or digit.");
}

const struct call_query moderation_api_list_query = {
	FIELD_TABLE(list_rules), sizeof(struct list_query), check_list};

/* Writes the reviews of a page. Shortens the page if they exceed PAGE_BYTES_MAX. */
static enum status write_page(struct call *call, struct jsonwrite *out,
	const struct moderation_cursor *entries, size_t count, struct list_page *page)
{
	enum status status = STATUS_OK;

	jsonwrite_open(out, '{');
	jsonwrite_open_member(out, "value", '[');
	for (size_t i = 0; i < count && i < page->limit && status == STATUS_OK; i++) {
		struct review review;

		status = review_store_get(call->db, entries[i].review_id, &review, &call->fault);
		if (status == STATUS_OK)
			status = moderation_write(call, out, &review);
		if (status != STATUS_OK)
			return status;
		if (jsonwrite_length(out) > PAGE_BYTES_MAX)
			page->limit = i + 1;
	}
	jsonwrite_close(out, ']');
	if (count > page->limit) {
		const struct moderation_cursor *last = &entries[page->limit - 1];
		struct guid id = {{0}};

		guid_parse_strict(last->review_id, &id);
		list_page_end(call, out, page, count, TAG,
			arena_printf(call->arena, "%lld", (long long)last->submitted_at_ms), id);
	}
	jsonwrite_close(out, '}');
	return status;
}

/* Reads the whole page from one snapshot. */
enum status moderation_api_list(struct call *call)
{
	struct list_query *query = call->query;
	struct jsonwrite out =
		jsonwrite_make(call->arena, PAGE_BYTES_MAX + 2 * REVIEW_JSON_BYTES_MAX);
	struct moderation_cursor *entries;
	size_t count;
	enum status status = db_begin(call->db, DB_READ, &call->fault);

	if (status != STATUS_OK)
		return status;
	status = moderation_store_list(call->db, &query->reviews, &entries, &count, &call->fault);
	if (status == STATUS_OK)
		status = write_page(call, &out, entries, count, &query->page);
	db_rollback(call->db);
	return status == STATUS_OK ? reply_json(call, 200, &out) : status;
}

enum status moderation_api_read(struct call *call)
{
	struct review review;
	bool proceed;
	enum status status = moderation_open(call, &review, &proceed);

	return proceed ? moderation_reply(call, 200, &review) : status;
}
