#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "api/core/review_call.h"
#include "reviews/review_page.h"
#include "reviews/review_store.h"
#include "work/review_policy.h"

struct submit_query {
	struct guid tenant_id;
	struct text locale, encoded_user, channel_id, market;
	bool one_per_user;
};

#define AT(member) .offset = offsetof(struct submit_query, member)

static const struct field_rule rules[] = {
	{.name = "tenantId", .kind = FIELD_GUID, .required = true, AT(tenant_id)},
	{.name = "locale",
		.kind = FIELD_LINE,
		.required = true,
		AT(locale),
		.min = 2,
		.max = REVIEW_LOCALE_MAX},
	REVIEW_CALL_RULE_USER(struct submit_query, true),
	{.name = "channelId", .kind = FIELD_LINE, AT(channel_id), .max = REVIEW_ID_MAX},
	{.name = "market", .kind = FIELD_LINE, AT(market), .max = REVIEW_MARKET_MAX},
	{.name = "onePerUser", .kind = FIELD_BOOLEAN, AT(one_per_user)},
};

const struct call_query submit_api_query = {FIELD_TABLE(rules), sizeof(struct submit_query), NULL};

static bool read_review(struct call *call, struct review *ret_review)
{
	const struct submit_query *query = call->query;
	struct field_reader reader = {.ignore_case = true};
	struct review review = review_make();
	struct review_policy policy;
	struct review_user user;

	if (!review_call_policy(call, &policy) ||
		!call_read_body(call, &review_submit_fields, &reader, &review))
		return false;
	field_require(&reader, &review_submit_fields);
	field_set_text(&reader, &review_product_rule, call->params.values[0], &review);
	review.locale = query->locale;
	review.channel_id = query->channel_id;
	review.market = query->market;
	user = review_call_user(call, query->encoded_user);
	review.user_id = user.id;
	review.user_name = user.name;
	review.user_email = user.email;
	review.is_published = !policy.require_moderator;
	review_finish_input(&review, &policy, &reader);
	*ret_review = review;
	return call->fault.status == STATUS_OK;
}

/* No other submit can come between this check and the insertion, because there is one writer. */
static enum status check_is_first(struct call *call, const struct review *review)
{
	struct fault lookup = fault_make(call->arena);
	struct review old;
	enum status status = review_page_newest_of_user(
		call->db, review->product_id, review->user_id, &old, &lookup);

	if (status == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (status != STATUS_OK)
		return fault_propagate(&call->fault, &lookup);
	return fault_set(&call->fault, STATUS_CONFLICT, "ReviewExists",
		"This user already has review %s of this product; change it with PATCH "
		"/v2.0/reviews/%s.",
		old.review_id.data, old.review_id.data);
}

/* Replies with a JSON string, the review's ID, as the D365 Commerce connector expects. */
enum status submit_api_submit(struct call *call)
{
	const struct submit_query *query = call->query;
	struct jsonwrite out = jsonwrite_make(call->arena, 256);
	struct review review;
	enum status status = STATUS_OK;

	if (!read_review(call, &review) || !call_is_own_environment(call, query->tenant_id))
		return call->fault.status;
	if (query->one_per_user)
		status = check_is_first(call, &review);
	if (status == STATUS_OK)
		status = review_store_insert(
			call->db, call->write.accumulated, &review, &call->fault);
	if (status != STATUS_OK)
		return status;
	jsonwrite_text(&out, NULL, review.review_id);
	return reply_json(call, 200, &out);
}
