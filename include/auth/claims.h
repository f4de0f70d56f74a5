/*
 * claims: checks of an access token's payload against the policy.
 *
 * Each function that returns an enum refusal is one check: it returns REFUSAL_NONE if the token
 * passes, else the reason to refuse the token. Sources: Microsoft Entra docs "Access token claims
 * reference"; RFC 7519 §4.1; RFC 9068 §2.2 and §4.
 */
#ifndef AUTH_CLAIMS_H
#define AUTH_CLAIMS_H

#include "auth/admin_policy.h"
#include "auth/issuer.h"
#include "registry/app.h"

#define CLAIMS_PERMISSIONS 3

/* The payload, and the claims that select the key. These claims are read before the signature is
 * verified. */
struct claims_context {
	const struct jsonread_node *payload;
	const struct issuer *issuer;
	enum token_version version; /* from `ver`; TOKEN_V2 for OpenID providers */
	struct guid directory; /* from `tid`, or the directory configured for the provider */
};

/* The verified claims that the guard uses. */
struct claims {
	enum token_version version;
	struct guid directory;
	struct guid client; /* from appid, azp or the provider's client_claim; a client name is
			       mapped by issuer_client_id() */
	struct guid object; /* `oid` of the service principal or user; zero for OpenID providers */
	bool app_only; /* the token does not act for a user */
	bool client_authenticated; /* the client proved its identity when it requested the token */
	uint32_t granted; /* permissions whose claims_requirement the token meets, as bits of enum
			     permission */
	uint32_t admin_roles; /* from app roles and groups, as bits of enum admin_role; 0 if
				 admin.directories does not list the directory */
	int64_t not_before_s; /* 0: the token has no `nbf` */
	int64_t issued_s, expires_s;
};

/* The values of a setting. Comparisons are case-sensitive. */
struct claims_list {
	const struct text *texts;
	size_t count;
};

/* What a token needs for a permission. An empty list means that nothing is needed. */
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

/* Finds the issuer by `iss`, and stores it in the context. */
enum refusal claims_find_issuer(const struct claims_policy *policy, struct claims_context *context);

/* Store the version and the directory in the context. Call claims_find_issuer() first. */
enum refusal claims_find_version(struct claims_context *context);
enum refusal claims_find_directory(
	const struct claims_policy *policy, struct claims_context *context);

/* Checks that do not depend on the current time. A function with a `claims` parameter also stores
 * the claims that it reads in *claims. */
enum refusal claims_check_issuer(struct arena *arena, const struct claims_context *context);
enum refusal claims_check_audience(
	const struct claims_policy *policy, const struct claims_context *context);
enum refusal claims_check_times(const struct claims_policy *policy,
	const struct claims_context *context, struct claims *claims);
enum refusal claims_check_client(const struct claims_context *context, struct claims *claims);
enum refusal claims_check_subject_type(const struct claims_policy *policy,
	const struct claims_context *context, struct claims *claims);

/* Compare the token's times with the current time. They must run for every request, even if the
 * token is cached. */
enum refusal claims_check_expiry(
	const struct claims_policy *policy, const struct claims *claims, int64_t now_s);
enum refusal claims_check_start(
	const struct claims_policy *policy, const struct claims *claims, int64_t now_s);

/* Returns the name of the claim that contains the client id: appid, azp, or the client_claim of the
 * OpenID provider. */
const char *claims_client_claim(const struct claims_context *context);

#endif
