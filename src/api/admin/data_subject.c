#include "api/admin/data_subject.h"

struct body {
	struct text email, user_id;
};

enum { RULE_EMAIL, RULE_USER_ID, RULE_EXTRA, RULES };

static const struct field_rule rules[RULES] = {
	[RULE_EMAIL] = {.name = "email",
		.kind = FIELD_LINE,
		.offset = offsetof(struct body, email),
		.min = 1,
		.max = REVIEW_EMAIL_MAX},
	[RULE_USER_ID] = {.name = "userId",
		.kind = FIELD_TEXT,
		.offset = offsetof(struct body, user_id),
		.min = 1,
		.max = REVIEW_USER_MAX},
};

static void check_one(struct call *call, const struct jsonread_node *body)
{
	bool has_email = jsonread_is_given(jsonread_member(body, "email"));
	bool has_id = jsonread_is_given(jsonread_member(body, "userId"));

	if (has_email && has_id)
		fault_add(&call->fault, TEXT("userId"), "InvalidField",
			"Send email or userId, not both; a person known by both needs two calls.");
	else if (!has_email && !has_id)
		fault_add(&call->fault, TEXT("email"), "MissingField",
			"Send the person's email or userId.");
}

bool data_subject_read(struct call *call, const struct field_rule *extra,
	struct data_subject *ret_person, const struct jsonread_node **ret_body)
{
	struct field_rule all[RULES] = {rules[RULE_EMAIL], rules[RULE_USER_ID]};
	struct field_table table = {.rules = all, .count = extra == NULL ? RULE_EXTRA : RULES};
	struct field_reader reader = {.fault = &call->fault};
	struct body body = {.email = TEXT_NONE};

	if (extra != NULL)
		all[RULE_EXTRA] = *extra;
	*ret_body = call_parse_body(call);
	if (*ret_body == NULL)
		return false;
	jsonread_record(&reader, &table, *ret_body, &body);
	check_one(call, *ret_body);
	if (text_is_set(body.email))
		*ret_person = data_subject_store_by_email(call->arena,
			call->service->runtime.environment.keys[ENVIRONMENT_EMAIL], body.email);
	else
		*ret_person = data_subject_store_by_id(body.user_id);
	return true;
}
