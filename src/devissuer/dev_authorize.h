/*
 * dev_authorize: the authorization endpoint, where a user signs in, and what its codes are
 * redeemed for (RFC 6749 §4.1; RFC 7636, S256 only).
 *
 * Who signs in is said by the request, by /control/user, or by whoever clicks on the page that is
 * shown where neither says it.
 */
#ifndef DEVISSUER_DEV_AUTHORIZE_PRIVATE_H
#define DEVISSUER_DEV_AUTHORIZE_PRIVATE_H

#include "devissuer/dev_token_request.h"

/* GET: back to the client with a code or an error, or a page with a link for each role. */
void dev_authorize_serve(struct dev_call *call);

/* POST to /control/user: who signs in from now on. */
void dev_authorize_choose_user(struct dev_call *call);

/* Puts the user of the grant's code into the grant, and what was asked for. False when the request
 * has been refused: the code is used, unknown or another client's, or the verifier is wrong. */
bool dev_authorize_redeem(struct dev_call *call, struct dev_token_request *grant);

#endif
