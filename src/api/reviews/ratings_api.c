#include "api/core/handlers.h"
#include "api/core/next_link.h"
#include "api/core/page_shape.h"
#include "api/core/reply.h"
#include "api/core/review_call.h"
#include "api/reviews/summary_cache.h"
#include "reviews/review_page.h"
#include "reviews/summary_store.h"

#define SUMMARIES_DEFAULT 100
#define SUMMARY_BYTES_MAX 4096
#define PRODUCT_BYTES_MAX (2 * REVIEW_JSON_BYTES_MAX + SUMMARY_BYTES_MAX)

struct product_query {
	struct text market;
	bool with_reviews;
};

static const struct field_rule product_rules[] = {
	{.name = "market",
		.kind = FIELD_LINE,
		.offset = offsetof(struct product_query, market),
		.min = 1,
		.max = REVIEW_MARKET_MAX},
	{.name = "withReviews",
		.kind = FIELD_BOOLEAN,
		.offset = offsetof(struct product_query, with_reviews)},
};

const struct call_query ratings_api_product_query = {
	FIELD_TABLE(product_rules), sizeof(struct product_query), NULL};

struct list_query {
	int64_t since, page_size;
	struct text shape;
};

static const struct field_rule list_rules[] = {
	{.name = "since",
		.kind = FIELD_INTEGER,
		.offset = offsetof(struct list_query, since),
		.min = 0,
		.max = INT64_MAX,
		.expected = "the cursor of an earlier response, or empty for all products"},
	{.name = "pageSize",
		.kind = FIELD_INTEGER,
		.offset = offsetof(struct list_query, page_size),
		.min = 1,
		.max = SUMMARY_STORE_PAGE_MAX},
	PAGE_SHAPE_RULE(struct list_query, shape),
};

static void check_list(struct call *call)
{
	page_shape_check(call, ((const struct list_query *)call->query)->shape);
}

const struct call_query ratings_api_list_query = {
	FIELD_TABLE(list_rules), sizeof(struct list_query), check_list};

static struct text environment_id(struct call *call)
{
	return guid_text(call->arena, call->service->runtime.environment.id);
}

/* Writes the most helpful review among those with the most stars, or with the fewest. */
static enum status write_example(struct call *call, struct jsonwrite *out, const char *name,
	const struct summary *summary, bool is_favorable)
{
	struct review_filter filter = {.product_id = summary->product_id};
	const struct review_cursor start = review_page_start();
	struct review *reviews;
	size_t count = 0;
	enum status status;

	for (int i = 0; i < REVIEW_STARS; i++) {
		if (summary->review_stars[i] > 0 && (is_favorable || filter.rating == 0))
			filter.rating = i + 1;
	}
	if (filter.rating == 0)
		return STATUS_OK;
	filter.market = summary->market.length > 0 ? summary->market : TEXT_NONE;
	status = review_page_product(
		call->db, &filter, REVIEW_HELPFUL, &start, 1, &reviews, &count, &call->fault);
	if (count > 0) {
		jsonwrite_name(out, name);
		review_write_public(out, &reviews[0]);
	}
	return status;
}

static enum status write_examples(
	struct call *call, struct jsonwrite *out, const struct summary *summary)
{
	enum status status = write_example(call, out, "mostFavorableReview", summary, true);

	return status == STATUS_OK ? write_example(call, out, "mostCriticalReview", summary, false)
				   : status;
}

static enum status write_product(
	struct call *call, const struct summary_key *key, struct jsonwrite *out)
{
	const struct product_query *query = call->query;
	struct summary summary;
	enum status status =
		summary_store_get(call->db, key->product_id, key->market, &summary, &call->fault);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(out, '{');
	summary_store_write_members(out, &summary, environment_id(call));
	if (query->with_reviews)
		status = write_examples(call, out, &summary);
	jsonwrite_close(out, '}');
	return status;
}

static enum status answer_product(struct call *call, const struct summary_key *key)
{
	struct jsonwrite out = jsonwrite_make(call->arena, PRODUCT_BYTES_MAX);
	enum status status = write_product(call, key, &out);

	return status == STATUS_OK ? reply_json(call, 200, &out) : status;
}

/* The version is read before the data, so a cached response is never older than its version. */
static enum status answer_summary(struct call *call, const struct summary_key *key)
{
	struct service *service = call->service;
	struct db_version version;
	bool known = pool_read_version(service->runtime.pool, &version);
	struct text answer = TEXT_NONE;
	enum status status;

	if (known)
		answer = summary_cache_find(service->summaries, key, &version, call->arena);
	if (text_is_set(answer)) {
		reply_json_text(call, 200, answer);
		return STATUS_OK;
	}
	status = answer_product(call, key);
	if (status == STATUS_OK && known)
		summary_cache_add(service->summaries, key, &version, call->response->body);
	return status;
}

enum status ratings_api_product(struct call *call)
{
	const struct product_query *query = call->query;
	struct summary_key key = {.market = text_or_empty(query->market)};

	if (!review_call_path_product(call, &key.product_id))
		return call->fault.status;
	return query->with_reviews ? answer_product(call, &key) : answer_summary(call, &key);
}

/* The cursor is the sequence number of the last change sent. A cursor never expires. */
enum status ratings_api_list(struct call *call)
{
	static const char *const replaced[] = {"since", NULL};
	const struct list_query *query = call->query;
	size_t limit = query->page_size == 0 ? SUMMARIES_DEFAULT : (size_t)query->page_size, count;
	struct summary *summaries;
	struct jsonwrite out = jsonwrite_make(call->arena, (limit + 1) * SUMMARY_BYTES_MAX);
	struct text tenant_id = environment_id(call);
	int64_t cursor = query->since;
	enum status status = summary_store_list(
		call->db, query->since, limit + 1, &summaries, &count, &call->fault);

	if (status != STATUS_OK)
		return status;
	page_shape_open(&out, query->shape);
	for (size_t i = 0; i < count && i < limit; i++) {
		summary_store_write(&out, &summaries[i], tenant_id);
		cursor = summaries[i].sequence;
	}
	jsonwrite_close(&out, ']');
	jsonwrite_text(&out, "cursor", arena_printf(call->arena, "%lld", (long long)cursor));
	if (count > limit)
		next_link_write(call, &out, replaced,
			arena_printf(call->arena, "since=%lld", (long long)cursor));
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}
