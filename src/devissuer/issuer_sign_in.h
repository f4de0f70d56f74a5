/*
 * issuer_sign_in: the authorization endpoint, where a user signs in, and what its codes are
 * redeemed for (RFC 6749 §4.1; RFC 7636, S256 only).
 *
 * Who signs in is said by the request, by /control/user, or by whoever clicks on the page that is
 * shown where neither says it.
 */
#ifndef DEVISSUER_ISSUER_SIGN_IN_H
#define DEVISSUER_ISSUER_SIGN_IN_H

#include "devissuer/issuer_grant.h"

/* GET: back to the client with a code or an error, or a page with a link for each role. */
void issuer_sign_in_serve(struct issuer_call *call);

/* POST to /control/user: who signs in from now on. */
void issuer_sign_in_choose(struct issuer_call *call);

/* Puts the user of the grant's code into the grant, and what was asked for. False when the request
 * has been refused: the code is used, unknown or another client's, or the verifier is wrong. */
bool issuer_sign_in_redeem(struct issuer_call *call, struct issuer_grant *grant);

#endif
