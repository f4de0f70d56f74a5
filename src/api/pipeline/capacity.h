/*
 * capacity: checks quotas and disk space for a call before its body is read.
 */
#ifndef API_PIPELINE_CAPACITY_PRIVATE_H
#define API_PIPELINE_CAPACITY_PRIVATE_H

#include "api/core/call.h"

/* Returns the maximum size of the call's body in bytes, or 0 if the call takes no body. */
size_t capacity_body_limit(const struct call *call);

/* Checks whether there is capacity for an admitted call. Returns STATUS_OK, or sets the call's
 * fault and returns its status: STATUS_INSUFFICIENT_STORAGE if an app wants to write or export
 * while a disk is nearly full, STATUS_TOO_MANY if the bodies in progress exceed the caller's quota,
 * or STATUS_UNAVAILABLE if they exceed the quota of all callers. Admin calls do not depend on disk
 * space. */
enum status capacity_check(struct call *call);

#endif
