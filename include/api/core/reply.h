/*
 * reply: every answer the service gives is begun here.
 */
#ifndef API_CORE_REPLY_H
#define API_CORE_REPLY_H

#include "api/core/call.h"

/* Begins an answer: forgets an earlier one, sets the status and the headers all answers have. */
void reply_begin(struct call *call, int http_status);

/* The JSON document with its status. Returns STATUS_OK, or STATUS_INTERNAL when it passed its
 * bound. */
enum status reply_json(struct call *call, int http_status, struct jsonwrite *out);

/* The same of a document that was written before, with its line end. */
void reply_json_text(struct call *call, int http_status, struct text document);

/* The JSON document with 200 and a strong entity tag of its bytes, or 304 when the client has it.
 */
enum status reply_json_tagged(struct call *call, struct jsonwrite *out);

/* What is the same for everybody and was made beforehand, with its entity tag: 200, or what the
 * conditions say. It may be kept, if it is asked for again before it is used. */
enum status replay_response(
	struct call *call, struct text etag, struct text media_type, struct text content);

/* A strong entity tag of the content. */
struct text reply_etag(struct arena *arena, struct text content);

/* Sets the fault for a path where nothing is. */
enum status reply_not_found(struct call *call);

/* A status without a body. */
enum status reply_empty(struct call *call, int http_status);

/* 302 to that URL. */
enum status reply_redirect(struct call *call, struct text url);

/* The call's fault as application/problem+json (RFC 9457). */
void reply_fault(struct call *call);

/* A refusal: problem document and challenge (RFC 6750 §3). `detail` may be absent. */
void reply_refusal(struct call *call, enum refusal refusal, struct text detail);

/* Adds ETag and answers 304 or sets the fault for 412 when the request's conditions say so. True
 * when the call shall go on. */
bool reply_conditions_hold(struct call *call, struct text etag, enum status *ret_status);

#endif
