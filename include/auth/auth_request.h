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
	uint32_t permissions; /* of the registration: bits of enum permission; 0 for an admin */
};

/* Values from a token that may be forged, for the log only. Each text has at most 256 bytes. A text
 * is absent if the token does not contain the value or cannot be parsed. */
struct unverified_claims {
	struct text kid, issuer, directory, client;
	const char *hint; /* a reason for the refusal that the response must not reveal, or NULL */
};

/* The caller of guard_authenticate() sets the members up to `waiter`. The guard sets the others. */
struct auth_request {
	struct arena *arena; /* of the HTTP request */
	struct text token;
	bool for_admin; /* accept only admins; otherwise accept only registered apps */
	const struct app_list *apps; /* may be NULL if for_admin is set */
	int64_t now_ms; /* wall-clock time */
	struct jwks_waiter *waiter; /* woken after a key fetch; NULL: never return AUTH_PENDING */

	struct caller caller;
	struct unverified_claims unverified;
	struct text detail; /* a message that quotes this token's ids or audience; absent: use the
			       refusal's own message */
};

#endif
