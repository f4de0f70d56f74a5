/*
 * moderation: functions that the moderation handlers share.
 */
#ifndef API_ADMIN_MODERATION_PRIVATE_H
#define API_ADMIN_MODERATION_PRIVATE_H

#include "api/core/call.h"
#include "reviews/review.h"

/* Reads the review that the path names, and checks the preconditions of the request. If
 * *ret_proceed is false afterwards, the handler must end and return this function's status:
 * STATUS_OK after a 304 reply, otherwise the status of the call's fault. */
enum status moderation_open(struct call *call, struct review *ret_review, bool *ret_proceed);

/* Writes a JSON object with the review as moderators see it, its concerns and its entity tag. */
enum status moderation_write(struct call *call, struct jsonwrite *out, const struct review *review);

/* Replies with the JSON object of moderation_write() and an ETag header. */
enum status moderation_reply(struct call *call, int http_status, const struct review *review);

/* Stores a moderator's change of a review, and adds an audit event. `old` is the stored review, and
 * `review` is the changed review. If the two are equal, stores nothing. *ret_changed is true if
 * they differ. Must run in the call's write transaction. */
enum status moderation_save(struct call *call, enum audit_operation operation,
	const struct review *old, struct review *review, bool *ret_changed);

#endif
