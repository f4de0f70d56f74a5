/*
 * dev_token_request: the parameters of a token request.
 */
#ifndef DEVISSUER_DEV_TOKEN_REQUEST_PRIVATE_H
#define DEVISSUER_DEV_TOKEN_REQUEST_PRIVATE_H

#include "devissuer/dev_call.h"

/* Texts are absent if the request does not contain them. */
struct dev_token_request {
	struct text type; /* grant_type */
	struct text client_id, client_secret, client_assertion;
	struct text scope; /* v2.0 endpoint, OpenID provider */
	struct text resource; /* v1.0 endpoint, OpenID provider; for v2.0 taken from `scope` */
	struct text audience; /* OpenID provider: alternative to `resource` */
	struct text code, redirect_uri, code_verifier; /* grant_type=authorization_code */

	/* For tests only; on the wire all names begin with "dev_". */
	struct text ver; /* "1.0" or "2.0" */
	struct text scp; /* makes the token a delegated one */
	struct text roles, groups; /* separated by commas */
	struct text user; /* for a delegated token: the sign-in name */
	struct text idtyp;
	struct text claims; /* JSON object merged over the claims; null removes a claim */
	struct text header; /* the same for the header */
	struct text alg;
	struct text key; /* "current", "previous" or "other" */
	int64_t acr; /* client authentication: 0 none, 1 secret, 2 certificate */
	int64_t lifetime_s, now_offset_s;

	enum dev_version version; /* of the token */
	int64_t now_s; /* Unix time in seconds, including now_offset_s */
};

#endif
