/*
 * dev_claims: writes the claims of access tokens, either those of Entra or those of an OpenID
 * provider.
 *
 * Sources: learn.microsoft.com/entra/identity-platform/access-token-claims-reference; RFC 9068
 * §2.2.
 */
#ifndef DEVISSUER_DEV_CLAIMS_PRIVATE_H
#define DEVISSUER_DEV_CLAIMS_PRIVATE_H

#include "devissuer/dev_token_request.h"

/* Like Entra, the issuer sets `iat` and `nbf` this many seconds before the current time, to
 * tolerate clock differences. */
#define DEV_CLAIMS_BACKDATE_S 300

/* Returns the claims of the token as a JSON object. The caller merges grant->claims into it. */
struct text dev_claims_payload(struct dev_call *call, const struct dev_token_request *grant);

/* The names of all claims that dev_claims_payload() may write. The list ends with NULL. */
extern const char *const dev_claims_names[];

#endif
