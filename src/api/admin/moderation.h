/*
 * moderation: what the calls that moderate have in common.
 */
#ifndef API_ADMIN_MODERATION_PRIVATE_H
#define API_ADMIN_MODERATION_PRIVATE_H

#include "api/core/call.h"
#include "reviews/review.h"

/* The review that the path names, when the request's conditions hold for it; else the status of the
 * fault, or STATUS_OK with the answer (304) begun and false in *ret_goes_on. */
enum status moderation_open(struct call *call, struct review *ret_review, bool *ret_goes_on);

/* Writes the review as moderators see it, with its concerns and its entity tag. */
enum status moderation_write(struct call *call, struct jsonwrite *out, const struct review *review);

/* Answers with that, and with the entity tag as a header. */
enum status moderation_reply(struct call *call, int http_status, const struct review *review);

/* Stores and audits what a moderator has made of `old`, unless nothing has changed. */
enum status moderation_save(struct call *call, enum audit_operation operation,
	const struct review *old, struct review *review, bool *ret_changed);

#endif
