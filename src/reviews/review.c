#include "reviews/review.h"

#include "base/base64.h"
#include "base/base64url.h"
#include "base/clock.h"
#include "base/fold.h"
#include "base/guid.h"
#include "base/hash.h"
#include "base/jsonread.h"
#include "reviews/review_columns.h"
#include "reviews/review_rules.h"

/* Tolerance for times in the future, in case a client's clock is ahead. */
#define FUTURE_TOLERANCE_MS INT64_C(300000)

const struct field_rule review_product_rule = RULE_PRODUCT;

static const struct field_rule submit_rules[] = {
	RULE_RATING,
	RULE_TITLE(true),
	RULE_TEXT(true),
	RULE_PRODUCT_NAME(true),
	LINE("sku", sku, REVIEW_ID_MAX),
	LINE("legalEntity", legal_entity, REVIEW_ID_MAX),
	RULE_PROPERTIES,
	RULE_SUBMITTED,
};

const struct field_table review_submit_fields = FIELD_TABLE(submit_rules);

/* Maps kinds of columns to kinds of members. */
#define MEMBER_TEXT REVIEW_TEXT
#define MEMBER_JSON REVIEW_OBJECT
#define MEMBER_INT REVIEW_INTEGER
#define MEMBER_BOOL REVIEW_BOOLEAN
#define MEMBER_TIME REVIEW_TIME
#define MEMBER_TIME_OR_NULL REVIEW_TIME
#define MEMBER(column_, kind_, member_, name_)                                                     \
	{(name_), MEMBER_##kind_, offsetof(struct review, member_)},

const struct review_member review_members[] = {REVIEW_COLUMNS_EXPORTED(MEMBER, MEMBER, MEMBER)};

const size_t review_member_count = sizeof(review_members) / sizeof(review_members[0]);

struct review review_make(void)
{
	return (struct review){.is_published = true};
}

static struct text or_absent(struct text t)
{
	return t.length == 0 ? TEXT_NONE : t;
}

#define DROP_EMPTY_TEXT(member_) review->member_ = or_absent(review->member_);
#define DROP_EMPTY_JSON(member_)
#define DROP_EMPTY_INT(member_)
#define DROP_EMPTY_BOOL(member_)
#define DROP_EMPTY_TIME(member_)
#define DROP_EMPTY_TIME_OR_NULL(member_)
#define DROP_EMPTY(column_, kind_, member_, name_) DROP_EMPTY_##kind_(member_)

void review_empty_to_absent(struct review *review)
{
	REVIEW_COLUMNS_EXPORTED(DROP_EMPTY, DROP_EMPTY, DROP_EMPTY)
	review->user_email = or_absent(review->user_email);
}

struct text review_hash_email(struct arena *arena, struct text email_key, struct text email)
{
	struct hash hash = hash_hmac(email_key, fold_text(arena, text_trim(email)));

	return hash_hex(arena, &hash);
}

void review_redact(struct arena *arena, struct review *review, const struct redactor *redactor)
{
	struct text locale = review->locale;

	review->redacted_title = redactor_apply(redactor, arena, locale, review->title);
	review->redacted_text = redactor_apply(redactor, arena, locale, review->review_text);
	review->redacted_response = redactor_apply(redactor, arena, locale, review->response_text);
	if (text_is_set(review->redacted_title) || text_is_set(review->redacted_text))
		review->violations_found = true;
}

void review_finish_response(struct arena *arena, struct review *review, int64_t now_ms)
{
	if (!text_is_set(review->response_text)) {
		review->response_id = review->responder_name = TEXT_NONE;
		review->response_at_ms = 0;
		return;
	}
	if (!text_is_set(review->responder_name))
		review->responder_name = TEXT(REVIEW_RESPONDER);
	if (review->response_at_ms == 0)
		review->response_at_ms = now_ms;
	if (!text_is_set(review->response_id))
		review->response_id = guid_text(arena, guid_new(now_ms));
}

static void check_past(
	struct field_reader *reader, const char *name, int64_t time_ms, int64_t now_ms)
{
	if (time_ms > now_ms + FUTURE_TOLERANCE_MS)
		fault_add(reader->fault, text_from(name), "InvalidField",
			"%s must not be in the future.", name);
}

void review_check_times(const struct review *review, int64_t now_ms, struct field_reader *reader)
{
	check_past(reader, "submittedDateTime", review->submitted_at_ms, now_ms);
	check_past(reader, "responseDateTime", review->response_at_ms, now_ms);
}

void review_finish_input(
	struct review *review, const struct review_policy *policy, struct field_reader *reader)
{
	struct arena *arena = reader->fault->arena;

	review_empty_to_absent(review);
	review->lacks_submitted_at = review->submitted_at_ms == 0;
	if (review->lacks_submitted_at)
		review->submitted_at_ms = policy->now_ms;
	review_check_times(review, policy->now_ms, reader);
	if (text_is_set(review->user_email))
		review->user_email_hash =
			review_hash_email(arena, policy->email_key, review->user_email);
	review_finish_response(arena, review, policy->now_ms);
	if (reader->fault->status == STATUS_OK)
		review_redact(arena, review, policy->redactor);
	review->created_at_ms = review->last_modified_at_ms = policy->now_ms;
}

static struct text short_member(
	struct arena *arena, const struct jsonread_node *user, const char *name)
{
	struct text t = jsonread_member_text(user, name);

	if (t.length > (size_t)4 * REVIEW_ID_MAX || text_check(t, NULL) != TEXT_GOOD)
		return TEXT_NONE;
	return or_absent(arena_text(arena, t));
}

/* Returns opaque bytes as a text that can be stored. */
static struct text opaque_id(struct arena *arena, struct text encoded_user)
{
	return text_check(encoded_user, NULL) == TEXT_GOOD && encoded_user.length > 0
		? encoded_user
		: base64url_encode(arena, encoded_user);
}

struct review_user review_read_user(
	struct arena *arena, struct text email_key, struct text encoded_user)
{
	struct review_user user = {0};
	const struct jsonread_node *object = NULL;
	struct text document;

	if (base64_decode(arena, encoded_user, &document))
		object = jsonread_parse(arena, document, NULL);
	user.id = short_member(arena, object, "id");
	user.name = short_member(arena, object, "name");
	user.email = short_member(arena, object, "email");
	if (!text_is_set(user.id))
		user.id = text_is_set(user.email) ? review_hash_email(arena, email_key, user.email)
						  : opaque_id(arena, encoded_user);
	return user;
}

bool review_is_visible(const struct review *review)
{
	return review->is_published && !review->is_taken_down;
}

bool review_is_shown(const struct review *review)
{
	return review_is_visible(review) && text_is_set(review->review_text);
}

static const void *member_at(const struct review *review, const struct review_member *member)
{
	return (const char *)review + member->offset;
}

static bool member_equals(
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

/* Returns true for members that only the server sets, which an import ignores. */
static bool is_server_set(const struct review_member *member)
{
	return member->offset == offsetof(struct review, review_id) ||
		member->offset == offsetof(struct review, response_id) ||
		member->offset == offsetof(struct review, concern_count) ||
		member->offset == offsetof(struct review, created_at_ms) ||
		member->offset == offsetof(struct review, last_modified_at_ms);
}

bool review_equals(const struct review *a, const struct review *b)
{
	for (size_t i = 0; i < review_member_count; i++) {
		if (!member_equals(a, b, &review_members[i]))
			return false;
	}
	return true;
}

bool review_content_equals(const struct review *a, const struct review *b)
{
	for (size_t i = 0; i < review_member_count; i++) {
		const struct review_member *member = &review_members[i];

		if (!is_server_set(member) && !member_equals(a, b, member))
			return false;
	}
	return true;
}

void review_write_members(struct jsonwrite *out, const struct review *review)
{
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
			if (*(const int64_t *)value != 0)
				jsonwrite_time(out, member->name, *(const int64_t *)value);
			break;
		case REVIEW_OBJECT:
			jsonwrite_raw(out, member->name, *(const struct text *)value);
			break;
		}
	}
}

void review_write_deleted_members(
	struct jsonwrite *out, const struct review *review, struct text reason)
{
	jsonwrite_text(out, "reviewId", review->review_id);
	jsonwrite_text(out, "source", review->source);
	jsonwrite_text(out, "externalId", review->external_id);
	jsonwrite_text(out, "productId", review->product_id);
	jsonwrite_text(out, "reason", reason);
	jsonwrite_time(out, "lastModifiedDateTime", review->last_modified_at_ms);
	jsonwrite_bool(out, "isDeleted", true);
}

void review_write(struct jsonwrite *out, const struct review *review)
{
	jsonwrite_open(out, '{');
	review_write_members(out, review);
	jsonwrite_close(out, '}');
}

struct text review_public_text(struct text redacted, struct text given)
{
	return text_is_set(redacted) ? redacted : given;
}

static void write_public_response(struct jsonwrite *out, const struct review *review)
{
	if (!text_is_set(review->response_id))
		return;
	jsonwrite_open_member(out, "userResponse", '{');
	jsonwrite_text(out, "responseId", review->response_id);
	jsonwrite_text(out, "reviewId", review->review_id);
	jsonwrite_text(out, "responderName", review->responder_name);
	jsonwrite_text(out, "responseText",
		review_public_text(review->redacted_response, review->response_text));
	jsonwrite_bool(out, "isTakenDown", false);
	jsonwrite_bool(out, "violationsFound", text_is_set(review->redacted_response));
	jsonwrite_text(out, "market", review->market);
	jsonwrite_text(out, "locale", review->locale);
	jsonwrite_time(out, "submittedDateTime", review->response_at_ms);
	jsonwrite_bool(out, "isPublic", true);
	jsonwrite_close(out, '}');
}

void review_write_public(struct jsonwrite *out, const struct review *review)
{
	jsonwrite_open(out, '{');
	jsonwrite_text(out, "reviewId", review->review_id);
	jsonwrite_text(out, "productId", review->product_id);
	jsonwrite_text(out, "productName", review->product_name);
	jsonwrite_text(out, "sku", review->sku);
	jsonwrite_text(out, "userName", review->user_name);
	jsonwrite_int(out, "rating", review->rating);
	jsonwrite_text(out, "market", review->market);
	jsonwrite_text(out, "locale", review->locale);
	jsonwrite_text(out, "channelId", review->channel_id);
	jsonwrite_int(
		out, "thoughtfulnessScore", review->helpful_positive - review->helpful_negative);
	jsonwrite_int(out, "helpfulPositive", review->helpful_positive);
	jsonwrite_int(out, "helpfulNegative", review->helpful_negative);
	jsonwrite_text(out, "title", review_public_text(review->redacted_title, review->title));
	jsonwrite_text(
		out, "reviewText", review_public_text(review->redacted_text, review->review_text));
	jsonwrite_time(out, "submittedDateTime", review->submitted_at_ms);
	jsonwrite_bool(out, "isTakenDown", review->is_taken_down);
	jsonwrite_bool(out, "violationsFound", review->violations_found);
	write_public_response(out, review);
	jsonwrite_bool(out, "isPublished", review->is_published);
	jsonwrite_bool(out, "isRevised", review->is_revised);
	jsonwrite_bool(out, "updatedSinceResponse", review->updated_since_response);
	jsonwrite_close(out, '}');
}

struct text review_etag(struct arena *arena, const struct review *review)
{
	return arena_printf(arena, "\"r%lld\"", (long long)review->sequence);
}
