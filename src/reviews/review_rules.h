/*
 * review_rules: field rules that the field tables of reviews share.
 *
 * The parameter `required_` of a rule says whether the table requires the field. A file that
 * includes this header must also include reviews/review.h.
 */
#ifndef REVIEWS_REVIEW_RULES_PRIVATE_H
#define REVIEWS_REVIEW_RULES_PRIVATE_H

#include "base/field.h"

/* Maximum length of a restored user id or user name, in code points. A user id can be an
 * encodedUser in base64url (review_read_user()). */
#define USER_MAX 16384
#define VOTES_MAX 1000000000

#define AT(member) .offset = offsetof(struct review, member)
#define LINE(name_, member_, max_)                                                                 \
	{                                                                                          \
		.name = (name_), .kind = FIELD_LINE, AT(member_), .min = 0, .max = (max_)          \
	}
#define FLAG(name_, member_)                                                                       \
	{                                                                                          \
		.name = (name_), .kind = FIELD_BOOLEAN, AT(member_)                                \
	}

#define RULE_RATING                                                                                \
	{                                                                                          \
		.name = "rating", .kind = FIELD_INTEGER, .required = true, AT(rating), .min = 1,   \
		.max = REVIEW_STARS                                                                \
	}
#define RULE_TITLE(required_)                                                                      \
	{                                                                                          \
		.name = "title", .kind = FIELD_TEXT, .required = (required_), AT(title),           \
		.max = REVIEW_TITLE_MAX                                                            \
	}
#define RULE_TEXT(required_)                                                                       \
	{                                                                                          \
		.name = "reviewText", .kind = FIELD_TEXT, .required = (required_),                 \
		AT(review_text), .max = REVIEW_TEXT_MAX                                            \
	}
#define RULE_PRODUCT_NAME(required_)                                                               \
	{                                                                                          \
		.name = "productName", .kind = FIELD_LINE, .required = (required_),                \
		AT(product_name), .max = REVIEW_ID_MAX                                             \
	}
#define RULE_SUBMITTED                                                                             \
	{                                                                                          \
		.name = "submittedDateTime", .kind = FIELD_TIME, AT(submitted_at_ms), .min = 1     \
	}
#define RULE_PROPERTIES                                                                            \
	{                                                                                          \
		.name = "extendedProperties", .kind = FIELD_OBJECT, AT(extended_properties),       \
		.max = REVIEW_OBJECT_MAX_BYTES                                                     \
	}
#define RULE_PRODUCT                                                                               \
	{                                                                                          \
		.name = "productId", .kind = FIELD_TEXT, .required = true, AT(product_id),         \
		.min = 1, .max = REVIEW_ID_MAX                                                     \
	}

#endif
