/*
 * dev_claims: the claims of access tokens, as written by Entra and by an OpenID provider.
 *
 * Sources: learn.microsoft.com/entra/identity-platform/access-token-claims-reference; RFC 9068
 * section 2.2.
 */
#ifndef DEVISSUER_DEV_CLAIMS_PRIVATE_H
#define DEVISSUER_DEV_CLAIMS_PRIVATE_H

#include "devissuer/dev_token_request.h"

/* Entra sets `iat` and `nbf` back by this time, to tolerate clock differences. */
#define DEV_CLAIMS_BACKDATE_S 300

/* Returns the claims as a JSON object, without the request's own dev_claims. */
struct text dev_claims_payload(struct dev_call *call, const struct dev_token_request *grant);

/* The names of all claims that the issuer may write; ends with NULL. */
extern const char *const dev_claims_names[];

#endif
