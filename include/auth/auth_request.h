/*
 * auth_request: one request to authenticate a token, with its input and its result.
 */
#ifndef AUTH_AUTH_REQUEST_H
#define AUTH_AUTH_REQUEST_H

#include "auth/claims.h"
#include "auth/jwks_waiter.h"
#include "registry/app_list.h"

/* The authenticated caller. Apps have a registration; admins have registration_id zero, no
 * permissions, and their roles in the claims. */
struct caller {
	struct claims claims;
	struct guid registration_id;
	uint32_t permissions;
};

/* Claims read from a token that may be forged, for the log only. Each text has at most 256 bytes
 * and is absent if it could not be read. */
struct unverified_claims {
	struct text kid, issuer, directory, client;
	const char *hint; /* a reason for the log that the response does not reveal, or NULL */
};

/* The caller of guard_authenticate() fills the first group; the guard fills the second. */
struct auth_request {
	struct arena *arena; /* of the HTTP request */
	struct text token;
	bool for_admin; /* accept admins, not registered apps */
	const struct app_list *apps; /* may be NULL if for_admin is set */
	int64_t now_ms;
	struct jwks_waiter *waiter; /* NULL: never return AUTH_PENDING */

	struct caller caller;
	struct unverified_claims unverified;
	struct text detail; /* message with this token's ids; absent: use the refusal's message */
};

#endif
