#include "reviews/review_restore_item.h"

#include "base/guid.h"
#include "reviews/review_rules.h"

/* Restored texts are not trimmed and have the largest limit of any call, so every stored value can
 * be restored. */
#define RESTORED(name_, member_, max_)                                                             \
	{                                                                                          \
		.name = (name_), .kind = FIELD_TEXT, AT(member_), .max = (max_)                    \
	}
#define COUNT(name_, member_)                                                                      \
	{                                                                                          \
		.name = (name_), .kind = FIELD_INTEGER, AT(member_), .max = VOTES_MAX              \
	}
#define TIME(name_, member_)                                                                       \
	{                                                                                          \
		.name = (name_), .kind = FIELD_TIME, AT(member_), .min = 1                         \
	}

static const struct field_rule rules[] = {
	{.name = "reviewId",
		.kind = FIELD_LINE,
		.required = true,
		AT(review_id),
		.min = GUID_TEXT_BYTES,
		.max = GUID_TEXT_BYTES},
	RESTORED("source", source, REVIEW_ID_MAX),
	RESTORED("externalId", external_id, REVIEW_ID_MAX),
	RULE_PRODUCT,
	RESTORED("productName", product_name, REVIEW_ID_MAX),
	RESTORED("sku", sku, REVIEW_ID_MAX),
	RESTORED("legalEntity", legal_entity, REVIEW_ID_MAX),
	RULE_RATING,
	RULE_TITLE(false),
	RULE_TEXT(false),
	RESTORED("redactedTitle", redacted_title, REVIEW_TITLE_MAX),
	RESTORED("redactedReviewText", redacted_text, REVIEW_TEXT_MAX),
	RESTORED("market", market, REVIEW_ID_MAX),
	RESTORED("locale", locale, REVIEW_ID_MAX),
	RESTORED("channelId", channel_id, REVIEW_ID_MAX),
	RESTORED("userId", user_id, USER_MAX),
	RESTORED("userName", user_name, USER_MAX),
	LINE("userEmail", user_email, REVIEW_EMAIL_MAX),
	LINE("userEmailHash", user_email_hash, 64),
	RULE_SUBMITTED,
	COUNT("helpfulPositive", helpful_positive),
	COUNT("helpfulNegative", helpful_negative),
	FLAG("isPublished", is_published),
	FLAG("isTakenDown", is_taken_down),
	FLAG("violationsFound", violations_found),
	FLAG("isRevised", is_revised),
	FLAG("updatedSinceResponse", updated_since_response),
	RESTORED("takeDownReason", take_down_reason, REVIEW_TITLE_MAX),
	COUNT("concernCount", concern_count),
	{.name = "responseId", .kind = FIELD_LINE, AT(response_id), .max = GUID_TEXT_BYTES},
	RESTORED("responderName", responder_name, REVIEW_ID_MAX),
	RESTORED("responseText", response_text, REVIEW_RESPONSE_MAX_POINTS),
	RESTORED("redactedResponseText", redacted_response, REVIEW_RESPONSE_MAX_POINTS),
	TIME("responseDateTime", response_at_ms),
	RULE_PROPERTIES,
	TIME("createdDateTime", created_at_ms),
	TIME("lastModifiedDateTime", last_modified_at_ms),
};

const struct field_table review_restore_item_fields = FIELD_TABLE(rules);

/* Converts GUIDs to lower case, as this service creates them. */
static void check_guid(struct field_reader *reader, const char *name, struct text *id)
{
	struct guid guid;

	if (!text_is_set(*id))
		return;
	if (guid_parse_strict(*id, &guid) && !guid_is_zero(guid))
		*id = guid_text(reader->fault->arena, guid);
	else
		fault_add(reader->fault, text_from(name), "InvalidField",
			"%s must be a GUID, and not zero.", name);
}

static void check_hash(struct field_reader *reader, struct text hash)
{
	for (size_t i = 0; i < hash.length; i++) {
		if (text_hex_digit(hash.data[i]) >= 0)
			continue;
		fault_add(reader->fault, TEXT("userEmailHash"), "InvalidField",
			"userEmailHash must be hexadecimal, as in an export.");
		return;
	}
}

/* An external id needs a source. */
static void check_source(struct field_reader *reader, const struct review *review)
{
	if (text_is_set(review->external_id) && !text_is_set(review->source))
		fault_add(reader->fault, TEXT("source"), "MissingField",
			"source is required with externalId.");
}

void review_restore_item_finish(
	struct review *review, const struct review_policy *policy, struct field_reader *reader)
{
	struct arena *arena = reader->fault->arena;
	int64_t *const times[] = {
		&review->submitted_at_ms, &review->created_at_ms, &review->last_modified_at_ms};

	review_empty_to_absent(review);
	check_guid(reader, "reviewId", &review->review_id);
	check_guid(reader, "responseId", &review->response_id);
	check_hash(reader, review->user_email_hash);
	check_source(reader, review);
	review_check_times(review, policy->now_ms, reader);
	if (text_is_set(review->user_email) && !text_is_set(review->user_email_hash))
		review->user_email_hash =
			review_hash_email(arena, policy->email_key, review->user_email);
	review_finish_response(arena, review, policy->now_ms);
	if (!text_is_set(review->response_text))
		review->redacted_response = TEXT_NONE;
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		if (*times[i] == 0)
			*times[i] = policy->now_ms;
	}
}

static bool is_given(const struct review *review, size_t index)
{
	return !(review->omitted_fields >> index & 1);
}

void review_restore_item_merge_omitted(
	struct arena *arena, struct review *review, const struct review *old)
{
	bool responds = text_is_set(review->response_text);

	for (size_t i = 0; i < review_restore_item_fields.count; i++) {
		const struct field_rule *rule = &review_restore_item_fields.rules[i];
		const void *stored = (const char *)old + rule->offset;

		if (is_given(review, i))
			continue;
		if (rule->offset == offsetof(struct review, response_id) && responds &&
			text_is_set(old->response_id))
			review->response_id = arena_text(arena, old->response_id);
		else if (rule->kind == FIELD_TIME && *(const int64_t *)stored != 0 &&
			(responds || rule->offset != offsetof(struct review, response_at_ms)))
			*(int64_t *)field_at(rule, review) = *(const int64_t *)stored;
	}
}
