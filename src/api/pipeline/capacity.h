/*
 * capacity: whether there is room for what a call brings or makes, before any of it is taken.
 */
#ifndef API_PIPELINE_CAPACITY_PRIVATE_H
#define API_PIPELINE_CAPACITY_PRIVATE_H

#include "api/core/call.h"

/* Bytes that the body of the call may have; 0 for a call without a body. */
size_t capacity_body_limit(const struct call *call);

/* For a call that is let in. STATUS_NO_ROOM for what apps write and export while disks are nearly
 * full; STATUS_TOO_MANY or STATUS_UNAVAILABLE when bodies under way take too much already. Admins
 * are taken in whatever the disks have. */
enum status capacity_check(struct call *call);

#endif
