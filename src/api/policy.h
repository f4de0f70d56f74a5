/*
 * policy: what the environment does with reviews, as it is in this moment.
 */
#ifndef API_POLICY_PRIVATE_H
#define API_POLICY_PRIVATE_H

#include "api/call.h"
#include "reviews/review.h"

/* False, with the call's fault set, when the database cannot be read. */
bool policy_read(struct call *call, struct review_policy *ret_policy);

/* The same for work that outlives its call, which came at `now_ms`. */
enum status policy_load(struct service *service, struct db *db, int64_t now_ms,
	struct review_policy *ret_policy, struct fault *fault);

#endif
