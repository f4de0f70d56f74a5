/*
 * issuer_claims: what stands in an access token for client credentials, as Entra writes it, and as
 * an OpenID provider does.
 *
 * Sources: learn.microsoft.com/entra/identity-platform/access-token-claims-reference; RFC 9068
 * §2.2.
 */
#ifndef DEVISSUER_ISSUER_CLAIMS_H
#define DEVISSUER_ISSUER_CLAIMS_H

#include "devissuer/issuer_grant.h"

/* Entra dates `iat` and `nbf` back that much, so that clocks may differ. */
#define ISSUER_BACKDATE_S 300

/* The claims as a JSON object, without the request's own dev_claims. */
struct text issuer_claims_payload(struct issuer_call *call, const struct issuer_grant *grant);

/* Names of every claim the issuer may write; ends with NULL. */
extern const char *const issuer_claims_names[];

#endif
