#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "api/core/review_call.h"
#include "reviews/review_edit.h"
#include "reviews/review_store.h"
#include "work/review_policy.h"

struct revise_query {
	struct text encoded_user;
};

static const struct field_rule rules[] = {REVIEW_CALL_RULE_USER(struct revise_query, false)};

const struct call_query revise_api_query = {FIELD_TABLE(rules), sizeof(struct revise_query), NULL};

/* An app that names a user may change only reviews of that user. */
static enum status check_author(struct call *call, const struct review *review)
{
	const struct revise_query *query = call->query;

	if (!text_is_set(query->encoded_user) ||
		text_equal(review_call_user(call, query->encoded_user).id, review->user_id))
		return STATUS_OK;
	return fault_set(&call->fault, STATUS_FORBIDDEN, "NotTheAuthor",
		"encodedUser is not the author of this review; send its author, or omit "
		"encodedUser.");
}

/* Reads the stored review, and checks its author and the request's conditions. */
static enum status open_for_change(struct call *call, struct text review_id, struct review *ret_old)
{
	enum status status = review_store_get(call->db, review_id, ret_old, &call->fault);

	if (status == STATUS_OK)
		status = check_author(call, ret_old);
	if (status == STATUS_OK &&
		!reply_conditions_hold(call, review_etag(call->arena, ret_old), &status))
		return call->fault.status;
	return status;
}

static bool read_patch(struct call *call, const struct review *old, struct review *review)
{
	struct field_reader reader = {.ignore_case = true};

	if (!call_read_body(call, &review_edit_fields, &reader, review))
		return false;
	review_edit_merge(review, old, &reader);
	return call->fault.status == STATUS_OK;
}

static enum status revise(struct call *call, const struct review *old, struct review *review)
{
	struct review_policy policy;
	enum status status;

	/* A patch without changes does not touch the database. */
	if (review_content_equals(old, review))
		return review_call_reply(call, old);
	if (!review_call_policy(call, &policy))
		return call->fault.status;
	review_edit_apply_effects(call->arena, review, &policy);
	status = review_store_replace(call->db, old, review, &call->fault);
	return status == STATUS_OK ? review_call_reply(call, review) : status;
}

enum status revise_api_patch(struct call *call)
{
	struct review old = review_make(), review;
	struct text review_id;

	/* After a fault in the path or the query, the body is read only to add its faults. */
	if (review_call_path_id(call, &review_id) && call->fault.status == STATUS_OK &&
		open_for_change(call, review_id, &old) != STATUS_OK)
		return call->fault.status;
	review = old;
	return read_patch(call, &old, &review) ? revise(call, &old, &review) : call->fault.status;
}

/* Replies 204 also if the review does not exist. */
enum status revise_api_delete(struct call *call)
{
	struct review old;
	struct text review_id;
	enum status status;

	if (!review_call_path_id(call, &review_id))
		return call->fault.status;
	status = open_for_change(call, review_id, &old);
	if (status == STATUS_NOT_FOUND) {
		fault_clear(&call->fault);
		if (!reply_conditions_hold(call, TEXT_NONE, &status))
			return call->fault.status;
		return reply_empty(call, 204);
	}
	if (status == STATUS_OK)
		status = review_store_delete(call->db, &old, "deleted", call->now_ms, &call->fault);
	return status == STATUS_OK ? reply_empty(call, 204) : status;
}
