#include "reviews/review_import_item.h"

#include "reviews/review_rules.h"

static const struct field_rule import_rules[] = {
	{.name = "externalId",
		.kind = FIELD_LINE,
		.required = true,
		AT(external_id),
		.min = 1,
		.max = REVIEW_ID_MAX},
	RULE_PRODUCT,
	RULE_PRODUCT_NAME(false),
	LINE("sku", sku, REVIEW_ID_MAX),
	LINE("legalEntity", legal_entity, REVIEW_ID_MAX),
	RULE_RATING,
	RULE_TITLE(false),
	RULE_TEXT(false),
	LINE("market", market, REVIEW_MARKET_MAX),
	LINE("locale", locale, REVIEW_LOCALE_MAX),
	LINE("channelId", channel_id, REVIEW_ID_MAX),
	LINE("userId", user_id, REVIEW_ID_MAX),
	LINE("userName", user_name, REVIEW_ID_MAX),
	LINE("userEmail", user_email, REVIEW_EMAIL_MAX),
	RULE_SUBMITTED,
	RULE_PROPERTIES,
	{.name = "helpfulPositive", .kind = FIELD_INTEGER, AT(helpful_positive), .max = VOTES_MAX},
	{.name = "helpfulNegative", .kind = FIELD_INTEGER, AT(helpful_negative), .max = VOTES_MAX},
	FLAG("isPublished", is_published),
	FLAG("isTakenDown", is_taken_down),
	FLAG("violationsFound", violations_found),
	FLAG("isRevised", is_revised),
	FLAG("updatedSinceResponse", updated_since_response),
	LINE("takeDownReason", take_down_reason, REVIEW_ID_MAX),
	LINE("responderName", responder_name, REVIEW_ID_MAX),
	{.name = "responseText",
		.kind = FIELD_TEXT,
		AT(response_text),
		.max = REVIEW_RESPONSE_MAX_POINTS},
	{.name = "responseDateTime", .kind = FIELD_TIME, AT(response_at_ms), .min = 1},
	FIELD_SERVER_SET("reviewId"),
	FIELD_SERVER_SET("source"),
	FIELD_SERVER_SET("redactedTitle"),
	FIELD_SERVER_SET("redactedReviewText"),
	FIELD_SERVER_SET("redactedResponseText"),
	FIELD_SERVER_SET("responseId"),
	FIELD_SERVER_SET("concernCount"),
	FIELD_SERVER_SET("userEmailHash"),
	FIELD_SERVER_SET("createdDateTime"),
	FIELD_SERVER_SET("lastModifiedDateTime"),
};

const struct field_table review_import_item_fields = FIELD_TABLE(import_rules);

/* Returns true if the item contains the member at `offset`. */
static bool is_given(const struct review *review, size_t offset)
{
	for (size_t i = 0; i < review_import_item_fields.count; i++) {
		const struct field_rule *rule = &review_import_item_fields.rules[i];

		if (rule->offset == offset && !rule->read_only)
			return !(review->omitted_fields >> i & 1);
	}
	return false;
}

/* Keeps the stored response if the item omits it or repeats its text. */
static void merge_response(struct arena *arena, struct review *review, const struct review *old)
{
	bool has_text = is_given(review, offsetof(struct review, response_text));

	if (!text_is_set(old->response_id) ||
		(has_text && !text_equal(review->response_text, old->response_text)))
		return;
	review->response_id = arena_text(arena, old->response_id);
	/* Without a text the item's name and time have no meaning, so the stored ones stay. */
	if (!has_text || !is_given(review, offsetof(struct review, response_at_ms)))
		review->response_at_ms = old->response_at_ms;
	if (!has_text || !is_given(review, offsetof(struct review, responder_name)))
		review->responder_name = arena_text(arena, old->responder_name);
	if (has_text)
		return;
	review->response_text = arena_text(arena, old->response_text);
	review->redacted_response = arena_text(arena, old->redacted_response);
}

void review_import_item_merge_omitted(
	struct arena *arena, struct review *review, const struct review *old)
{
	for (size_t i = 0; i < review_import_item_fields.count; i++) {
		const struct field_rule *rule = &review_import_item_fields.rules[i];
		const void *stored = (const char *)old + rule->offset;

		/* violations_found is computed from the current text. */
		if (rule->required || !(review->omitted_fields >> i & 1) ||
			rule->offset == offsetof(struct review, violations_found))
			continue;
		if (rule->kind == FIELD_BOOLEAN)
			*(bool *)field_at(rule, review) = *(const bool *)stored;
		else if (rule->kind == FIELD_INTEGER)
			*(int64_t *)field_at(rule, review) = *(const int64_t *)stored;
	}
	if (!is_given(review, offsetof(struct review, take_down_reason)))
		review->take_down_reason = arena_text(arena, old->take_down_reason);
	review->concern_count = old->concern_count;
	merge_response(arena, review, old);
}
