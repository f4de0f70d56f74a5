/*
 * review: one rating, with or without a text, as a record, as input fields and as JSON.
 *
 * Titles and texts are stored byte for byte, and if they contain listed words, a redacted form is
 * stored as well. Readers see the redacted form; moderators and exports see both. JSON names follow
 * the published connector dynamics365ratingsre and the storefront's Review.
 */
#ifndef REVIEWS_REVIEW_H
#define REVIEWS_REVIEW_H

#include "base/field.h"
#include "base/jsonwrite.h"
#include "reviews/redactor.h"

#define REVIEW_STARS 5

/* The default name of the author of a response, as the moderation page proposes it. */
#define REVIEW_RESPONDER "Moderator"
#define REVIEW_RESPONSE_MAX_POINTS 20000

/* Limits of fields that occur in several tables: code points, except for
 * REVIEW_OBJECT_MAX_BYTES. */
#define REVIEW_ID_MAX 200
#define REVIEW_TITLE_MAX 1000
#define REVIEW_TEXT_MAX 20000
#define REVIEW_MARKET_MAX 16
#define REVIEW_LOCALE_MAX 35
#define REVIEW_USER_MAX 2000
#define REVIEW_EMAIL_MAX 320
#define REVIEW_OBJECT_MAX_BYTES 16384

/* Maximum size of a review as JSON, with a margin. */
#define REVIEW_JSON_BYTES_MAX (1024 * 1024)

/* An absent text means that the field is not set. */
struct review {
	struct text review_id;
	int64_t sequence;
	int64_t number; /* rowid in review_search */
	struct text source, external_id;
	struct text product_id, product_name, sku, legal_entity;
	int64_t rating; /* 1 to 5 */
	struct text title, review_text; /* original form */
	struct text redacted_title, redacted_text; /* absent: same as the original */
	struct text market, locale, channel_id;
	struct text user_id, user_name;
	struct text user_email; /* input only; the hash is stored instead */
	struct text user_email_hash; /* hexadecimal */
	int64_t submitted_at_ms;
	bool lacks_submitted_at; /* input only: submitted_at_ms was not given */
	uint64_t omitted_fields; /* import only: bits of the field table for fields absent from the
				    item */
	struct text extended_properties; /* JSON object */
	int64_t helpful_positive, helpful_negative;
	bool is_published, is_taken_down, violations_found, is_revised, updated_since_response;
	struct text take_down_reason;
	int64_t concern_count;
	struct text response_id; /* absent: no response */
	struct text responder_name, response_text, redacted_response;
	int64_t response_at_ms;
	int64_t created_at_ms, last_modified_at_ms;
	struct text words; /* search_store_words() if already computed; else absent */
};

/* How the environment treats new reviews. */
struct review_policy {
	struct text email_key; /* key for hashes of e-mail addresses */
	const struct redactor *redactor; /* the word lists */
	bool require_moderator; /* new and revised reviews start unpublished */
	int64_t now_ms;
};

/* The user that an encodedUser identifies. */
struct review_user {
	struct text id; /* never absent */
	struct text name, email; /* absent: unknown */
};

/* The body of a submission. */
extern const struct field_table review_submit_fields;

/* The rule for a productId in a path. */
extern const struct field_rule review_product_rule;

/* Returns a review in its initial state: published, without votes. */
struct review review_make(void);

/* Completes a new review after its fields were read: makes empty texts absent, sets a missing
 * submission time to now, adds faults for times in the future, hashes the e-mail, completes the
 * response, and redacts the texts. */
void review_finish_input(
	struct review *review, const struct review_policy *policy, struct field_reader *reader);

/* The steps of review_finish_input(): make empty texts absent; give a response an id, a name and a
 * time, or clear them if it has no text; and add faults for times in the future. */
void review_empty_to_absent(struct review *review);
void review_finish_response(struct arena *arena, struct review *review, int64_t now_ms);
void review_check_times(const struct review *review, int64_t now_ms, struct field_reader *reader);

/* Computes the redacted forms of title, text and response. */
void review_redact(struct arena *arena, struct review *review, const struct redactor *redactor);

/* Decodes an encodedUser. Clients may send any value, so decoding never fails: base64url of a JSON
 * object {"id","name","email"} is decoded, and any other value becomes the user's id, unchanged if
 * it is valid text and in base64url if not. A user with an e-mail but no id gets the hash of the
 * e-mail as id. */
struct review_user review_read_user(
	struct arena *arena, struct text email_key, struct text encoded_user);

/* Returns the keyed hash of an e-mail address, folded and trimmed, in hexadecimal. */
struct text review_hash_email(struct arena *arena, struct text email_key, struct text email);

/* Returns the text that readers see: the redacted form if there is one. */
struct text review_public_text(struct text redacted, struct text given);

/* Returns true if readers see the review and summaries count it. */
bool review_is_visible(const struct review *review);

/* Returns true if lists of a product include the review: visible, and with a text. */
bool review_is_shown(const struct review *review);

/* Returns true if both reviews are equal in an export. */
bool review_equals(const struct review *a, const struct review *b);

/* Returns true if an import of `b` would not change `a`. */
bool review_content_equals(const struct review *a, const struct review *b);

/* One member (or CSV cell) of an exported review. */
enum review_member_kind { REVIEW_TEXT, REVIEW_INTEGER, REVIEW_BOOLEAN, REVIEW_TIME, REVIEW_OBJECT };

struct review_member {
	const char *name;
	enum review_member_kind kind;
	size_t offset;
};

/* The members of an exported review, in order. */
extern const struct review_member review_members[];
extern const size_t review_member_count;

/* Writes the review as a JSON object, as in an export. */
void review_write(struct jsonwrite *out, const struct review *review);

/* Writes the same members without the braces, for a larger object. */
void review_write_members(struct jsonwrite *out, const struct review *review);

/* Writes the public form of the review, the storefront's Review: redacted, and with its
 * response. */
void review_write_public(struct jsonwrite *out, const struct review *review);

/* Returns the entity tag, with quotes. */
struct text review_etag(struct arena *arena, const struct review *review);

#endif
