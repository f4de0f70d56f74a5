/*
 * review: one rating with or without a text, as a record, as input fields and as JSON.
 *
 * Titles and texts are kept byte for byte; where words of a list stand in them, a redacted form is
 * kept beside. Readers see the redacted form, moderators and exports both. Field names on the wire
 * follow the published connector dynamics365ratingsre and the storefront's Review.
 */
#ifndef REVIEWS_REVIEW_H
#define REVIEWS_REVIEW_H

#include "base/field.h"
#include "base/jsonwrite.h"
#include "reviews/redactor.h"

#define REVIEW_STARS 5

/* The name of a response that says none: what the moderation page proposes. */
#define REVIEW_RESPONDER "Moderator"
#define REVIEW_RESPONSE_MAX_POINTS 20000

/* Bounds of fields that more than one table has, in code points (the last in bytes). */
#define REVIEW_ID_MAX 200
#define REVIEW_TITLE_MAX 1000
#define REVIEW_TEXT_MAX 20000
#define REVIEW_MARKET_MAX 16
#define REVIEW_LOCALE_MAX 35
#define REVIEW_USER_MAX 2000
#define REVIEW_EMAIL_MAX 320
#define REVIEW_OBJECT_MAX_BYTES 16384

/* A review as JSON, at its largest, with room to spare. */
#define REVIEW_JSON_BYTES_MAX (1024 * 1024)

/* Absent texts are unset. */
struct review {
	struct text review_id;
	int64_t sequence;
	int64_t number; /* of its row in review_search */
	struct text source, external_id;
	struct text product_id, product_name, sku, legal_entity;
	int64_t rating; /* 1 to 5 */
	struct text title, review_text; /* as given */
	struct text redacted_title, redacted_text; /* set where they differ */
	struct text market, locale, channel_id;
	struct text user_id, user_name;
	struct text user_email; /* of an input only: what is stored is the hash */
	struct text user_email_hash; /* hexadecimal */
	int64_t submitted_at_ms;
	bool lacks_submitted_at; /* the input named no time: it is when it came, or what is stored
				  */
	uint64_t
		omitted_fields; /* bits of the import's field table that an item left out; else 0 */
	struct text extended_properties; /* JSON object */
	int64_t helpful_positive, helpful_negative;
	bool is_published, is_taken_down, violations_found, is_revised, updated_since_response;
	struct text take_down_reason;
	int64_t concern_count;
	struct text response_id; /* absent: nobody has responded */
	struct text responder_name, response_text, redacted_response;
	int64_t response_at_ms;
	int64_t created_at_ms, last_modified_at_ms;
	struct text words; /* search_store_words(), where they are made already; else absent */
};

/* What the environment does with reviews that come in. */
struct review_policy {
	struct text email_key; /* of the hashes of e-mail addresses */
	const struct redactor *redactor; /* the word lists */
	bool require_moderator; /* new and revised reviews are unpublished */
	int64_t now_ms;
};

/* Who is behind an encodedUser. */
struct review_user {
	struct text id; /* never absent */
	struct text name, email; /* absent: not said */
};

/* The body of a single submission. */
extern const struct field_table review_submit_fields;

/* The rule of a path's productId. */
extern const struct field_rule review_product_rule;

/* A review with the state of a fresh one: published, no votes. */
struct review review_make(void);

/* What holds for every new review beyond its single fields: empty texts become absent, a missing
 * submission time becomes now, a time in the future is a fault, the e-mail becomes its hash, words
 * of the lists are redacted; unpublished where a moderator publishes, unless the reader was told.
 */
void review_finish_input(
	struct review *review, const struct review_policy *policy, struct field_reader *reader);

/* Parts of it: empty texts become absent; a response has an id, a name and a time, and without a
 * text there is none; no time is in the future. */
void review_empty_to_absent(struct review *review);
void review_finish_response(struct arena *arena, struct review *review, int64_t now_ms);
void review_check_times(const struct review *review, int64_t now_ms, struct field_reader *reader);

/* Makes the redacted forms anew from title, text and response. */
void review_redact(struct arena *arena, struct review *review, const struct redactor *redactor);

/* The user behind an encodedUser, which is opaque and never a reason to fail: base64url of a JSON
 * object {"id","name","email"} is taken apart, anything else is the user's id as it is (or, where
 * it is no text, the base64url of its bytes). A user with an e-mail alone has its hash for an id.
 */
struct review_user review_read_user(
	struct arena *arena, struct text email_key, struct text encoded_user);

/* The hash of an e-mail address, folded and without blanks around; hexadecimal. */
struct text review_hash_email(struct arena *arena, struct text email_key, struct text email);

/* What readers see of a text: the redacted form where there is one. */
struct text review_public_text(struct text redacted, struct text given);

/* Whether readers see it and summaries count it. */
bool review_is_visible(const struct review *review);

/* Whether lists of a product have it: visible, and with a text. */
bool review_is_shown(const struct review *review);

/* Whether an export has the same of both. */
bool review_equals(const struct review *a, const struct review *b);

/* Whether an import of `b` would change nothing of `a`. */
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

/* Writes the review as an export has it, as a JSON object. */
void review_write(struct jsonwrite *out, const struct review *review);

/* The same without the braces, for an object that has more. */
void review_write_members(struct jsonwrite *out, const struct review *review);

/* Writes it as readers see it: the storefront's Review, redacted, the response inside. */
void review_write_public(struct jsonwrite *out, const struct review *review);

/* Entity tag, with quotes. */
struct text review_etag(struct arena *arena, const struct review *review);

#endif
