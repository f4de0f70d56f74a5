/*
 * dev_claims: what stands in an access token for client credentials, as Entra writes it, and as
 * an OpenID provider does.
 *
 * Sources: learn.microsoft.com/entra/identity-platform/access-token-claims-reference; RFC 9068
 * §2.2.
 */
#ifndef DEVISSUER_DEV_CLAIMS_PRIVATE_H
#define DEVISSUER_DEV_CLAIMS_PRIVATE_H

#include "devissuer/dev_token_request.h"

/* Entra dates `iat` and `nbf` back that much, so that clocks may differ. */
#define DEV_CLAIMS_BACKDATE_S 300

/* The claims as a JSON object, without the request's own dev_claims. */
struct text dev_claims_payload(struct dev_call *call, const struct dev_token_request *grant);

/* Names of every claim the issuer may write; ends with NULL. */
extern const char *const dev_claims_names[];

#endif
