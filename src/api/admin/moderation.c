#include "api/admin/moderation.h"

#include "api/core/audit.h"
#include "api/core/reply.h"
#include "api/core/review_call.h"
#include "reviews/moderation_store.h"
#include "reviews/review_store.h"

enum status moderation_open(struct call *call, struct review *ret_review, bool *ret_proceed)
{
	struct text id;
	enum status status;

	*ret_proceed = false;
	if (!review_call_path_id(call, &id))
		return call->fault.status;
	status = review_store_get(call->db, id, ret_review, &call->fault);
	if (status == STATUS_OK)
		*ret_proceed =
			reply_conditions_hold(call, review_etag(call->arena, ret_review), &status);
	return status;
}

static void write_concerns(struct jsonwrite *out, const int64_t counts[FEEDBACK_STORE_REASONS])
{
	jsonwrite_open_member(out, "concerns", '[');
	for (size_t i = 0; i < FEEDBACK_STORE_REASONS; i++) {
		if (counts[i] == 0)
			continue;
		jsonwrite_open(out, '{');
		jsonwrite_text(out, "reason", text_from(feedback_store_reasons[i]));
		jsonwrite_int(out, "count", counts[i]);
		jsonwrite_close(out, '}');
	}
	jsonwrite_close(out, ']');
}

enum status moderation_write(struct call *call, struct jsonwrite *out, const struct review *review)
{
	int64_t counts[FEEDBACK_STORE_REASONS];
	enum status status =
		moderation_store_count_concerns(call->db, review->review_id, counts, &call->fault);

	if (status != STATUS_OK)
		return status;
	jsonwrite_open(out, '{');
	review_write_members(out, review);
	write_concerns(out, counts);
	jsonwrite_text(out, "etag", review_etag(call->arena, review));
	jsonwrite_close(out, '}');
	return STATUS_OK;
}

enum status moderation_reply(struct call *call, int http_status, const struct review *review)
{
	struct jsonwrite out = jsonwrite_make(call->arena, REVIEW_JSON_BYTES_MAX);
	enum status status = moderation_write(call, &out, review);

	if (status != STATUS_OK)
		return status;
	status = reply_json(call, http_status, &out);
	if (status == STATUS_OK)
		message_add_header(call->response, "ETag", review_etag(call->arena, review));
	return status;
}

enum status moderation_save(struct call *call, enum audit_operation operation,
	const struct review *old, struct review *review, bool *ret_changed)
{
	struct guid id = {{0}};
	enum status status = moderation_store_save(
		call->db, old, review, call->now_ms, ret_changed, &call->fault);

	if (status != STATUS_OK || !*ret_changed)
		return status;
	guid_parse_strict(review->review_id, &id);
	return audit_change(call, operation, "review", id,
		moderation_store_state(&call->fault, old),
		moderation_store_state(&call->fault, review));
}
