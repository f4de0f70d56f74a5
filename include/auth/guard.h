/*
 * guard: authenticates the caller of each request by its token. The caller is a registered app or
 * an admin.
 *
 * The guard first checks the token's syntax. It then checks that an app of the token's directory is
 * registered. Tokens of unknown directories therefore never cause a key fetch. The guard then finds
 * the key and checks the signature and the claims. If the token passes these checks, the guard
 * caches the claims, and skips the checks for later requests with the same token. The guard checks
 * the token's times and the app registration on every request. For an admin, the guard checks the
 * configured admin policy instead of the app registrations. See docs/security.md.
 *
 * Thread-safe.
 */
#ifndef AUTH_GUARD_H
#define AUTH_GUARD_H

#include "auth/auth_request.h"
#include "auth/jwks_cache.h"

struct guard;

enum auth_result { AUTH_OK, AUTH_DENIED, AUTH_PENDING };

/* Each list of audiences, roles, scopes or ids is a string of words, separated by blanks or
 * commas. */
struct guard_options {
	const struct issuer_list *issuers; /* borrowed */
	struct jwks_cache *jwks_cache; /* borrowed */
	const char *audiences; /* accepted values of `aud` */

	/* The roles and scopes for each permission. An app-only token needs one of the roles. A
	 * delegated token needs one of the scopes. If the list is empty, the token needs no role or
	 * scope. */
	const char *read_roles, *submit_roles, *export_roles;
	const char *read_scopes, *submit_scopes, *export_scopes;

	/* The admin policy (auth/admin_policy.h). NULL means an empty list. */
	const char *admin_directories; /* if empty, no token is accepted as an admin credential */
	const char *admin_clients; /* if empty, every client app is accepted */
	const char *admin_groups, *moderator_groups, *auditor_groups;

	int64_t clock_skew_s, max_lifetime_s;
	int64_t token_cache_bytes;
	int64_t token_cache_age_ms; /* age at which a cached token is validated again, including the
				       lookup of its key */
};

/* Creates a guard, which copies the lists in `options`. options->issuers and options->jwks_cache
 * must outlive the guard. */
struct guard *guard_new(const struct guard_options *options);
void guard_free(struct guard *guard);

/* Authenticates auth->token. If the result is AUTH_OK, auth->caller is set. If the result is
 * AUTH_DENIED, *ret_refusal is the reason. If the result is AUTH_PENDING, do not access `auth`
 * until auth->waiter is woken; then call guard_authenticate() again. */
enum auth_result guard_authenticate(
	struct guard *guard, struct auth_request *auth, enum refusal *ret_refusal);

/* Like guard_authenticate(), but never returns AUTH_PENDING. If keys must be fetched, blocks for up
 * to `max_wait_ms`. */
enum auth_result guard_authenticate_blocking(struct guard *guard, struct auth_request *auth,
	int64_t max_wait_ms, enum refusal *ret_refusal);

/* Parses auth->token without verifying the token. Stores the values that can be read in
 * auth->unverified, so that the caller can log a refusal. */
void guard_read_unverified(struct auth_request *auth);

/* Returns REFUSAL_NONE if both the caller's registration and the token's roles or scopes grant the
 * permission. Otherwise returns REFUSAL_PERMISSION_MISSING, REFUSAL_ROLE_MISSING or
 * REFUSAL_SCOPE_MISSING. */
enum refusal guard_check_permission(const struct caller *caller, enum permission permission);

#endif
