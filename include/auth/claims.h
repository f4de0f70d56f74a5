/*
 * claims: the payload of an Entra access token, read with type checks and held against policy.
 *
 * Sources: Microsoft Entra docs "Access token claims reference", RFC 7519 §4.1, RFC 9068 §4.
 */
#ifndef AUTH_CLAIMS_H
#define AUTH_CLAIMS_H

#include "auth/cloud.h"
#include "auth/refusal.h"
#include "base/jsonread.h"

/* What has to be known before the key: the payload is not verified yet. */
struct claims_head {
	const struct jsonread_node *payload;
	enum token_version version; /* ver */
	struct guid directory; /* tid */
};

/* What the guard keeps of a verified payload. */
struct claims {
	enum token_version version;
	struct guid directory; /* tid */
	struct guid client; /* appid or azp */
	struct guid object; /* oid: service principal or user; zero when absent */
	bool app_only; /* no user is involved */
	bool client_authenticated; /* appidacr or azpacr is "1" or "2" */
	int64_t not_before_s, expires_s;
};

struct claims_policy {
	const struct cloud *cloud;
	const struct text *audiences;
	size_t audience_count;
	int64_t clock_skew_s;
	int64_t max_lifetime_s; /* of exp - iat */
};

/* Parses the payload and finds directory and version. */
enum refusal claims_open(struct arena *arena, struct text payload, struct claims_head *ret_head);

/* Every check that time does not change: iss, aud, client, kind, and that times are times. */
enum refusal claims_check(struct arena *arena, const struct claims_head *head,
	const struct claims_policy *policy, struct claims *ret_claims);

/* exp and nbf against the clock; to be called for every request. */
enum refusal claims_check_time(
	const struct claims *claims, const struct claims_policy *policy, int64_t now_s);

#endif
