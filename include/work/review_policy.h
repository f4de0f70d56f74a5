/*
 * review_policy: the environment's rules for new and changed reviews: whether a moderator publishes
 * them, which words are redacted, and the key for hashes of e-mail addresses.
 */
#ifndef WORK_REVIEW_POLICY_H
#define WORK_REVIEW_POLICY_H

#include "reviews/review.h"
#include "upkeep/runtime.h"

/* Reads the current policy. `now_ms` is the time at which the reviews were sent. The word lists
 * live until the fault's arena is freed. */
enum status review_policy_load(struct runtime *runtime, struct db *db, int64_t now_ms,
	struct review_policy *ret_policy, struct fault *fault);

#endif
