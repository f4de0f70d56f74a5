#include "api/admin/moderation.h"
#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "reviews/moderation_store.h"

/* Body of a moderator's request. */
struct moderation_body {
	struct text reason, response_text, responder_name;
};

#define AT(member) .offset = offsetof(struct moderation_body, member)

static const struct field_rule take_down_rules[] = {
	{.name = "reason",
		.kind = FIELD_LINE,
		.required = true,
		AT(reason),
		.min = 1,
		.max = MODERATION_STORE_REASON_MAX},
};

static const struct field_table take_down_fields = FIELD_TABLE(take_down_rules);

enum { RESPONSE_TEXT };

static const struct field_rule response_rules[] = {
	[RESPONSE_TEXT] = {.name = "responseText",
		.kind = FIELD_TEXT,
		.required = true,
		AT(response_text),
		.min = 1,
		.max = REVIEW_RESPONSE_MAX_POINTS},
	{.name = "responderName", .kind = FIELD_LINE, AT(responder_name), .max = 200},
};

static const struct field_table response_fields = FIELD_TABLE(response_rules);

/* Reads the review and the body. One response reports the faults of path and body. */
static bool open_with_body(struct call *call, const struct field_table *table,
	struct review *ret_old, struct moderation_body *ret_body)
{
	struct field_reader reader = {0};
	bool proceed;
	enum status status = moderation_open(call, ret_old, &proceed);

	if ((status != STATUS_OK && status != STATUS_INVALID) ||
		!call_read_body(call, table, &reader, ret_body))
		return false;
	field_require(&reader, table);
	/* A response of blanks alone counts as empty. */
	if (text_is_set(ret_body->response_text) && text_trim(ret_body->response_text).length == 0)
		field_refuse(&reader, &response_rules[RESPONSE_TEXT]);
	return call->fault.status == STATUS_OK;
}

static enum status save(struct call *call, enum audit_operation operation, const struct review *old,
	struct review *review, int http_status)
{
	bool changed;
	enum status status = moderation_save(call, operation, old, review, &changed);

	return status == STATUS_OK ? moderation_reply(call, http_status, review) : status;
}

enum status moderation_change_api_take_down(struct call *call)
{
	struct moderation_body body = {.reason = TEXT_NONE};
	struct review old, review;

	if (!open_with_body(call, &take_down_fields, &old, &body))
		return call->fault.status;
	review = old;
	review.is_taken_down = true;
	review.take_down_reason = body.reason;
	return save(call, AUDIT_TAKE_DOWN, &old, &review, 200);
}

enum status moderation_change_api_restore(struct call *call)
{
	struct review old, review;
	bool proceed;
	enum status status = moderation_open(call, &old, &proceed);

	if (!proceed)
		return status;
	review = old;
	review.is_taken_down = false;
	review.take_down_reason = TEXT_NONE;
	return save(call, AUDIT_RESTORE, &old, &review, 200);
}

/* Editing a response keeps its ID and updates its time. Sending the same text again changes
 * nothing, unless the review was edited since. */
enum status moderation_change_api_respond(struct call *call)
{
	struct moderation_body body = {.reason = TEXT_NONE};
	struct review old, review;
	bool is_new;

	if (!open_with_body(call, &response_fields, &old, &body))
		return call->fault.status;
	review = old;
	is_new = !text_is_set(old.response_id);
	if (is_new)
		review.response_id = guid_text(call->arena, guid_new(call->now_ms));
	review.responder_name =
		body.responder_name.length > 0 ? body.responder_name : TEXT(REVIEW_RESPONDER);
	review.response_text = body.response_text;
	review.redacted_response =
		redactor_apply(word_lists_ref(call->service->runtime.word_lists, call->arena),
			call->arena, review.locale, body.response_text);
	review.response_at_ms = call->now_ms;
	review.updated_since_response = false;
	return save(call, AUDIT_RESPOND, &old, &review, is_new ? 201 : 200);
}

/* Replies 204 also if there is no response. */
enum status moderation_change_api_withdraw(struct call *call)
{
	struct review old, review;
	bool proceed, changed;
	enum status status = moderation_open(call, &old, &proceed);

	if (!proceed)
		return status;
	review = old;
	review.response_id = review.responder_name = TEXT_NONE;
	review.response_text = review.redacted_response = TEXT_NONE;
	review.response_at_ms = 0;
	review.updated_since_response = false;
	status = moderation_save(call, AUDIT_RESPOND, &old, &review, &changed);
	return status == STATUS_OK ? reply_empty(call, 204) : status;
}
