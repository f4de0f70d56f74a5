/*
 * dev_call: the context of one request to the issuer, and functions that read the request and
 * respond.
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

/* Entra's code AADSTS90013 means "Invalid input received from the user". This issuer also uses
 * AADSTS90013 for errors that have no number in Entra. */
#define DEV_CALL_INVALID_INPUT 90013

/* The protocol of an endpoint or a token: version 1.0 or 2.0 of Entra, or the OpenID provider,
 * which has no versions. */
enum dev_version { DEV_VERSION_V1, DEV_VERSION_V2, DEV_VERSION_OPENID };

struct dev_call {
	struct arena *arena;
	const struct request *request;
	struct response *response;
	struct dev_keys *keys;
	struct dev_faults *control;
	struct dev_codes *codes;
	struct text base_url;
	struct text cloud; /* cloud_instance_name */
	int64_t now_ms;
	enum dev_version version; /* of the endpoint */
	struct text directory; /* first segment of the path: a GUID in lower case, "common",
				  "organizations" or "openid" */
	bool is_shared; /* `directory` is "common" or "organizations" */
};

/* Responds with the JSON document in `out`. `status` is an HTTP status code. */
void dev_call_json(struct dev_call *call, int status, struct jsonwrite *out);

/* Responds with `body`. `status` is an HTTP status code. */
void dev_call_text(struct dev_call *call, int status, const char *content_type, struct text body);

/* Responds with an error in Entra's format. `code` is the number after "AADSTS". `format` and the
 * remaining arguments, as for printf(), give the description. An error of the OpenID provider
 * contains only `error` and `error_description` (RFC 6749 §5.2). Always returns false. */
bool dev_call_refuse(struct dev_call *call, int status, const char *error, int code,
	const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Parses a query or form into the record that `table` describes. Ignores unknown fields. If a field
 * is invalid, missing or repeated, refuses the request and returns false. */
bool dev_call_read(
	struct dev_call *call, struct text form, const struct field_table *table, void *record);

/* Like dev_call_read(), but parses the body of the request. */
bool dev_call_form(struct dev_call *call, const struct field_table *table, void *record);

/* Returns the issuer (`iss`) for this version and the directory of the request. If `is_template` or
 * call->is_shared is true, the issuer contains "{tenantid}" instead of the directory. The issuer of
 * the OpenID provider contains no directory. */
struct text dev_call_issuer(
	const struct dev_call *call, enum dev_version version, bool is_template);

#endif
