/*
 * review_call: what the handlers of reviews share.
 */
#ifndef API_CORE_REVIEW_CALL_PRIVATE_H
#define API_CORE_REVIEW_CALL_PRIVATE_H

#include "api/core/call.h"
#include "reviews/review.h"

/* The rule of a record's encodedUser, a member of that name. */
#define REVIEW_CALL_RULE_USER(record_, required_)                                                  \
	{                                                                                          \
		.name = "encodedUser", .kind = FIELD_LINE, .required = (required_),                \
		.offset = offsetof(record_, encoded_user), .min = 1, .max = REVIEW_USER_MAX        \
	}

/* Who is behind an encodedUser. */
struct review_user review_call_user(struct call *call, struct text encoded_user);

/* The review's id out of the path; false, with the fault set, when it is none. */
bool review_call_path_id(struct call *call, struct text *ret_review_id);

/* The product's id out of the path; false, with the fault set, when it is none. */
bool review_call_path_product(struct call *call, struct text *ret_product_id);

/* The policy for reviews that this call sends. False, with the call's fault set, when the database
 * cannot be read. */
bool review_call_policy(struct call *call, struct review_policy *ret_policy);

/* The review as readers see it, with ETag; 304 or a fault when the request's conditions say so. */
enum status review_call_reply_if(struct call *call, const struct review *review);

/* The same whatever the conditions. */
enum status review_call_reply(struct call *call, const struct review *review);

#endif
