/*
 * auth_request: one decision about a token: what is asked, and what was found.
 */
#ifndef AUTH_AUTH_REQUEST_H
#define AUTH_AUTH_REQUEST_H

#include "auth/claims.h"
#include "auth/jwks_waiter.h"
#include "registry/app_list.h"

/* Who a verified token says is calling, and the registration that lets it in. An admin has none:
 * zero, and no permissions; the roles are in the claims. */
struct caller {
	struct claims claims;
	struct guid registration_id;
	uint32_t permissions;
};

/* What an unverified token says, for the log only: up to 256 bytes each, absent where it could not
 * be read. */
struct unverified_claims {
	struct text kid, issuer, directory, client;
	const char *hint; /* NULL, or what the caller is not told */
};

/* One decision. The asker fills the first part. */
struct auth_request {
	struct arena *arena; /* of the request */
	struct text token;
	bool for_admin; /* on the admin plane: admins pass, and no app for being registered */
	const struct app_list *apps; /* may be NULL when it is for an admin */
	int64_t now_ms;
	struct jwks_waiter *waiter; /* NULL: answer now, whatever is known */

	struct caller caller;
	struct unverified_claims unverified;
	struct text detail; /* sentence with this token's ids, or absent: the refusal's own */
};

#endif
