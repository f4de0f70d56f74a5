/*
 * capacity: checks quotas and disk space for a call before its body is read.
 */
#ifndef API_PIPELINE_CAPACITY_PRIVATE_H
#define API_PIPELINE_CAPACITY_PRIVATE_H

#include "api/core/call.h"

/* Returns the maximum size of the request body in bytes. A route that accepts no body accepts an
 * empty JSON object with some blanks. */
size_t capacity_body_limit(const struct call *call);

/* Returns true if the body is a document to import. Such a body counts against the limits of
 * imports. */
bool capacity_is_import(const struct route *route);

/* Checks whether the service has the capacity for an admitted call. Returns STATUS_OK, or sets the
 * call's fault and returns one of these statuses:
 * - STATUS_TOO_MANY: the bodies in progress would exceed the caller's quota.
 * - STATUS_UNAVAILABLE: the bodies in progress would exceed the quota of all callers.
 * - STATUS_INSUFFICIENT_STORAGE: an app wants to write or export while a disk is nearly full.
 *   Admins may still write. */
enum status capacity_check(struct call *call);

#endif
