/*
 * dev_token_endpoint: the token endpoints of Entra and of the OpenID provider.
 *
 * All endpoints support the client credentials grant (RFC 6749 §4.4). Entra's v2.0 endpoint also
 * redeems authorization codes. The OpenID provider supports `resource` (RFC 8707).
 */
#ifndef DEVISSUER_DEV_TOKEN_ENDPOINT_PRIVATE_H
#define DEVISSUER_DEV_TOKEN_ENDPOINT_PRIVATE_H

#include "devissuer/dev_call.h"

/* Validates a POST request and responds with a token or an error. */
void dev_token_endpoint_serve(struct dev_call *call);

#endif
