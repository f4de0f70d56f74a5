/*
 * guard: decides for each request whether a registered app sends it, or an admin.
 *
 * Order: shape of the token, then whether its directory has any registration (so that a stranger's
 * token never causes an outbound request), key, signature, claims, and then, also for a token seen
 * before, times and the registry row. For an admin the configuration stands in the registry's
 * place: neither plane's admission says anything about the other's. DESIGN: docs/security.md.
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
	const char *audiences; /* this and the six below: separated by blanks or commas */
	const char *read_roles, *submit_roles, *export_roles; /* empty: none is asked for */
	const char *read_scopes, *submit_scopes, *export_scopes;
	/* Ids, separated likewise; NULL is empty. No directories: no token is an admin's. */
	const char *admin_directories;
	const char *admin_clients; /* empty: any client app */
	const char *admin_groups, *moderator_groups, *auditor_groups;
	int64_t clock_skew_s, max_lifetime_s;
	int64_t token_cache_bytes;
	int64_t token_cache_age_ms; /* a verdict older than this is made anew, keys and all */
};

/* `issuers` and `jwks_cache` must outlive the guard. */
struct guard *guard_new(const struct guard_options *options);
void guard_free(struct guard *guard);

/* AUTH_PENDING: ask again when the waiter was woken. AUTH_DENIED: *ret_refusal says why. */
enum auth_result guard_authenticate(
	struct guard *guard, struct auth_request *auth, enum refusal *ret_refusal);

/* The same on a thread that may wait, for `max_wait_ms` at most: never AUTH_PENDING. */
enum auth_result guard_authenticate_blocking(struct guard *guard, struct auth_request *auth,
	int64_t max_wait_ms, enum refusal *ret_refusal);

/* Notes in auth->unverified what the token says of itself, as far as it can be read. For the log
 * line of a refusal. */
void guard_read_unverified(struct auth_request *auth);

/* Whether the caller's registration, and the token's roles or scopes, have the permission. */
enum refusal guard_check_permission(const struct caller *caller, enum permission permission);

#endif
