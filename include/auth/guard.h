/*
 * guard: authenticates the caller of each request, a registered app or an admin, by its token.
 *
 * The guard first checks the token's syntax, and that an app of the token's directory is
 * registered. Tokens of unknown directories therefore never cause a key fetch. The guard then finds
 * the key and checks the signature and the claims. If the token passes, its claims are cached, and
 * later requests with the same token skip these checks. The token's times and the app registration
 * are checked on every request. For an admin, the configured admin policy replaces the app
 * registrations. See docs/security.md.
 *
 * Thread-safe.
 */
#ifndef AUTH_GUARD_H
#define AUTH_GUARD_H

#include "auth/auth_request.h"
#include "auth/jwks_cache.h"

struct guard;

enum auth_result { AUTH_OK, AUTH_DENIED, AUTH_PENDING };

/* A list is a string of words separated by blanks or commas. */
struct guard_options {
	const struct issuer_list *issuers; /* borrowed */
	struct jwks_cache *jwks_cache; /* borrowed */
	const char *audiences; /* accepted values of `aud` */

	/* The roles and scopes for each permission. An app-only token needs one of the roles, and a
	 * delegated token one of the scopes. An empty list means that none is needed. */
	const char *read_roles, *submit_roles, *export_roles;
	const char *read_scopes, *submit_scopes, *export_scopes;

	/* The admin policy (auth/admin_policy.h). NULL means an empty list. */
	const char *admin_directories; /* if empty, no token is accepted as an admin credential */
	const char *admin_clients; /* if empty, every client app is accepted */
	const char *admin_groups, *moderator_groups, *auditor_groups;

	int64_t clock_skew_s, max_lifetime_s;
	int64_t token_cache_bytes;
	int64_t token_cache_age_ms; /* time after which a cached token is validated again, including
				       the lookup of its key */
};

/* Copies the lists. options->issuers and options->jwks_cache must outlive the guard. */
struct guard *guard_new(const struct guard_options *options);
void guard_free(struct guard *guard);

/* Authenticates auth->token. If the result is AUTH_OK, auth->caller is set. If the result is
 * AUTH_DENIED, *ret_refusal is the reason. If the result is AUTH_PENDING, the caller must not touch
 * `auth` until auth->waiter is woken, and must then call the function again. */
enum auth_result guard_authenticate(
	struct guard *guard, struct auth_request *auth, enum refusal *ret_refusal);

/* Like guard_authenticate(), but if keys must be fetched, blocks for up to `max_wait_ms`. Never
 * returns AUTH_PENDING. */
enum auth_result guard_authenticate_blocking(struct guard *guard, struct auth_request *auth,
	int64_t max_wait_ms, enum refusal *ret_refusal);

/* Parses auth->token without verifying it, and stores the readable values in auth->unverified, so
 * that a refusal can be logged. */
void guard_read_unverified(struct auth_request *auth);

/* Returns REFUSAL_NONE if both the caller's registration and the token's roles or scopes grant the
 * permission. Otherwise returns REFUSAL_PERMISSION_MISSING, REFUSAL_ROLE_MISSING or
 * REFUSAL_SCOPE_MISSING. */
enum refusal guard_check_permission(const struct caller *caller, enum permission permission);

#endif
