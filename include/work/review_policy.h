/*
 * review_policy: what the environment does with new and changed reviews: who publishes them, which
 * words are redacted, with which key e-mail addresses are hashed.
 */
#ifndef WORK_REVIEW_POLICY_H
#define WORK_REVIEW_POLICY_H

#include "reviews/review.h"
#include "upkeep/runtime.h"

/* Reads the policy in force. `now_ms` is when the reviews were sent. The word lists live until the
 * fault's arena is freed. */
enum status review_policy_load(struct runtime *runtime, struct db *db, int64_t now_ms,
	struct review_policy *ret_policy, struct fault *fault);

#endif
