/*
 * claims: the payload of an access token, read with type checks and held against policy.
 *
 * Each function is one check, so that the guard and a diagnosis run the very same. Sources:
 * Microsoft Entra docs "Access token claims reference", RFC 7519 §4.1, RFC 9068 §2.2 and §4.
 */
#ifndef AUTH_CLAIMS_H
#define AUTH_CLAIMS_H

#include "auth/admin_policy.h"
#include "auth/issuer.h"
#include "registry/app.h"

#define CLAIMS_PERMISSIONS 3

/* What has to be known before the key: the payload is not verified yet. */
struct claims_context {
	const struct jsonread_node *payload;
	const struct issuer *issuer;
	enum token_version version; /* ver; TOKEN_V2 for a provider's */
	struct guid directory; /* tid, or what stands for it */
};

/* What the guard keeps of a verified payload. */
struct claims {
	enum token_version version;
	struct guid directory;
	struct guid client; /* appid or azp, or what stands for it */
	struct guid object; /* oid: service principal or user; zero when absent */
	bool app_only; /* no user is involved */
	bool client_authenticated; /* the client proved who it is when it got the token */
	uint32_t granted; /* permissions whose role or scope requirements are met; bits */
	uint32_t admin_roles; /* by app role or group; 0 unless its directory has admins */
	int64_t not_before_s; /* 0: none */
	int64_t issued_s, expires_s;
};

/* Values of a setting, compared exactly. */
struct claims_list {
	const struct text *texts;
	size_t count;
};

/* What a token has to carry for a permission; empty lists ask for nothing. */
struct claims_requirement {
	enum permission permission;
	struct claims_list roles; /* of app-only tokens */
	struct claims_list scopes; /* of delegated tokens */
};

struct claims_policy {
	const struct issuer_list *issuers;
	struct claims_list audiences;
	int64_t clock_skew_s;
	int64_t max_lifetime_s; /* of exp - iat */
	struct claims_requirement requirements[CLAIMS_PERMISSIONS];
	struct admin_policy admins;
};

/* Parses the payload: an object without repeated members. */
enum refusal claims_parse(
	struct arena *arena, struct text payload, struct claims_context *ret_context);

/* Finds the issuer by iss, the version and the directory, in this order. */
enum refusal claims_find_issuer(const struct claims_policy *policy, struct claims_context *context);
enum refusal claims_find_version(struct claims_context *context);
enum refusal claims_find_directory(
	const struct claims_policy *policy, struct claims_context *context);

/* The checks that time does not change. Those with `claims` put there what they read. */
enum refusal claims_check_issuer(struct arena *arena, const struct claims_context *context);
enum refusal claims_check_audience(
	const struct claims_policy *policy, const struct claims_context *context);
enum refusal claims_check_times(const struct claims_policy *policy,
	const struct claims_context *context, struct claims *claims);
enum refusal claims_check_client(const struct claims_context *context, struct claims *claims);
enum refusal claims_check_subject_type(const struct claims_policy *policy,
	const struct claims_context *context, struct claims *claims);

/* Times against the clock; to be called for every request. */
enum refusal claims_check_expiry(
	const struct claims_policy *policy, const struct claims *claims, int64_t now_s);
enum refusal claims_check_start(
	const struct claims_policy *policy, const struct claims *claims, int64_t now_s);

/* The claim with the client's id: appid, azp, or the provider's. */
const char *claims_client_claim(const struct claims_context *context);

#endif
