/*
 * issuer_token: from claims to a signed token (RFC 7515 §7.1).
 *
 * Entra's ordinary tokens come from libjwt. Those with another header or algorithm, which libjwt
 * would not make, are put together here and signed with OpenSSL; the OpenID provider's too, since
 * libjwt writes the typ JWT over any other.
 */
#ifndef DEVISSUER_ISSUER_TOKEN_H
#define DEVISSUER_ISSUER_TOKEN_H

#include "devissuer/issuer_grant.h"

/* False when the request has been refused. */
bool issuer_token_mint(
	struct issuer_call *call, const struct issuer_grant *grant, struct text *ret_token);

#endif
