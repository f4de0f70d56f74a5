/*
 * review_call: helpers shared by the handlers of reviews.
 */
#ifndef API_CORE_REVIEW_CALL_PRIVATE_H
#define API_CORE_REVIEW_CALL_PRIVATE_H

#include "api/core/call.h"
#include "reviews/review.h"

/* Field rule of encodedUser, for a record with the member encoded_user. */
#define REVIEW_CALL_RULE_USER(record_, required_)                                                  \
	{                                                                                          \
		.name = "encodedUser", .kind = FIELD_LINE, .required = (required_),                \
		.offset = offsetof(record_, encoded_user), .min = 1, .max = REVIEW_USER_MAX        \
	}

/* Decodes an encodedUser into the user's ID, name and e-mail address. */
struct review_user review_call_user(struct call *call, struct text encoded_user);

/* Reads the review's ID from the path. Returns false and sets the call's fault if it is not a GUID.
 */
bool review_call_path_id(struct call *call, struct text *ret_review_id);

/* Reads the product's ID from the path. Returns false and sets the call's fault if it is invalid.
 */
bool review_call_path_product(struct call *call, struct text *ret_product_id);

/* Loads the policy that applies to reviews which this call stores. Returns false and sets the
 * call's fault if the database cannot be read. */
bool review_call_policy(struct call *call, struct review_policy *ret_policy);

/* Checks the request's conditions, then replies with the review as readers see it, and its ETag.
 * Replies 304 or returns a fault's status if the conditions do not hold. */
enum status review_call_reply_if(struct call *call, const struct review *review);

/* Replies with the review as readers see it, without checking conditions. */
enum status review_call_reply(struct call *call, const struct review *review);

#endif
