/*
 * dev_authorize: the authorization endpoint, which issues codes, and the redemption of these codes
 * (RFC 6749 §4.1; RFC 7636, S256 only).
 *
 * The parameters of the request or an earlier POST /control/user select the user who signs in. If
 * neither does, the endpoint shows a page with a link for each role.
 */
#ifndef DEVISSUER_DEV_AUTHORIZE_PRIVATE_H
#define DEVISSUER_DEV_AUTHORIZE_PRIVATE_H

#include "devissuer/dev_token_request.h"

/* Handles a GET request: redirects to the client with a code or an error, or shows the page. */
void dev_authorize_serve(struct dev_call *call);

/* Handles POST /control/user: selects the user for later authorization requests. */
void dev_authorize_choose_user(struct dev_call *call);

/* Redeems grant->code and stores the user and the scope of the code in `grant`. If the code is
 * unknown, expired or already redeemed, or if the directory, client, redirect URI or code verifier
 * does not match the code, refuses the request and returns false. */
bool dev_authorize_redeem(struct dev_call *call, struct dev_token_request *grant);

#endif
