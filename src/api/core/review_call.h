/*
 * review_call: functions that the handlers of reviews share.
 */
#ifndef API_CORE_REVIEW_CALL_PRIVATE_H
#define API_CORE_REVIEW_CALL_PRIVATE_H

#include "api/core/call.h"
#include "reviews/review.h"

/* The field rule for encodedUser. The record must have a member named encoded_user. An optional
 * encodedUser restricts the call to the reviews of that user, so an empty one is refused. */
#define REVIEW_CALL_RULE_USER(record_, required_)                                                  \
	{                                                                                          \
		.name = "encodedUser", .kind = FIELD_LINE, .required = (required_),                \
		.offset = offsetof(record_, encoded_user), .min = 1, .max = REVIEW_USER_MAX,       \
		.empty_counts = !(required_)                                                       \
	}

/* Decodes an encodedUser into the user's ID, name and e-mail address. */
struct review_user review_call_user(struct call *call, struct text encoded_user);

/* Reads the review's ID from the path. If the ID is not a GUID, sets the call's fault and returns
 * false. */
bool review_call_path_id(struct call *call, struct text *ret_review_id);

/* Reads the product's ID from the path. If the ID is invalid, sets the call's fault and returns
 * false. */
bool review_call_path_product(struct call *call, struct text *ret_product_id);

/* Loads the policy for the reviews that the call will store. If the database cannot be read, sets
 * the call's fault and returns false. */
bool review_call_policy(struct call *call, struct review_policy *ret_policy);

/* Checks the preconditions of the request (If-Match, If-None-Match). If they hold, replies like
 * review_call_reply(). If the client's copy is current, replies 304. Otherwise sets the call's
 * fault (412) and returns its status. */
enum status review_call_reply_if(struct call *call, const struct review *review);

/* Replies with the review as readers see it, and with its ETag. Does not check the preconditions of
 * the request. */
enum status review_call_reply(struct call *call, const struct review *review);

#endif
