/*
 * claims: checks the payload of an access token against the policy.
 *
 * Each function that returns an enum refusal performs one check. It returns REFUSAL_NONE if the
 * token passes the check. Otherwise, it returns the reason to refuse the token. Sources: Microsoft
 * Entra docs "Access token claims reference"; RFC 7519 §4.1; RFC 9068 §2.2 and §4.
 */
#ifndef AUTH_CLAIMS_H
#define AUTH_CLAIMS_H

#include "auth/admin_policy.h"
#include "auth/issuer.h"
#include "registry/app.h"

#define CLAIMS_PERMISSIONS 3

/* The payload, and the claims that determine which key must verify the token. The guard reads these
 * claims before it verifies the signature. */
struct claims_context {
	const struct jsonread_node *payload;
	const struct issuer *issuer;
	enum token_version version; /* from `ver`; TOKEN_V2 for OpenID providers */
	struct guid directory; /* from `tid`; for OpenID providers, from issuer_find_directory() */
};

/* The verified claims that the guard uses. */
struct claims {
	enum token_version version;
	struct guid directory;
	struct guid client; /* client app id, from appid, azp or the provider's client_claim;
			       issuer_client_id() maps client names to ids */
	struct guid object; /* `oid` of the service principal or user; zero for OpenID providers */
	bool app_only; /* the token was issued to the app itself, not on behalf of a user */
	bool client_authenticated; /* the client proved its identity when it requested the token */
	uint32_t granted; /* permissions whose claims_requirement the token meets, as bits of enum
			     permission */
	uint32_t admin_roles; /* admin roles from the token's app roles and groups, as bits of enum
				 admin_role; 0 if admin.directories does not list the directory */
	int64_t not_before_s; /* 0: the token has no `nbf` */
	int64_t issued_s, expires_s;
};

/* The words of a setting that is a list. Comparisons with the words are case-sensitive. */
struct claims_list {
	const struct text *texts;
	size_t count;
};

/* The roles and scopes that grant a permission. An empty list means that the token needs no role or
 * scope. */
struct claims_requirement {
	enum permission permission;
	struct claims_list roles; /* an app-only token needs one of these roles */
	struct claims_list scopes; /* a delegated token needs one of these scopes */
};

struct claims_policy {
	const struct issuer_list *issuers;
	struct claims_list audiences;
	int64_t clock_skew_s;
	int64_t max_lifetime_s; /* maximum of exp - iat */
	struct claims_requirement requirements[CLAIMS_PERMISSIONS];
	struct admin_policy admins;
};

/* Parses the payload, which must be a JSON object without duplicate members. The parsed payload
 * lives in the arena. */
enum refusal claims_parse(
	struct arena *arena, struct text payload, struct claims_context *ret_context);

/* Calls issuer_of() with the claim `iss`, and stores the issuer in the context. */
enum refusal claims_find_issuer(const struct claims_policy *policy, struct claims_context *context);

/* claims_find_version() stores the token version in the context. claims_find_directory() stores the
 * directory. Call claims_find_issuer() before both functions. */
enum refusal claims_find_version(struct claims_context *context);
enum refusal claims_find_directory(
	const struct claims_policy *policy, struct claims_context *context);

/* These functions do not depend on the current time. A function with the parameter `claims` also
 * fills in the members of *claims that it reads from the payload. */
enum refusal claims_check_issuer(struct arena *arena, const struct claims_context *context);
enum refusal claims_check_audience(
	const struct claims_policy *policy, const struct claims_context *context);
enum refusal claims_check_times(const struct claims_policy *policy,
	const struct claims_context *context, struct claims *claims);
enum refusal claims_check_client(const struct claims_context *context, struct claims *claims);
enum refusal claims_check_subject_type(const struct claims_policy *policy,
	const struct claims_context *context, struct claims *claims);

/* These functions compare the token's times with the current time. Call them for every request,
 * even if the token is cached. */
enum refusal claims_check_expiry(
	const struct claims_policy *policy, const struct claims *claims, int64_t now_s);
enum refusal claims_check_start(
	const struct claims_policy *policy, const struct claims *claims, int64_t now_s);

/* Returns the name of the claim that contains the client id: appid, azp, or the client_claim of the
 * OpenID provider. */
const char *claims_client_claim(const struct claims_context *context);

#endif
