#include "auth/claims.h"

#include <math.h>

/* 9999-12-31T23:59:59Z: a later time is a mistake or an attack. */
#define TIME_MAX_S 253402300799.0

/* Claims whose name in another case would make two readers of one token disagree. */
static const char *const case_exact[] = {"iss", "aud", "exp", "nbf", "iat", "ver", "tid", "oid",
	"sub", "scp", "idtyp", "appid", "azp", "appidacr", "azpacr", "roles"};

static bool read_guid(const struct jsonread_node *payload, const char *name, struct guid *ret_guid)
{
	return guid_parse_strict(jsonread_member_text(payload, name), ret_guid);
}

static enum refusal read_version(
	const struct jsonread_node *payload, enum token_version *ret_version)
{
	struct text ver = jsonread_member_text(payload, "ver");

	if (text_equal(ver, TEXT("2.0")))
		*ret_version = TOKEN_V2;
	else if (text_equal(ver, TEXT("1.0")))
		*ret_version = TOKEN_V1;
	else
		return REFUSAL_VER_UNKNOWN;
	return REFUSAL_NONE;
}

enum refusal claims_open(struct arena *arena, struct text payload, struct claims_head *ret_head)
{
	struct jsonread_flaw flaw = {0};
	const struct jsonread_node *root = jsonread_parse(arena, payload, &flaw);

	if (jsonread_type(root) != JSONREAD_OBJECT)
		return flaw.is_duplicate ? REFUSAL_MEMBER_REPEATED : REFUSAL_PAYLOAD_MALFORMED;
	for (size_t i = 0; i < sizeof(case_exact) / sizeof(case_exact[0]); i++) {
		if (jsonread_has_case_variant(root, case_exact[i]))
			return REFUSAL_MEMBER_REPEATED;
	}
	ret_head->payload = root;
	if (!read_guid(root, "tid", &ret_head->directory))
		return REFUSAL_TID_INVALID;
	return read_version(root, &ret_head->version);
}

/* RFC 7519 §2: a NumericDate may have a fraction. */
static bool read_time(const struct jsonread_node *node, int64_t *ret_time_s)
{
	double value;

	if (!jsonread_number(node, &value) || !(value >= 0 && value <= TIME_MAX_S))
		return false;
	*ret_time_s = (int64_t)floor(value);
	return true;
}

static enum refusal check_times(const struct jsonread_node *payload,
	const struct claims_policy *policy, struct claims *claims)
{
	const struct jsonread_node *nbf = jsonread_member(payload, "nbf");
	const struct jsonread_node *iat = jsonread_member(payload, "iat");
	int64_t issued_s;

	if (!read_time(jsonread_member(payload, "exp"), &claims->expires_s))
		return REFUSAL_EXP_INVALID;
	claims->not_before_s = 0;
	if (nbf != NULL &&
		(!read_time(nbf, &claims->not_before_s) ||
			claims->not_before_s >= claims->expires_s))
		return REFUSAL_NBF_INVALID;
	/* Entra always says when it issued; without it no lifetime could be bounded. */
	if (!read_time(iat, &issued_s) || issued_s >= claims->expires_s)
		return REFUSAL_NBF_INVALID;
	if (claims->expires_s - issued_s > policy->max_lifetime_s)
		return REFUSAL_LIFETIME_TOO_LONG;
	if (issued_s > claims->not_before_s)
		claims->not_before_s = issued_s;
	return REFUSAL_NONE;
}

static bool is_audience(const struct claims_policy *policy, struct text aud)
{
	for (size_t i = 0; i < policy->audience_count; i++) {
		if (text_equal(policy->audiences[i], aud))
			return true;
	}
	return false;
}

static enum refusal check_audience(
	const struct jsonread_node *aud, const struct claims_policy *policy)
{
	bool found = false;

	if (jsonread_type(aud) == JSONREAD_STRING)
		return is_audience(policy, jsonread_text(aud)) ? REFUSAL_NONE : REFUSAL_AUD_WRONG;
	if (jsonread_type(aud) != JSONREAD_ARRAY)
		return REFUSAL_AUD_WRONG;
	for (size_t i = 0; i < jsonread_count(aud); i++) {
		struct text member = jsonread_text(jsonread_element(aud, i));

		if (!text_is_set(member))
			return REFUSAL_AUD_WRONG;
		found = found || is_audience(policy, member);
	}
	return found ? REFUSAL_NONE : REFUSAL_AUD_WRONG;
}

static enum refusal check_client(const struct jsonread_node *payload, struct claims *claims)
{
	bool v2 = claims->version == TOKEN_V2;
	struct text acr = jsonread_member_text(payload, v2 ? "azpacr" : "appidacr");
	struct guid other;

	if (!read_guid(payload, v2 ? "azp" : "appid", &claims->client))
		return REFUSAL_CLIENT_INVALID;
	if (jsonread_member(payload, v2 ? "appid" : "azp") != NULL &&
		(!read_guid(payload, v2 ? "appid" : "azp", &other) ||
			!guid_equal(other, claims->client)))
		return REFUSAL_CLIENT_AMBIGUOUS;
	claims->client_authenticated = text_equal(acr, TEXT("1")) || text_equal(acr, TEXT("2"));
	return REFUSAL_NONE;
}

/* App-only or delegated: idtyp where the API asked for it, else scp, else oid against sub. */
static enum refusal check_kind(const struct jsonread_node *payload, struct claims *claims)
{
	const struct jsonread_node *scp = jsonread_member(payload, "scp");
	const struct jsonread_node *idtyp = jsonread_member(payload, "idtyp");
	struct text oid = jsonread_member_text(payload, "oid");
	struct text sub = jsonread_member_text(payload, "sub");

	if (!guid_parse_strict(oid, &claims->object))
		return REFUSAL_TOKEN_KIND_UNKNOWN;
	if (scp != NULL && jsonread_type(scp) != JSONREAD_STRING)
		return REFUSAL_TOKEN_KIND_UNKNOWN;
	claims->app_only = scp == NULL;
	if (idtyp != NULL) {
		bool says_app = text_equal(jsonread_text(idtyp), TEXT("app"));

		if (!says_app && !text_equal(jsonread_text(idtyp), TEXT("user")))
			return REFUSAL_TOKEN_KIND_UNKNOWN;
		return says_app == claims->app_only ? REFUSAL_NONE : REFUSAL_TOKEN_KIND_UNKNOWN;
	}
	if (scp != NULL)
		return REFUSAL_NONE;
	return text_equal(oid, sub) ? REFUSAL_NONE : REFUSAL_TOKEN_KIND_UNKNOWN;
}

enum refusal claims_check(struct arena *arena, const struct claims_head *head,
	const struct claims_policy *policy, struct claims *ret_claims)
{
	struct claims claims = {.version = head->version, .directory = head->directory};
	struct text issuer = cloud_issuer(arena, policy->cloud, head->version, head->directory);
	enum refusal refusal = REFUSAL_NONE;

	if (!text_equal(jsonread_member_text(head->payload, "iss"), issuer))
		refusal = REFUSAL_ISS_WRONG;
	if (refusal == REFUSAL_NONE)
		refusal = check_audience(jsonread_member(head->payload, "aud"), policy);
	if (refusal == REFUSAL_NONE)
		refusal = check_times(head->payload, policy, &claims);
	if (refusal == REFUSAL_NONE)
		refusal = check_client(head->payload, &claims);
	if (refusal == REFUSAL_NONE)
		refusal = check_kind(head->payload, &claims);
	if (refusal == REFUSAL_NONE)
		*ret_claims = claims;
	return refusal;
}

enum refusal claims_check_time(
	const struct claims *claims, const struct claims_policy *policy, int64_t now_s)
{
	if (now_s >= claims->expires_s + policy->clock_skew_s)
		return REFUSAL_TOKEN_EXPIRED;
	if (now_s + policy->clock_skew_s < claims->not_before_s)
		return REFUSAL_TOKEN_NOT_YET_VALID;
	return REFUSAL_NONE;
}
