/*
 * claims: checks of an access token's payload against the policy.
 *
 * Each function is one check. The guard and diagnoses call the same functions, so they always
 * agree. Sources: Microsoft Entra docs "Access token claims reference"; RFC 7519 §4.1; RFC
 * 9068 sections 2.2 and 4.
 */
#ifndef AUTH_CLAIMS_H
#define AUTH_CLAIMS_H

#include "auth/admin_policy.h"
#include "auth/issuer.h"
#include "registry/app.h"

#define CLAIMS_PERMISSIONS 3

/* The claims that select the key. They are read before the signature is verified. */
struct claims_context {
	const struct jsonread_node *payload;
	const struct issuer *issuer;
	enum token_version version; /* ver; TOKEN_V2 for OpenID providers */
	struct guid directory; /* tid, or the directory configured for the provider */
};

/* The verified claims that the guard uses. */
struct claims {
	enum token_version version;
	struct guid directory;
	struct guid client; /* appid, azp, or the id derived for a provider's client */
	struct guid object; /* oid of the service principal or user; zero if absent */
	bool app_only; /* the token does not act for a user */
	bool client_authenticated; /* the client authenticated to get the token */
	uint32_t granted; /* bits of the permissions whose role or scope requirements are met */
	uint32_t admin_roles; /* from app roles and groups; 0 unless the directory is an admin
				 directory */
	int64_t not_before_s; /* 0: no nbf */
	int64_t issued_s, expires_s;
};

/* The values of a setting; comparisons are exact. */
struct claims_list {
	const struct text *texts;
	size_t count;
};

/* The roles or scopes that a token needs for a permission: any one of the list, or none if the list
 * is empty. */
struct claims_requirement {
	enum permission permission;
	struct claims_list roles; /* for app-only tokens */
	struct claims_list scopes; /* for delegated tokens */
};

struct claims_policy {
	const struct issuer_list *issuers;
	struct claims_list audiences;
	int64_t clock_skew_s;
	int64_t max_lifetime_s; /* limit for exp - iat */
	struct claims_requirement requirements[CLAIMS_PERMISSIONS];
	struct admin_policy admins;
};

/* Parses the payload, which must be a JSON object without duplicate members. */
enum refusal claims_parse(
	struct arena *arena, struct text payload, struct claims_context *ret_context);

/* Find the issuer (by iss), the version and the directory. Call claims_find_issuer() first. */
enum refusal claims_find_issuer(const struct claims_policy *policy, struct claims_context *context);
enum refusal claims_find_version(struct claims_context *context);
enum refusal claims_find_directory(
	const struct claims_policy *policy, struct claims_context *context);

/* Checks that do not depend on the current time. A function with a `claims` argument also stores
 * the claims it has read. */
enum refusal claims_check_issuer(struct arena *arena, const struct claims_context *context);
enum refusal claims_check_audience(
	const struct claims_policy *policy, const struct claims_context *context);
enum refusal claims_check_times(const struct claims_policy *policy,
	const struct claims_context *context, struct claims *claims);
enum refusal claims_check_client(const struct claims_context *context, struct claims *claims);
enum refusal claims_check_subject_type(const struct claims_policy *policy,
	const struct claims_context *context, struct claims *claims);

/* Compare the token's times with the clock. Call them for every request, even if the token is
 * cached. */
enum refusal claims_check_expiry(
	const struct claims_policy *policy, const struct claims *claims, int64_t now_s);
enum refusal claims_check_start(
	const struct claims_policy *policy, const struct claims *claims, int64_t now_s);

/* Returns the name of the claim that contains the client id: appid, azp, or the provider's
 * client_claim. */
const char *claims_client_claim(const struct claims_context *context);

#endif
