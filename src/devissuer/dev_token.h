/*
 * dev_token: from claims to a signed token (RFC 7515 §7.1).
 *
 * Entra's ordinary tokens come from libjwt. Those with another header or algorithm, which libjwt
 * would not make, are put together here and signed with OpenSSL; the OpenID provider's too, since
 * libjwt writes the typ JWT over any other.
 */
#ifndef DEVISSUER_DEV_TOKEN_PRIVATE_H
#define DEVISSUER_DEV_TOKEN_PRIVATE_H

#include "devissuer/dev_token_request.h"

/* False when the request has been refused. */
bool dev_token_mint(
	struct dev_call *call, const struct dev_token_request *grant, struct text *ret_token);

#endif
