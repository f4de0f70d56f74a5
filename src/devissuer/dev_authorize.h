/*
 * dev_authorize: the authorization endpoint and the redemption of its codes (RFC 6749 §4.1;
 * RFC 7636, S256 only).
 *
 * The request or /control/user selects the user. Without either, the endpoint shows a page with a
 * link for each role.
 */
#ifndef DEVISSUER_DEV_AUTHORIZE_PRIVATE_H
#define DEVISSUER_DEV_AUTHORIZE_PRIVATE_H

#include "devissuer/dev_token_request.h"

/* Handles GET: redirects to the client with a code or an error, or shows the page. */
void dev_authorize_serve(struct dev_call *call);

/* Handles POST to /control/user: selects the user for later requests. */
void dev_authorize_choose_user(struct dev_call *call);

/* Copies the user and scope of the grant's code into the grant. Returns false if it has refused the
 * request: the code is used, unknown or of another client, or the verifier is wrong. */
bool dev_authorize_redeem(struct dev_call *call, struct dev_token_request *grant);

#endif
