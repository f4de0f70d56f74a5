/*
 * dev_token_endpoint: the token endpoints of Entra and of an OpenID provider (RFC 6749 §4.4,
 * RFC 8707). Entra's v2.0 endpoint also redeems the codes of dev_authorize.h.
 */
#ifndef DEVISSUER_DEV_TOKEN_ENDPOINT_PRIVATE_H
#define DEVISSUER_DEV_TOKEN_ENDPOINT_PRIVATE_H

#include "devissuer/dev_call.h"

/* Handles POST to a token endpoint: validates the request and responds with a token. */
void dev_token_endpoint_serve(struct dev_call *call);

#endif
