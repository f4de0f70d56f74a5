/*
 * reply: construction of responses: JSON documents, redirects, problems and refusals.
 */
#ifndef API_CORE_REPLY_H
#define API_CORE_REPLY_H

#include "api/core/call.h"

/* Begins a response: discards an earlier one, then sets the status and the common headers. */
void reply_begin(struct call *call, int http_status);

/* Replies with the JSON document. Returns STATUS_OK, or STATUS_INTERNAL if the document exceeded
 * its size limit. */
enum status reply_json(struct call *call, int http_status, struct jsonwrite *out);

/* Replies with a finished JSON document, which ends with a newline. */
void reply_json_text(struct call *call, int http_status, struct text document);

/* Replies 200 with the JSON document and a strong entity tag of its bytes. Replies 304 if the
 * client has this version, and sets the fault for 412 if another condition fails. */
enum status reply_json_tagged(struct call *call, struct jsonwrite *out);

/* Replies with static content and its entity tag: 200, or as reply_conditions_hold() decides.
 * Clients may cache the response but must revalidate it (Cache-Control: no-cache). */
enum status reply_static(
	struct call *call, struct text etag, struct text media_type, struct text content);

/* Returns a strong entity tag of the content, with quotes. */
struct text reply_etag(struct arena *arena, struct text content);

/* Sets the fault for a path without a resource, and returns its status. */
enum status reply_not_found(struct call *call);

/* Replies with a status and no body. */
enum status reply_empty(struct call *call, int http_status);

/* Replies with a 302 redirect to the URL. */
enum status reply_redirect(struct call *call, struct text url);

/* Replies with the call's fault as application/problem+json (RFC 9457). */
void reply_fault(struct call *call);

/* Replies with a refusal: a problem, and the challenge in WWW-Authenticate (RFC 6750 §3). If
 * `detail` is absent, the problem has the refusal's standard sentence. */
void reply_refusal(struct call *call, enum refusal refusal, struct text detail);

/* Checks If-Match and If-None-Match against the entity tag of the resource (absent: the resource
 * does not exist). Returns true if the conditions hold. Else returns false, and either replies 304
 * or sets the fault for 412; *ret_status is the status for the handler to return. */
bool reply_conditions_hold(struct call *call, struct text etag, enum status *ret_status);

#endif
