/*
 * dev_claims: writes the claims of Entra's access tokens and of an OpenID provider's access tokens.
 *
 * Sources: learn.microsoft.com/entra/identity-platform/access-token-claims-reference; RFC 9068
 * §2.2.
 */
#ifndef DEVISSUER_DEV_CLAIMS_PRIVATE_H
#define DEVISSUER_DEV_CLAIMS_PRIVATE_H

#include "devissuer/dev_token_request.h"

/* Like Entra, the issuer sets `iat` and `nbf` this number of seconds before the current time. APIs
 * whose clock is slow therefore also accept the token. */
#define DEV_CLAIMS_BACKDATE_S 300

/* Returns the claims of the token as a JSON object. The caller must merge grant->claims into the
 * object. */
struct text dev_claims_payload(struct dev_call *call, const struct dev_token_request *grant);

/* The names of all claims that dev_claims_payload() can write. The array ends with NULL. */
extern const char *const dev_claims_names[];

#endif
