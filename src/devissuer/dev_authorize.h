/*
 * dev_authorize: the authorization endpoint, which issues authorization codes, and the redemption
 * of the codes (RFC 6749 §4.1; RFC 7636, S256 only).
 *
 * The request can name the user who signs in. If the request names no user, the user that POST
 * /control/user has selected signs in. If no user is selected either, the endpoint shows a page
 * with a link for each role.
 */
#ifndef DEVISSUER_DEV_AUTHORIZE_PRIVATE_H
#define DEVISSUER_DEV_AUTHORIZE_PRIVATE_H

#include "devissuer/dev_token_request.h"

/* Handles a GET request. Redirects the browser to the client with a code or an error, or shows the
 * page. */
void dev_authorize_serve(struct dev_call *call);

/* Handles POST /control/user, which selects the user for later authorization requests. */
void dev_authorize_choose_user(struct dev_call *call);

/* Redeems grant->code and stores the user and the scope of the code in `grant`. The code must be
 * known, not expired and not yet redeemed. The directory, client, redirect URI and code verifier
 * must match the code. Otherwise refuses the request and returns false. */
bool dev_authorize_redeem(struct dev_call *call, struct dev_token_request *grant);

#endif
