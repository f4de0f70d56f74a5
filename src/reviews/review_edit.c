#include "reviews/review_edit.h"

#include "base/jsonread.h"
#include "reviews/review_rules.h"

enum { PROPERTIES = 7 };

static const struct field_rule rules[] = {
	RULE_RATING,
	RULE_TITLE(false),
	RULE_TEXT(false),
	RULE_PRODUCT_NAME(false),
	LINE("sku", sku, REVIEW_ID_MAX),
	LINE("locale", locale, REVIEW_LOCALE_MAX),
	LINE("market", market, REVIEW_MARKET_MAX),
	[PROPERTIES] = RULE_PROPERTIES,
};

const struct field_table review_edit_fields = FIELD_TABLE(rules);

static void merge_properties(
	struct review *review, const struct review *old, struct field_reader *reader)
{
	const struct field_rule *rule = &rules[PROPERTIES];
	struct text merged;

	if (!(reader->given >> PROPERTIES & 1) ||
		review->extended_properties.data == old->extended_properties.data)
		return;
	merged = jsonread_merge(
		reader->fault->arena, old->extended_properties, review->extended_properties);
	if ((int64_t)merged.length > rule->max)
		field_refuse(reader, rule);
	review->extended_properties = merged;
}

void review_edit_merge(struct review *review, const struct review *old, struct field_reader *reader)
{
	const struct review fresh = review_make();

	merge_properties(review, old, reader);
	field_clear(reader, &review_edit_fields, review, &fresh);
	for (size_t i = 0; i < review_edit_fields.count; i++) {
		struct text *text = field_at(&rules[i], review);

		if ((rules[i].kind == FIELD_TEXT || rules[i].kind == FIELD_LINE) &&
			text->length == 0)
			*text = TEXT_NONE;
	}
}

void review_edit_apply_effects(
	struct arena *arena, struct review *review, const struct review_policy *policy)
{
	review->violations_found = false;
	review_redact(arena, review, policy->redactor);
	review->is_revised = true;
	review->updated_since_response = text_is_set(review->response_id);
	if (policy->require_moderator)
		review->is_published = false;
	review->last_modified_at_ms = policy->now_ms;
}
