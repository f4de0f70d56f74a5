/*
 * review_policy: loads the rules of the environment for new and changed reviews.
 *
 * The rules say whether reviews stay unpublished until a moderator publishes them, and which words
 * the service redacts. They also contain the key for hashes of e-mail addresses.
 */
#ifndef WORK_REVIEW_POLICY_H
#define WORK_REVIEW_POLICY_H

#include "reviews/review.h"
#include "upkeep/runtime.h"

/* Reads the current policy. `now_ms` is the time at which the service received the reviews. The
 * word lists in the policy stay valid until the fault's arena is freed. */
enum status review_policy_load(struct runtime *runtime, struct db *db, int64_t now_ms,
	struct review_policy *ret_policy, struct fault *fault);

#endif
