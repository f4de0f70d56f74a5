/*
 * guard: authenticates the token of each request, for a registered app or an admin.
 *
 * The guard checks the token in this order: its syntax; whether its directory has a registration,
 * so that tokens of unknown directories never cause a fetch; key, signature and claims. The result
 * is cached. The token's times and the app registration are checked on every request. On the admin
 * plane the configured admin policy replaces the registrations; neither plane's rules affect the
 * other. See docs/security.md.
 *
 * Thread-safe.
 */
#ifndef AUTH_GUARD_H
#define AUTH_GUARD_H

#include "auth/auth_request.h"
#include "auth/jwks_cache.h"

struct guard;

enum auth_result { AUTH_OK, AUTH_DENIED, AUTH_PENDING };

struct guard_options {
	const struct issuer_list *issuers;
	struct jwks_cache *jwks_cache;
	const char *audiences; /* this and the six below: lists separated by blanks or commas */
	const char *read_roles, *submit_roles, *export_roles; /* empty: none required */
	const char *read_scopes, *submit_scopes, *export_scopes;
	/* Lists of ids; NULL means empty. Without directories no token is accepted from admins. */
	const char *admin_directories;
	const char *admin_clients; /* empty: any client app */
	const char *admin_groups, *moderator_groups, *auditor_groups;
	int64_t clock_skew_s, max_lifetime_s;
	int64_t token_cache_bytes;
	int64_t token_cache_age_ms; /* a cached token older than this is validated again, including
				       its key */
};

/* `issuers` and `jwks_cache` must outlive the guard. */
struct guard *guard_new(const struct guard_options *options);
void guard_free(struct guard *guard);

/* Authenticates the token. AUTH_DENIED: *ret_refusal is the reason. AUTH_PENDING: call again after
 * auth->waiter was woken; until then the waiter owns `auth`. */
enum auth_result guard_authenticate(
	struct guard *guard, struct auth_request *auth, enum refusal *ret_refusal);

/* Like guard_authenticate(), but blocks up to `max_wait_ms` and never returns AUTH_PENDING. */
enum auth_result guard_authenticate_blocking(struct guard *guard, struct auth_request *auth,
	int64_t max_wait_ms, enum refusal *ret_refusal);

/* Stores the readable claims of an unverified token in auth->unverified, to log a refusal. */
void guard_read_unverified(struct auth_request *auth);

/* Returns REFUSAL_NONE if both the caller's registration and the token's roles or scopes grant the
 * permission. */
enum refusal guard_check_permission(const struct caller *caller, enum permission permission);

#endif
