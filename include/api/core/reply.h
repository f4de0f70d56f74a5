/*
 * reply: builds responses with JSON documents, static content, redirects and problem documents (RFC
 * 9457).
 */
#ifndef API_CORE_REPLY_H
#define API_CORE_REPLY_H

#include "api/core/call.h"
#include "api/core/static_text.h"

/* Begins a response with the status and the common headers. Discards an earlier response of the
 * call. */
void reply_begin(struct call *call, int http_status);

/* Replies with the JSON document in `out`. Returns STATUS_OK. If the document exceeds the size
 * limit of `out`, sets the call's fault and returns STATUS_INTERNAL. */
enum status reply_json(struct call *call, int http_status, struct jsonwrite *out);

/* Replies with `document`, which must be a complete JSON document that ends with a newline. */
void reply_json_text(struct call *call, int http_status, struct text document);

/* Replies 200 with the JSON document in `out` and its strong entity tag, a hash of the document. If
 * a condition of the request fails, replies 304 or sets the call's fault, like
 * reply_conditions_hold(). Returns the status that the handler must return. */
enum status reply_json_tagged(struct call *call, struct jsonwrite *out);

/* Replies 200 with the text and its entity tag. Sends the compressed form if the client accepts
 * gzip. If the client accepts neither form, sets the call's fault and returns
 * STATUS_NOT_ACCEPTABLE. If a condition of the request fails, replies 304 or sets the call's fault,
 * like reply_conditions_hold(). A client may cache the response, but must revalidate it before each
 * use (Cache-Control: no-cache). Returns the status that the handler must return. */
enum status reply_static(struct call *call, const struct static_text *text);

/* Reports in the call's fault that no resource exists at the path. Returns STATUS_NOT_FOUND. */
enum status reply_not_found(struct call *call);

/* Replies with `http_status` and an empty body. Returns STATUS_OK. */
enum status reply_empty(struct call *call, int http_status);

/* Replies 302 to redirect the client to `url`. Returns STATUS_OK. */
enum status reply_redirect(struct call *call, struct text url);

/* Replies with a problem document that describes the call's fault. */
void reply_fault(struct call *call);

/* Replies with a problem document that describes the refusal. `detail` is the member `detail` of
 * the document. If it is absent, the document contains the standard sentence of the refusal
 * (auth/refusal.h). The response has a WWW-Authenticate challenge (RFC 6750 §3) if its status is
 * 401 or 403, or if the refusal has an OAuth error code (auth/refusal.h). */
void reply_refusal(struct call *call, enum refusal refusal, struct text detail);

/* Checks the request's If-Match and If-None-Match against `etag`, the entity tag of the resource.
 * `etag` is absent if the resource does not exist. Returns true if the conditions hold. Otherwise
 * replies 304 or sets the call's fault, and returns false. *ret_status then receives the status
 * that the handler must return: STATUS_OK after a 304 reply, otherwise
 * STATUS_PRECONDITION_FAILED. */
bool reply_conditions_hold(struct call *call, struct text etag, enum status *ret_status);

#endif
