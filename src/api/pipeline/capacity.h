/*
 * capacity: checks for memory and disk space before a call's body is read.
 */
#ifndef API_PIPELINE_CAPACITY_PRIVATE_H
#define API_PIPELINE_CAPACITY_PRIVATE_H

#include "api/core/call.h"

/* Returns the maximum size of the call's body in bytes; 0 if the call takes no body. */
size_t capacity_body_limit(const struct call *call);

/* Checks capacity for an admitted call. Sets the call's fault and returns
 * STATUS_INSUFFICIENT_STORAGE if a disk is nearly full and an app wants to write or export;
 * STATUS_TOO_MANY or STATUS_UNAVAILABLE if bodies in progress exceed the quota. Admin calls do not
 * depend on disk space. */
enum status capacity_check(struct call *call);

#endif
