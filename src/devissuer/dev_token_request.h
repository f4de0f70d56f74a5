/*
 * dev_token_request: the parameters of a token request.
 */
#ifndef DEVISSUER_DEV_TOKEN_REQUEST_PRIVATE_H
#define DEVISSUER_DEV_TOKEN_REQUEST_PRIVATE_H

#include "devissuer/dev_call.h"

/* If the request does not contain a parameter, the text of the parameter is absent. */
struct dev_token_request {
	struct text type; /* grant_type */
	struct text client_id, client_secret, client_assertion;
	struct text scope; /* for the v2.0 endpoint and the OpenID provider */
	struct text resource; /* audience of the token; the v2.0 endpoint derives it from `scope` */
	struct text audience; /* for the OpenID provider, if the request has no `resource` */
	struct text code, redirect_uri, code_verifier; /* for grant_type=authorization_code */

	/* For tests only. The names of these parameters begin with "dev_", e.g. "dev_ver". */
	struct text ver; /* version of the token, "1.0" or "2.0" */
	struct text scp; /* value of the claim `scp`; a token with this claim is delegated */
	struct text roles, groups; /* lists separated by commas */
	struct text user; /* sign-in name of the user, for a delegated token */
	struct text idtyp;
	struct text claims; /* JSON object to merge into the claims; null removes a claim */
	struct text header; /* JSON object to merge into the token's header, like `claims` */
	struct text alg;
	struct text key; /* "current", "previous" or "other" */
	int64_t acr; /* how the client authenticated: 0 none, 1 secret, 2 certificate */
	int64_t lifetime_s;
	int64_t now_offset_s; /* added to the current time */

	enum dev_version version; /* of the token */
	int64_t now_s; /* current Unix time plus now_offset_s */
};

#endif
