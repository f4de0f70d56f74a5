/*
 * review: the record of a review, its input fields and its JSON form.
 *
 * A review is a rating with or without a text. The database stores titles and texts byte for byte.
 * If a title or text contains listed words (reviews/redactor.h), the database also stores the
 * redacted form. Readers see the redacted form. Moderators and exports see both forms. The JSON
 * names are the names that the published connector dynamics365ratingsre and the storefront's type
 * Review use.
 */
#ifndef REVIEWS_REVIEW_H
#define REVIEWS_REVIEW_H

#include "base/field.h"
#include "base/jsonwrite.h"
#include "reviews/redactor.h"

#define REVIEW_STARS 5

/* Default name of the author of a response. The moderation page proposes this name. */
#define REVIEW_RESPONDER "Moderator"
#define REVIEW_RESPONSE_MAX_POINTS 20000

/* Limits of fields that occur in several field tables. All limits are in code points except
 * REVIEW_OBJECT_MAX_BYTES, which is in bytes. */
#define REVIEW_ID_MAX 200
#define REVIEW_TITLE_MAX 1000
#define REVIEW_TEXT_MAX 20000
#define REVIEW_MARKET_MAX 16
#define REVIEW_LOCALE_MAX 35
#define REVIEW_USER_MAX 2000
#define REVIEW_EMAIL_MAX 320
#define REVIEW_OBJECT_MAX_BYTES 16384

/* Maximum size of a review serialized as JSON, in bytes. Includes a margin. */
#define REVIEW_JSON_BYTES_MAX (1024 * 1024)

/* If a field has no value, its text is absent (base/text.h). */
struct review {
	struct text review_id;
	int64_t sequence; /* feed_state.sequence of the last change */
	int64_t number; /* rowid of the review in the table review_search */
	struct text source, external_id;
	struct text product_id, product_name, sku, legal_entity;
	int64_t rating; /* 1 to 5 */
	struct text title, review_text; /* as submitted */
	struct text redacted_title, redacted_text; /* absent if no listed word was found */
	struct text market, locale, channel_id;
	struct text user_id, user_name;
	struct text user_email; /* input only; user_email_hash is stored instead */
	struct text user_email_hash; /* review_hash_email() of the e-mail address */
	int64_t submitted_at_ms;
	bool lacks_submitted_at; /* input only; the client gave no submission time */
	uint64_t omitted_fields; /* import only; bit i is set if the item lacks field i of its field
				    table */
	struct text extended_properties; /* JSON object */
	int64_t helpful_positive, helpful_negative;
	bool is_published, is_taken_down, violations_found, is_revised, updated_since_response;
	struct text take_down_reason;
	int64_t concern_count;
	struct text response_id; /* absent if there is no response */
	struct text responder_name, response_text, redacted_response;
	int64_t response_at_ms;
	int64_t created_at_ms, last_modified_at_ms;
	struct text words; /* search_store_words() of the review; absent until it is computed */
};

/* The environment's rules for new and revised reviews. */
struct review_policy {
	struct text email_key; /* key for hashes of e-mail addresses */
	const struct redactor *redactor; /* the word lists */
	bool require_moderator; /* new and revised reviews stay unpublished until a moderator
				   publishes them */
	int64_t now_ms;
};

/* The user that the request parameter encodedUser identifies. */
struct review_user {
	struct text id; /* never absent */
	struct text name, email; /* absent: unknown */
};

/* The fields in the body of a request that submits a review. */
extern const struct field_table review_submit_fields;

/* The rule for a productId in the path of a request. */
extern const struct field_rule review_product_rule;

/* Returns a review that is published and has no votes. All other fields are empty. */
struct review review_make(void);

/* Completes a new review. The caller must have read the fields of the request into `review`. First
 * calls review_empty_to_absent(). Uses the current time if the client gave no submission time. Then
 * calls review_check_times(), hashes the e-mail address, and calls review_finish_response().
 * Finally redacts the texts if there was no error. */
void review_finish_input(
	struct review *review, const struct review_policy *policy, struct field_reader *reader);

/* Makes empty texts absent. */
void review_empty_to_absent(struct review *review);

/* Completes the id, author name and time of the response. If the response has a text, each missing
 * field gets a default value. If the response has no text, clears all three fields. */
void review_finish_response(struct arena *arena, struct review *review, int64_t now_ms);

/* Adds an error to the reader's fault for each time that is more than five minutes in the future.
 */
void review_check_times(const struct review *review, int64_t now_ms, struct field_reader *reader);

/* Computes the redacted forms of the title, text and response. Sets violations_found if the title
 * or text contains listed words. */
void review_redact(struct arena *arena, struct review *review, const struct redactor *redactor);

/* Decodes an encodedUser. Clients may send any value. Decoding therefore never fails. If the value
 * is a JSON object in base64 (base/base64.h), returns the members "id", "name" and "email" of the
 * object. If the object has an "email" but no "id", the id is the hash of the e-mail address. In
 * all other cases, the value itself is the id. If the value is not valid text, the id is the
 * base64url encoding of the value. */
struct review_user review_read_user(
	struct arena *arena, struct text email_key, struct text encoded_user);

/* Returns the keyed hash of an e-mail address, in hexadecimal. Case and surrounding blanks do not
 * change the hash. */
struct text review_hash_email(struct arena *arena, struct text email_key, struct text email);

/* Returns the text that readers see: `redacted`, or `given` if `redacted` is absent. */
struct text review_public_text(struct text redacted, struct text given);

/* Returns true if the review is published and not taken down. Readers see only visible reviews.
 * Summaries count only visible reviews. */
bool review_is_visible(const struct review *review);

/* Returns true if the review is visible and has a text. The list of a product's reviews contains a
 * review only if this function returns true for the review. */
bool review_is_shown(const struct review *review);

/* Returns true if all exported members are equal in `a` and `b`. */
bool review_equals(const struct review *a, const struct review *b);

/* Like review_equals(), but ignores members that only the server sets. */
bool review_content_equals(const struct review *a, const struct review *b);

/* Describes a member of an exported review. In CSV, each member is a column. */
enum review_member_kind { REVIEW_TEXT, REVIEW_INTEGER, REVIEW_BOOLEAN, REVIEW_TIME, REVIEW_OBJECT };

struct review_member {
	const char *name;
	enum review_member_kind kind;
	size_t offset;
};

/* The members of an exported review, in the order in which they appear in an export. */
extern const struct review_member review_members[];
extern const size_t review_member_count;

/* Writes the exported form of the review as a JSON object. */
void review_write(struct jsonwrite *out, const struct review *review);

/* Writes the members of the exported form into an open JSON object. */
void review_write_members(struct jsonwrite *out, const struct review *review);

/* Writes the members that an export has of a deleted review into an open JSON object. The time of
 * the deletion is review->last_modified_at_ms. */
void review_write_deleted_members(
	struct jsonwrite *out, const struct review *review, struct text reason);

/* Writes the public form of the review (the storefront's type Review) as a JSON object. The object
 * contains the redacted texts and the response. */
void review_write_public(struct jsonwrite *out, const struct review *review);

/* Returns the review's entity tag, including its double quotes. */
struct text review_etag(struct arena *arena, const struct review *review);

#endif
