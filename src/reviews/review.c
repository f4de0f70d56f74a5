#include "reviews/review.h"

#include "base/base64url.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/jsonread.h"

/* A submission may be this far ahead of our clock. */
#define FUTURE_TOLERANCE_MS INT64_C(300000)

#define ID_MAX 200
#define TITLE_MAX 1000
#define TEXT_MAX 20000
#define VOTES_MAX 1000000000
#define OBJECT_MAX_BYTES 16384

#define AT(member) .offset = offsetof(struct review, member)
#define LINE(name_, member_, max_)                                                                 \
	{                                                                                          \
		.name = (name_), .kind = FIELD_LINE, AT(member_), .min = 0, .max = (max_)          \
	}
#define FLAG(name_, member_)                                                                       \
	{                                                                                          \
		.name = (name_), .kind = FIELD_BOOLEAN, AT(member_)                                \
	}

/* Rules that a submission and an import share; what a submission must have differs. */
#define RULE_RATING                                                                                \
	{                                                                                          \
		.name = "rating", .kind = FIELD_INTEGER, .required = true, AT(rating), .min = 1,   \
		.max = REVIEW_STARS                                                                \
	}
#define RULE_TITLE(required_)                                                                      \
	{                                                                                          \
		.name = "title", .kind = FIELD_TEXT, .required = (required_), AT(title),           \
		.max = TITLE_MAX                                                                   \
	}
#define RULE_TEXT(required_)                                                                       \
	{                                                                                          \
		.name = "reviewText", .kind = FIELD_TEXT, .required = (required_),                 \
		AT(review_text), .max = TEXT_MAX                                                   \
	}
#define RULE_PRODUCT_NAME(required_)                                                               \
	{                                                                                          \
		.name = "productName", .kind = FIELD_LINE, .required = (required_),                \
		AT(product_name), .max = ID_MAX                                                    \
	}
#define RULE_SUBMITTED                                                                             \
	{                                                                                          \
		.name = "submittedDateTime", .kind = FIELD_TIME, AT(submitted_at_ms), .min = 1     \
	}
#define RULE_PROPERTIES                                                                            \
	{                                                                                          \
		.name = "extendedProperties", .kind = FIELD_OBJECT, AT(extended_properties),       \
		.max = OBJECT_MAX_BYTES                                                            \
	}
#define RULE_PRODUCT                                                                               \
	{                                                                                          \
		.name = "productId", .kind = FIELD_TEXT, .required = true, AT(product_id),         \
		.min = 1, .max = ID_MAX                                                            \
	}

const struct field_rule review_product_rule = RULE_PRODUCT;

static const struct field_rule submit_rules[] = {
	RULE_RATING,
	RULE_TITLE(true),
	RULE_TEXT(true),
	RULE_PRODUCT_NAME(true),
	LINE("sku", sku, ID_MAX),
	LINE("legalEntity", legal_entity, ID_MAX),
	RULE_PROPERTIES,
	RULE_SUBMITTED,
};

const struct field_table review_submit_fields = FIELD_TABLE(submit_rules);

static const struct field_rule import_rules[] = {
	{.name = "externalId",
		.kind = FIELD_LINE,
		.required = true,
		AT(external_id),
		.min = 1,
		.max = ID_MAX},
	RULE_PRODUCT,
	RULE_PRODUCT_NAME(false),
	LINE("sku", sku, ID_MAX),
	LINE("legalEntity", legal_entity, ID_MAX),
	RULE_RATING,
	RULE_TITLE(false),
	RULE_TEXT(false),
	LINE("market", market, 16),
	LINE("locale", locale, 35),
	LINE("channelId", channel_id, ID_MAX),
	LINE("userId", user_id, ID_MAX),
	LINE("userName", user_name, ID_MAX),
	LINE("userEmail", user_email, 320),
	RULE_SUBMITTED,
	RULE_PROPERTIES,
	{.name = "helpfulPositive", .kind = FIELD_INTEGER, AT(helpful_positive), .max = VOTES_MAX},
	{.name = "helpfulNegative", .kind = FIELD_INTEGER, AT(helpful_negative), .max = VOTES_MAX},
	FLAG("isPublished", is_published),
	FLAG("isTakenDown", is_taken_down),
	FLAG("violationsFound", violations_found),
	FLAG("isRevised", is_revised),
	FLAG("updatedSinceResponse", updated_since_response),
	{.name = "reviewId", .kind = FIELD_TEXT, .read_only = true},
	{.name = "source", .kind = FIELD_TEXT, .read_only = true},
	{.name = "lastModifiedDateTime", .kind = FIELD_TEXT, .read_only = true},
};

const struct field_table review_import_fields = FIELD_TABLE(import_rules);

#define MEMBER(name_, kind_, member_)                                                              \
	{                                                                                          \
		(name_), (kind_), offsetof(struct review, member_)                                 \
	}

const struct review_member review_members[] = {
	MEMBER("reviewId", REVIEW_TEXT, review_id),
	MEMBER("source", REVIEW_TEXT, source),
	MEMBER("externalId", REVIEW_TEXT, external_id),
	MEMBER("productId", REVIEW_TEXT, product_id),
	MEMBER("productName", REVIEW_TEXT, product_name),
	MEMBER("sku", REVIEW_TEXT, sku),
	MEMBER("legalEntity", REVIEW_TEXT, legal_entity),
	MEMBER("rating", REVIEW_INTEGER, rating),
	MEMBER("title", REVIEW_TEXT, title),
	MEMBER("reviewText", REVIEW_TEXT, review_text),
	MEMBER("market", REVIEW_TEXT, market),
	MEMBER("locale", REVIEW_TEXT, locale),
	MEMBER("channelId", REVIEW_TEXT, channel_id),
	MEMBER("userId", REVIEW_TEXT, user_id),
	MEMBER("userName", REVIEW_TEXT, user_name),
	MEMBER("submittedDateTime", REVIEW_TIME, submitted_at_ms),
	MEMBER("helpfulPositive", REVIEW_INTEGER, helpful_positive),
	MEMBER("helpfulNegative", REVIEW_INTEGER, helpful_negative),
	MEMBER("isPublished", REVIEW_BOOLEAN, is_published),
	MEMBER("isTakenDown", REVIEW_BOOLEAN, is_taken_down),
	MEMBER("violationsFound", REVIEW_BOOLEAN, violations_found),
	MEMBER("isRevised", REVIEW_BOOLEAN, is_revised),
	MEMBER("updatedSinceResponse", REVIEW_BOOLEAN, updated_since_response),
	MEMBER("extendedProperties", REVIEW_OBJECT, extended_properties),
	MEMBER("lastModifiedDateTime", REVIEW_TIME, last_modified_at_ms),
};

const size_t review_member_count = sizeof(review_members) / sizeof(review_members[0]);

struct review review_make(void)
{
	return (struct review){.is_published = true};
}

static struct text or_absent(struct text t)
{
	return t.length == 0 ? TEXT_NONE : t;
}

static void drop_empty_texts(struct review *review)
{
	struct text *const texts[] = {&review->product_name, &review->sku, &review->legal_entity,
		&review->title, &review->review_text, &review->market, &review->locale,
		&review->channel_id, &review->user_id, &review->user_name, &review->user_email};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = or_absent(*texts[i]);
}

void review_settle(
	struct review *review, struct text secret, int64_t now_ms, struct field_reader *reader)
{
	struct arena *arena = reader->fault->arena;

	drop_empty_texts(review);
	review->submitted_unsaid = review->submitted_at_ms == 0;
	if (review->submitted_unsaid)
		review->submitted_at_ms = now_ms;
	if (review->submitted_at_ms > now_ms + FUTURE_TOLERANCE_MS)
		fault_add(reader->fault, TEXT("submittedDateTime"), "InvalidField",
			"submittedDateTime must not be in the future.");
	if (text_is_set(review->user_email)) {
		struct hash hash = hash_hmac(secret, review->user_email);

		review->user_email_hash = hash_hex(arena, &hash);
	}
	review->created_at_ms = review->last_modified_at_ms = now_ms;
}

static struct text short_member(
	struct arena *arena, const struct jsonread_node *user, const char *name)
{
	struct text t = jsonread_member_text(user, name);

	if (t.length > (size_t)4 * ID_MAX || text_check(t, NULL) != TEXT_GOOD)
		return TEXT_NONE;
	return or_absent(arena_text(arena, t));
}

void review_set_user(struct arena *arena, struct review *review, struct text encoded_user)
{
	struct text document;
	const struct jsonread_node *user = NULL;

	if (base64url_decode(arena, encoded_user, &document) == BASE64URL_GOOD)
		user = jsonread_parse(arena, document, NULL);
	review->user_id = short_member(arena, user, "id");
	review->user_name = short_member(arena, user, "name");
	review->user_email = short_member(arena, user, "email");
	if (!text_is_set(review->user_id) && !text_is_set(review->user_email))
		review->user_id = encoded_user;
}

void review_keep_state(struct review *review, const struct review *old)
{
	for (size_t i = 0; i < review_import_fields.count; i++) {
		const struct field_rule *rule = &review_import_fields.rules[i];
		const void *stored = (const char *)old + rule->offset;

		if (rule->required || !(review->unsaid >> i & 1))
			continue;
		if (rule->kind == FIELD_BOOLEAN)
			*(bool *)field_at(rule, review) = *(const bool *)stored;
		else if (rule->kind == FIELD_INTEGER)
			*(int64_t *)field_at(rule, review) = *(const int64_t *)stored;
	}
}

bool review_is_visible(const struct review *review)
{
	return review->is_published && !review->is_taken_down;
}

static const void *member_at(const struct review *review, const struct review_member *member)
{
	return (const char *)review + member->offset;
}

static bool same_member(
	const struct review *a, const struct review *b, const struct review_member *member)
{
	const void *left = member_at(a, member), *right = member_at(b, member);

	switch (member->kind) {
	case REVIEW_INTEGER:
	case REVIEW_TIME:
		return *(const int64_t *)left == *(const int64_t *)right;
	case REVIEW_BOOLEAN:
		return *(const bool *)left == *(const bool *)right;
	case REVIEW_TEXT:
	case REVIEW_OBJECT:
		break;
	}
	return text_equal(*(const struct text *)left, *(const struct text *)right);
}

bool review_same_content(const struct review *a, const struct review *b)
{
	for (size_t i = 0; i < review_member_count; i++) {
		const struct review_member *member = &review_members[i];

		/* The server's own, which an import does not bring. */
		if (member->offset == offsetof(struct review, review_id) ||
			member->offset == offsetof(struct review, last_modified_at_ms))
			continue;
		if (!same_member(a, b, member))
			return false;
	}
	return text_equal(a->user_email_hash, b->user_email_hash);
}

void review_write(struct jsonwrite *out, const struct review *review)
{
	jsonwrite_open(out, '{');
	for (size_t i = 0; i < review_member_count; i++) {
		const struct review_member *member = &review_members[i];
		const void *value = member_at(review, member);

		switch (member->kind) {
		case REVIEW_TEXT:
			jsonwrite_text(out, member->name, *(const struct text *)value);
			break;
		case REVIEW_INTEGER:
			jsonwrite_int(out, member->name, *(const int64_t *)value);
			break;
		case REVIEW_BOOLEAN:
			jsonwrite_bool(out, member->name, *(const bool *)value);
			break;
		case REVIEW_TIME:
			jsonwrite_time(out, member->name, *(const int64_t *)value);
			break;
		case REVIEW_OBJECT:
			jsonwrite_raw(out, member->name, *(const struct text *)value);
			break;
		}
	}
	jsonwrite_close(out, '}');
}
