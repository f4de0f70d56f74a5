#include "api/core/review_call.h"

#include "api/core/reply.h"
#include "work/review_policy.h"

struct review_user review_call_user(struct call *call, struct text encoded_user)
{
	return review_read_user(call->arena,
		call->service->runtime.environment.keys[ENVIRONMENT_EMAIL], encoded_user);
}

bool review_call_path_id(struct call *call, struct text *ret_review_id)
{
	struct guid id;

	if (!call_path_guid(call, 0, &id))
		return false;
	*ret_review_id = guid_text(call->arena, id);
	return true;
}

bool review_call_path_product(struct call *call, struct text *ret_product_id)
{
	struct field_reader reader = {.fault = &call->fault, .source = FIELD_FROM_QUERY};
	struct review key;

	if (!field_set_text(&reader, &review_product_rule, call->params.values[0], &key))
		return false;
	*ret_product_id = key.product_id;
	return true;
}

enum status review_call_reply_if(struct call *call, const struct review *review)
{
	enum status status;

	if (!reply_conditions_hold(call, review_etag(call->arena, review), &status))
		return status;
	return review_call_reply(call, review);
}

enum status review_call_reply(struct call *call, const struct review *review)
{
	struct jsonwrite out = jsonwrite_make(call->arena, REVIEW_JSON_BYTES_MAX);
	enum status status;

	review_write_public(&out, review);
	status = reply_json(call, 200, &out);
	if (status == STATUS_OK)
		message_add_header(call->response, "ETag", review_etag(call->arena, review));
	return status;
}

bool review_call_policy(struct call *call, struct review_policy *ret_policy)
{
	return review_policy_load(&call->service->runtime, call->db, call->now_ms, ret_policy,
		       &call->fault) == STATUS_OK;
}
