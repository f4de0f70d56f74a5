/*
 * moderation: helpers shared by the moderation handlers.
 */
#ifndef API_ADMIN_MODERATION_PRIVATE_H
#define API_ADMIN_MODERATION_PRIVATE_H

#include "api/core/call.h"
#include "reviews/review.h"

/* Reads the review that the path names and checks the request's conditions. If *ret_proceed is
 * false, returns the status for the handler to return: a fault's, or STATUS_OK after a 304 reply.
 */
enum status moderation_open(struct call *call, struct review *ret_review, bool *ret_proceed);

/* Writes the review as JSON for moderators, with its concerns and its entity tag. */
enum status moderation_write(struct call *call, struct jsonwrite *out, const struct review *review);

/* Replies with the review as written by moderation_write(), and an ETag header. */
enum status moderation_reply(struct call *call, int http_status, const struct review *review);

/* Stores the moderator's change of `old` to `review`, and its audit event. Does nothing if both are
 * equal. Must run in the call's write transaction. */
enum status moderation_save(struct call *call, enum audit_operation operation,
	const struct review *old, struct review *review, bool *ret_changed);

#endif
