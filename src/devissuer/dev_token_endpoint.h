/*
 * dev_token_endpoint: a token request, read and checked the way Entra's token endpoints do, or
 * that of an OpenID provider (RFC 6749 §4.4, RFC 8707). Entra's v2.0 endpoint also redeems the
 * codes of dev_authorize.h.
 */
#ifndef DEVISSUER_DEV_TOKEN_ENDPOINT_PRIVATE_H
#define DEVISSUER_DEV_TOKEN_ENDPOINT_PRIVATE_H

#include "devissuer/dev_call.h"

/* POST to a token endpoint: reads the request and answers with a token. */
void dev_token_endpoint_serve(struct dev_call *call);

#endif
