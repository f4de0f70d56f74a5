/*
 * dev_call: one request to the issuer, and helpers to respond.
 */
#ifndef DEVISSUER_DEV_CALL_PRIVATE_H
#define DEVISSUER_DEV_CALL_PRIVATE_H

#include "base/field.h"
#include "base/jsonwrite.h"
#include "devissuer/dev_codes.h"
#include "devissuer/dev_faults.h"
#include "devissuer/dev_keys.h"
#include "http/message.h"

#define DEV_CALL_LIMIT_BYTES ((size_t)8 * 1024 * 1024)

/* AADSTS90013, "Invalid input received from the user.", also used for errors that have no number in
 * Entra. */
#define DEV_CALL_INVALID_INPUT 90013

/* Entra's two versions of endpoints and tokens, and the OpenID provider. */
enum dev_version { DEV_VERSION_V1, DEV_VERSION_V2, DEV_VERSION_OPENID };

struct dev_call {
	struct arena *arena;
	const struct request *request;
	struct response *response;
	struct dev_keys *keys;
	struct dev_faults *control;
	struct dev_codes *codes;
	struct text base_url;
	struct text cloud;
	int64_t now_ms;
	enum dev_version version; /* of the endpoint */
	struct text directory; /* lower-case GUID, the name of a shared endpoint, or "openid" */
	bool is_shared; /* "common" or "organizations" instead of a directory */
};

/* Respond with the JSON in `out` or with a text. The status is an HTTP status code. */
void dev_call_json(struct dev_call *call, int status, struct jsonwrite *out);
void dev_call_text(struct dev_call *call, int status, const char *content_type, struct text body);

/* Responds with an error in Entra's format; `code` is the number after "AADSTS". The OpenID
 * provider's errors have only the two members of RFC 6749 (section 5.2). Always returns false. */
bool dev_call_refuse(struct dev_call *call, int status, const char *error, int code,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Reads a query or form into the record, and ignores unknown fields. Returns false, after refusing
 * the request, if a field is invalid or occurs twice. */
bool dev_call_read(
	struct dev_call *call, struct text form, const struct field_table *table, void *record);

/* Like dev_call_read(), for the body of the request. */
bool dev_call_form(struct dev_call *call, const struct field_table *table, void *record);

/* Returns the `iss` for this version, with "{tenantid}" instead of a directory if the endpoint is
 * shared or `is_template` is set. */
struct text dev_call_issuer(
	const struct dev_call *call, enum dev_version version, bool is_template);

#endif
