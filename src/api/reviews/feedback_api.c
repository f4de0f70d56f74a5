#include "api/core/handlers.h"
#include "api/core/reply.h"
#include "api/core/review_call.h"
#include "reviews/feedback_store.h"
#include "reviews/review_store.h"

#define ANSWER_BYTES_MAX 512

struct body {
	struct text encoded_user, reason;
	bool is_helpful;
};

#define AT(member) .offset = offsetof(struct body, member)

static const struct field_rule vote_rules[] = {
	REVIEW_CALL_RULE_USER(struct body, true),
	{.name = "helpful", .kind = FIELD_BOOLEAN, .required = true, AT(is_helpful)},
};

static const struct field_rule withdraw_rules[] = {REVIEW_CALL_RULE_USER(struct body, true)};

static const struct field_rule report_rules[] = {
	REVIEW_CALL_RULE_USER(struct body, true),
	{.name = "reason", .kind = FIELD_LINE, .required = true, AT(reason), .min = 1, .max = 20},
};

static const struct field_table vote_fields = FIELD_TABLE(vote_rules);
static const struct field_table withdraw_fields = FIELD_TABLE(withdraw_rules);
static const struct field_table report_fields = FIELD_TABLE(report_rules);

/* A vote or concern, its author, and its review. */
struct feedback {
	struct body body;
	struct review review; /* visible */
	struct feedback_author person;
};

/* Normalizes the spelling of the reason. Adds a fault if the reason is unknown. */
static void check_reason(struct call *call, struct text *reason)
{
	if (!text_is_set(*reason))
		return;
	for (size_t i = 0; i < FEEDBACK_STORE_REASONS; i++) {
		struct text name = text_from(feedback_store_reasons[i]);

		if (text_equal_nocase(*reason, name)) {
			*reason = name;
			return;
		}
	}
	fault_add(&call->fault, TEXT("reason"), "InvalidField",
		"reason must be profanity, offensive or spam.");
}

static bool read_feedback(
	struct call *call, const struct field_table *table, struct feedback *ret_feedback)
{
	struct field_reader reader = {.ignore_case = true};
	struct body *body = &ret_feedback->body;
	struct text review_id;
	struct review_user user;
	bool has_id = review_call_path_id(call, &review_id);

	if (call_read_body(call, table, &reader, body)) {
		field_require(&reader, table);
		check_reason(call, &body->reason);
	}
	if (!has_id || call->fault.status != STATUS_OK)
		return false;
	user = review_call_user(call, body->encoded_user);
	ret_feedback->person.id = user.id;
	if (text_is_set(user.email))
		ret_feedback->person.email_hash = review_hash_email(call->arena,
			call->service->runtime.environment.keys[ENVIRONMENT_EMAIL], user.email);
	return review_store_get_visible(call->db, review_id, &ret_feedback->review, &call->fault) ==
		STATUS_OK;
}

static enum status reply_counts(struct call *call, const struct review *review)
{
	struct jsonwrite out = jsonwrite_make(call->arena, ANSWER_BYTES_MAX);

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "reviewId", review->review_id);
	jsonwrite_int(&out, "helpfulPositive", review->helpful_positive);
	jsonwrite_int(&out, "helpfulNegative", review->helpful_negative);
	jsonwrite_close(&out, '}');
	return reply_json(call, 200, &out);
}

static bool is_author(const struct review *review, const struct feedback_author *person)
{
	return text_equal(review->user_id, person->id) ||
		(text_is_set(person->email_hash) &&
			text_equal(review->user_email_hash, person->email_hash));
}

enum status feedback_api_vote(struct call *call)
{
	struct feedback feedback = {0};
	enum status status;

	if (!read_feedback(call, &vote_fields, &feedback))
		return call->fault.status;
	if (is_author(&feedback.review, &feedback.person))
		return fault_set(&call->fault, STATUS_CONFLICT, "OwnReview",
			"A user cannot vote on their own review.");
	status = feedback_store_vote(call->db, &feedback.review, &feedback.person,
		feedback.body.is_helpful, call->now_ms, &call->fault);
	return status == STATUS_OK ? reply_counts(call, &feedback.review) : status;
}

enum status feedback_api_withdraw(struct call *call)
{
	struct feedback feedback = {0};
	enum status status;

	if (!read_feedback(call, &withdraw_fields, &feedback))
		return call->fault.status;
	status = feedback_store_withdraw(
		call->db, &feedback.review, feedback.person.id, &call->fault);
	return status == STATUS_OK ? reply_counts(call, &feedback.review) : status;
}

enum status feedback_api_report(struct call *call)
{
	struct feedback feedback = {0};
	enum status status;

	if (!read_feedback(call, &report_fields, &feedback))
		return call->fault.status;
	status = feedback_store_report(call->db, &feedback.review, &feedback.person,
		feedback.body.reason, call->now_ms, &call->fault);
	return status == STATUS_OK ? reply_empty(call, 204) : status;
}
