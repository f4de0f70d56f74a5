#include "api/core/review_call.h"

#include "api/core/handlers.h"
#include "api/core/paging_info.h"
#include "reviews/review_store.h"

struct product_query {
	struct paging_info_query page;
	struct text sort;
	struct review_filter filter;
	enum review_order order;
	struct review_cursor after;
};

#define AT(member) .offset = offsetof(struct product_query, member)
#define WORD(name_, member_, max_)                                                                 \
	{                                                                                          \
		.name = (name_), .kind = FIELD_LINE, AT(member_), .min = 1, .max = (max_)          \
	}

static const struct field_rule product_rules[] = {
	WORD("sort", sort, 20),
	{.name = "rating", .kind = FIELD_INTEGER, AT(filter.rating), .min = 1, .max = REVIEW_STARS},
	WORD("market", filter.market, REVIEW_MARKET_MAX),
	WORD("locale", filter.locale, REVIEW_LOCALE_MAX),
	WORD("channelId", filter.channel_id, REVIEW_ID_MAX),
	PAGING_INFO_RULES,
};

/* Names of the sort orders, in any case. Tokens contain the first name of an order. */
static const struct {
	const char *name;
	enum review_order order;
} sorts[] = {
	[REVIEW_RECENT] = {"mostRecent", REVIEW_RECENT},
	[REVIEW_HELPFUL] = {"mostHelpful", REVIEW_HELPFUL},
	[REVIEW_HIGHEST] = {"highest", REVIEW_HIGHEST},
	[REVIEW_LOWEST] = {"lowest", REVIEW_LOWEST},
	{"highestRated", REVIEW_HIGHEST},
	{"lowestRated", REVIEW_LOWEST},
};

#define SORTS (sizeof(sorts) / sizeof(sorts[0]))

static const char *tag_of(enum review_order order)
{
	return sorts[order].name;
}

static void read_sort(struct call *call, struct product_query *query)
{
	for (size_t i = 0; i < SORTS; i++) {
		if (!text_is_set(query->sort) ||
			text_equal_nocase(query->sort, text_from(sorts[i].name))) {
			query->order = sorts[i].order;
			return;
		}
	}
	fault_add(&call->fault, TEXT("sort"), "InvalidParameter",
		"sort must be mostRecent, mostHelpful, highest or lowest.");
}

static void check_product(struct call *call)
{
	struct product_query *query = call->query;

	read_sort(call, query);
	query->after = paging_info_begin(call, &query->page, tag_of(query->order));
}

const struct call_query reviews_api_product_query = {
	FIELD_TABLE(product_rules), sizeof(struct product_query), check_product};

enum status reviews_api_product(struct call *call)
{
	struct product_query *query = call->query;
	size_t limit = paging_info_limit(&query->page), count;
	struct review *reviews;
	struct review_cursor last = {0};
	int64_t total = 0;
	enum status status;

	if (!review_call_path_product(call, &query->filter.product_id))
		return call->fault.status;
	status = review_page_product(call->db, &query->filter, query->order, &query->after,
		limit + 1, &reviews, &count, &call->fault);
	if (status == STATUS_OK && !page_shape_is_value(query->page.shape))
		status = review_page_total(call->db, &query->filter, &total, &call->fault);
	if (status != STATUS_OK)
		return status;
	if (count > limit)
		last = review_page_cursor(&reviews[limit - 1], query->order);
	return paging_info_reply(call, reviews, count, total, tag_of(query->order), &last);
}

struct own_query {
	struct text encoded_user;
};

static const struct field_rule own_rules[] = {REVIEW_CALL_RULE_USER(struct own_query, true)};

const struct call_query reviews_api_own_query = {
	FIELD_TABLE(own_rules), sizeof(struct own_query), NULL};

enum status reviews_api_own(struct call *call)
{
	const struct own_query *query = call->query;
	struct review_user user = review_call_user(call, query->encoded_user);
	struct review review;
	struct text product_id;
	enum status status;

	if (!review_call_path_product(call, &product_id))
		return call->fault.status;
	status = review_page_newest_of_user(call->db, product_id, user.id, &review, &call->fault);
	return status == STATUS_OK ? review_call_reply_if(call, &review) : status;
}

#define ALL_TAG "changed"

struct list_query {
	struct paging_info_query page;
	struct review_cursor after;
};

static void check_list(struct call *call)
{
	struct list_query *query = call->query;

	query->after = paging_info_begin(call, &query->page, ALL_TAG);
}

static const struct field_rule list_rules[] = {PAGING_INFO_RULES};

const struct call_query reviews_api_list_query = {
	FIELD_TABLE(list_rules), sizeof(struct list_query), check_list};

/* The page has no total, because counting all reviews would make a page expensive. */
enum status reviews_api_list(struct call *call)
{
	const struct list_query *query = call->query;
	size_t limit = paging_info_limit(&query->page), count;
	struct review *reviews;
	struct review_cursor last = {0};
	enum status status = review_page_visible(
		call->db, query->after.key, limit + 1, &reviews, &count, &call->fault);

	if (status != STATUS_OK)
		return status;
	if (count > limit)
		last = (struct review_cursor){.key = reviews[limit - 1].sequence,
			.review_id = reviews[limit - 1].review_id};
	return paging_info_reply(call, reviews, count, -1, ALL_TAG, &last);
}

enum status reviews_api_read(struct call *call)
{
	struct text review_id;
	struct review review;
	enum status status;

	if (!review_call_path_id(call, &review_id))
		return call->fault.status;
	status = review_store_get_visible(call->db, review_id, &review, &call->fault);
	return status == STATUS_OK ? review_call_reply_if(call, &review) : status;
}
