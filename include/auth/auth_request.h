/*
 * auth_request: the input and the result of authenticating one token with the guard.
 */
#ifndef AUTH_AUTH_REQUEST_H
#define AUTH_AUTH_REQUEST_H

#include "auth/claims.h"
#include "auth/jwks_waiter.h"
#include "registry/app_list.h"

/* The authenticated caller: a registered app or an admin. */
struct caller {
	struct claims claims;
	struct guid registration_id; /* zero for an admin */
	uint32_t permissions; /* permissions of the registration, as bits of enum permission; 0 for
				 an admin */
};

/* Values for the log, read from a token that was not verified and may be forged. Each text has at
 * most 256 bytes. A text is absent if the token does not contain the value or cannot be parsed. */
struct unverified_claims {
	struct text kid, issuer, directory, client;
	const char *hint; /* explains the refusal in the log, but must not appear in the response;
			     may be NULL */
};

/* The caller of guard_authenticate() sets the members from `arena` to `waiter`. The guard sets the
 * members from `caller` to `detail`. */
struct auth_request {
	struct arena *arena; /* arena of the HTTP request */
	struct text token;
	bool for_admin; /* true: accept only admins; false: accept only registered apps */
	const struct app_list *apps; /* may be NULL if for_admin is set */
	int64_t now_ms; /* wall-clock time */
	struct jwks_waiter *waiter; /* woken after a key fetch; NULL: AUTH_PENDING is not allowed */

	struct caller caller;
	struct unverified_claims unverified;
	struct text detail; /* message for the caller that quotes the token's ids or audience; if
			       absent, the refusal's own message is used */
};

#endif
