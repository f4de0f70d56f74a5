/*
 * dev_call: one request to the issuer, and the ways to answer it.
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

/* AADSTS90013, "Invalid input received from the user.": also for what Entra has no number for. */
#define DEV_CALL_INVALID_INPUT 90013

/* Entra's two generations of endpoints and of tokens, and the OpenID provider beside them. */
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
	struct text directory; /* lower-case GUID, or the name of a shared endpoint, or "openid" */
	bool is_shared; /* "common" or "organizations" in place of a directory */
};

/* Answers with what `out` holds; the status is an HTTP status code. */
void dev_call_json(struct dev_call *call, int status, struct jsonwrite *out);
void dev_call_text(struct dev_call *call, int status, const char *content_type, struct text body);

/* Answers with an error in Entra's shape; `code` is the number behind "AADSTS". The OpenID
 * provider's has RFC 6749's two members only (§5.2), without the number. Always returns false. */
bool dev_call_refuse(struct dev_call *call, int status, const char *error, int code,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Reads a query or form into the record; unknown fields are passed over. False when a field is bad
 * or comes twice: the request is then refused. */
bool dev_call_read(
	struct dev_call *call, struct text form, const struct field_table *table, void *record);

/* The same of the request's body. */
bool dev_call_form(struct dev_call *call, const struct field_table *table, void *record);

/* The `iss` of that version, with "{tenantid}" where the endpoint is shared or `is_template`. */
struct text dev_call_issuer(
	const struct dev_call *call, enum dev_version version, bool is_template);

#endif
