#include "auth/claims.h"

#include <math.h>
#include <string.h>

/* 9999-12-31T23:59:59Z; a later time is a mistake or an attack. */
#define TIME_MAX_S 253402300799.0

/* Two parsers could disagree about a token with one of these names in another case. */
static const struct text case_exact[] = {TEXT_INIT("iss"), TEXT_INIT("aud"), TEXT_INIT("exp"),
	TEXT_INIT("nbf"), TEXT_INIT("iat"), TEXT_INIT("ver"), TEXT_INIT("tid"), TEXT_INIT("oid"),
	TEXT_INIT("sub"), TEXT_INIT("scp"), TEXT_INIT("scope"), TEXT_INIT("idtyp"),
	TEXT_INIT("appid"), TEXT_INIT("azp"), TEXT_INIT("appidacr"), TEXT_INIT("azpacr"),
	TEXT_INIT("roles"), TEXT_INIT("groups"), TEXT_INIT("client_id")};

static bool read_guid(const struct jsonread_node *payload, const char *name, struct guid *ret_guid)
{
	return guid_parse_strict(jsonread_member_text(payload, name), ret_guid);
}

static bool has_text(const struct claims_list *list, struct text t)
{
	for (size_t i = 0; i < list->count; i++) {
		if (text_equal(list->texts[i], t))
			return true;
	}
	return false;
}

enum refusal claims_parse(
	struct arena *arena, struct text payload, struct claims_context *ret_context)
{
	struct jsonread_flaw flaw = {0};
	const struct jsonread_node *root = jsonread_parse(arena, payload, &flaw);

	if (jsonread_type(root) != JSONREAD_OBJECT)
		return flaw.is_duplicate ? REFUSAL_MEMBER_REPEATED : REFUSAL_PAYLOAD_MALFORMED;
	if (jsonread_has_case_variant(root, case_exact, sizeof(case_exact) / sizeof(case_exact[0])))
		return REFUSAL_MEMBER_REPEATED;
	ret_context->payload = root;
	return REFUSAL_NONE;
}

enum refusal claims_find_issuer(const struct claims_policy *policy, struct claims_context *context)
{
	struct text iss = jsonread_member_text(context->payload, "iss");

	if (!text_is_set(iss))
		return REFUSAL_ISS_MISSING;
	context->issuer = issuer_of(policy->issuers, iss);
	return context->issuer == NULL ? REFUSAL_ISS_UNKNOWN : REFUSAL_NONE;
}

enum refusal claims_find_version(struct claims_context *context)
{
	struct text ver = jsonread_member_text(context->payload, "ver");

	context->version = TOKEN_V2;
	if (context->issuer->kind == ISSUER_OPENID || text_equal(ver, TEXT("2.0")))
		return REFUSAL_NONE;
	context->version = TOKEN_V1;
	return text_equal(ver, TEXT("1.0")) ? REFUSAL_NONE : REFUSAL_VER_UNKNOWN;
}

enum refusal claims_find_directory(
	const struct claims_policy *policy, struct claims_context *context)
{
	const struct issuer *issuer = context->issuer;
	struct text value = TEXT_NONE;

	if (issuer->kind == ISSUER_ENTRA) {
		if (!read_guid(context->payload, "tid", &context->directory))
			return REFUSAL_TID_INVALID;
		return issuer_is_openid(policy->issuers, context->directory)
			? REFUSAL_DIRECTORY_UNKNOWN
			: REFUSAL_NONE;
	}
	if (issuer->directory_claim[0] != '\0')
		value = jsonread_member_text(context->payload, issuer->directory_claim);
	return issuer_find_directory(issuer, value, &context->directory)
		? REFUSAL_NONE
		: REFUSAL_DIRECTORY_UNKNOWN;
}

/* Returns true if `iss` is the template with any directory. */
static bool has_form(struct text iss, const char *template)
{
	struct text all = text_from(template);
	size_t before = text_find(all, '{');
	struct text after = text_slice(all, before + strlen("{tid}"), all.length);
	struct guid any;

	return iss.length == before + GUID_TEXT_BYTES + after.length &&
		text_equal(text_slice(iss, 0, before), text_slice(all, 0, before)) &&
		text_equal(text_slice(iss, before + GUID_TEXT_BYTES, iss.length), after) &&
		guid_parse_strict(text_slice(iss, before, GUID_TEXT_BYTES), &any);
}

/* Finds out which of iss, tid and ver does not match the other two. */
static enum refusal judge_issuer(
	struct arena *arena, const struct claims_context *context, struct text iss)
{
	const struct cloud *cloud = context->issuer->cloud;
	enum token_version other = context->version == TOKEN_V2 ? TOKEN_V1 : TOKEN_V2;

	if (text_equal(iss, cloud_issuer(arena, cloud, other, context->directory)))
		return REFUSAL_VER_MISMATCH;
	return has_form(iss, cloud->issuer[TOKEN_V1]) || has_form(iss, cloud->issuer[TOKEN_V2])
		? REFUSAL_TID_MISMATCH
		: REFUSAL_ISS_WRONG;
}

enum refusal claims_check_issuer(struct arena *arena, const struct claims_context *context)
{
	struct text iss = jsonread_member_text(context->payload, "iss");

	/* The provider was found by its complete iss. */
	if (context->issuer->kind == ISSUER_OPENID)
		return REFUSAL_NONE;
	if (text_equal(iss,
		    cloud_issuer(
			    arena, context->issuer->cloud, context->version, context->directory)))
		return REFUSAL_NONE;
	return judge_issuer(arena, context, iss);
}

/* Old v1.0 tokens contain the audience as a service principal name, spn:{client id}. */
static bool is_audience(
	const struct claims_policy *policy, const struct claims_context *context, struct text aud)
{
	bool may_be_spn = context->version == TOKEN_V1 && text_starts_with(aud, TEXT("spn:"));

	return has_text(&policy->audiences, aud) ||
		(may_be_spn && has_text(&policy->audiences, text_slice(aud, 4, aud.length)));
}

enum refusal claims_check_audience(
	const struct claims_policy *policy, const struct claims_context *context)
{
	const struct jsonread_node *aud = jsonread_member(context->payload, "aud");
	bool found = false;

	if (aud == NULL)
		return REFUSAL_AUD_MISSING;
	if (jsonread_type(aud) == JSONREAD_STRING)
		return is_audience(policy, context, jsonread_text(aud)) ? REFUSAL_NONE
									: REFUSAL_AUD_WRONG;
	if (jsonread_type(aud) != JSONREAD_ARRAY)
		return REFUSAL_AUD_WRONG;
	for (size_t i = 0; i < jsonread_count(aud); i++) {
		struct text member = jsonread_text(jsonread_element(aud, i));

		if (!text_is_set(member))
			return REFUSAL_AUD_WRONG;
		found = found || is_audience(policy, context, member);
	}
	return found ? REFUSAL_NONE : REFUSAL_AUD_WRONG;
}

/* A NumericDate may have a fraction (RFC 7519 §2). Returns `invalid` if the node is not a
 * number. */
static enum refusal read_time(
	const struct jsonread_node *node, enum refusal invalid, int64_t *ret_time_s)
{
	double value;

	if (!jsonread_number(node, &value))
		return invalid;
	if (!(value >= 0 && value <= TIME_MAX_S))
		return REFUSAL_TIME_OUT_OF_RANGE;
	*ret_time_s = (int64_t)floor(value);
	return REFUSAL_NONE;
}

enum refusal claims_check_times(const struct claims_policy *policy,
	const struct claims_context *context, struct claims *claims)
{
	const struct jsonread_node *nbf = jsonread_member(context->payload, "nbf");
	enum refusal refusal = read_time(
		jsonread_member(context->payload, "exp"), REFUSAL_EXP_INVALID, &claims->expires_s);

	claims->not_before_s = 0;
	if (refusal == REFUSAL_NONE && nbf != NULL)
		refusal = read_time(nbf, REFUSAL_NBF_INVALID, &claims->not_before_s);
	/* iat is required: without it the lifetime could not be limited. Every issuer sends it. */
	if (refusal == REFUSAL_NONE)
		refusal = read_time(jsonread_member(context->payload, "iat"), REFUSAL_NBF_INVALID,
			&claims->issued_s);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (claims->not_before_s >= claims->expires_s || claims->issued_s >= claims->expires_s)
		return REFUSAL_NBF_AFTER_EXP;
	return claims->expires_s - claims->issued_s > policy->max_lifetime_s
		? REFUSAL_LIFETIME_TOO_LONG
		: REFUSAL_NONE;
}

const char *claims_client_claim(const struct claims_context *context)
{
	if (context->issuer != NULL && context->issuer->kind == ISSUER_OPENID)
		return context->issuer->client_claim;
	return context->version == TOKEN_V2 ? "azp" : "appid";
}

static enum refusal check_openid_client(const struct claims_context *context, struct claims *claims)
{
	struct text client = jsonread_member_text(context->payload, context->issuer->client_claim);

	if (!context->issuer->client_names)
		return guid_parse_strict(client, &claims->client) ? REFUSAL_NONE
								  : REFUSAL_CLIENT_INVALID;
	if (client.length == 0 || client.length > ISSUER_CLIENT_NAME_BYTES_MAX)
		return REFUSAL_CLIENT_INVALID;
	claims->client = issuer_client_id(context->directory, client);
	return REFUSAL_NONE;
}

enum refusal claims_check_client(const struct claims_context *context, struct claims *claims)
{
	const char *other_name = context->version == TOKEN_V2 ? "appid" : "azp";
	struct guid other;

	if (context->issuer->kind == ISSUER_OPENID)
		return check_openid_client(context, claims);
	if (!read_guid(context->payload, claims_client_claim(context), &claims->client))
		return REFUSAL_CLIENT_INVALID;
	if (jsonread_member(context->payload, other_name) != NULL &&
		(!read_guid(context->payload, other_name, &other) ||
			!guid_equal(other, claims->client)))
		return REFUSAL_CLIENT_AMBIGUOUS;
	return REFUSAL_NONE;
}

/* Without a user, sub is the client (RFC 9068 §2.2). Only such a token proves that the
 * client has authenticated (RFC 6749 §4.4), unless the issuer has only confidential
 * clients. */
static enum refusal check_openid_subject_type(
	const struct claims_context *context, struct claims *claims)
{
	struct text sub = jsonread_member_text(context->payload, "sub");
	struct text client = jsonread_member_text(context->payload, context->issuer->client_claim);

	if (sub.length == 0)
		return REFUSAL_SUB_MISSING;
	claims->app_only = text_equal(sub, client);
	claims->client_authenticated = claims->app_only || context->issuer->clients_authenticate;
	return REFUSAL_NONE;
}

/* Decides between app-only and delegated by idtyp if the token has it, else by scp, else by
 * comparing oid and sub. */
static enum refusal check_entra_subject_type(
	const struct claims_context *context, struct claims *claims)
{
	const struct jsonread_node *scp = jsonread_member(context->payload, "scp");
	const struct jsonread_node *idtyp = jsonread_member(context->payload, "idtyp");
	struct text oid = jsonread_member_text(context->payload, "oid");
	struct text acr = jsonread_member_text(
		context->payload, context->version == TOKEN_V2 ? "azpacr" : "appidacr");
	bool says_app = text_equal(jsonread_text(idtyp), TEXT("app"));

	claims->client_authenticated = text_equal(acr, TEXT("1")) || text_equal(acr, TEXT("2"));
	claims->app_only = scp == NULL;
	if (!guid_parse_strict(oid, &claims->object) ||
		(scp != NULL && jsonread_type(scp) != JSONREAD_STRING))
		return REFUSAL_TOKEN_KIND_UNKNOWN;
	if (idtyp != NULL)
		return (says_app || text_equal(jsonread_text(idtyp), TEXT("user"))) &&
				says_app == claims->app_only
			? REFUSAL_NONE
			: REFUSAL_TOKEN_KIND_UNKNOWN;
	return scp != NULL || text_equal(oid, jsonread_member_text(context->payload, "sub"))
		? REFUSAL_NONE
		: REFUSAL_TOKEN_KIND_UNKNOWN;
}

static bool has_role(const struct jsonread_node *payload, const struct claims_list *wanted)
{
	const struct jsonread_node *roles = jsonread_member(payload, "roles");

	for (size_t i = 0; i < jsonread_count(roles); i++) {
		if (has_text(wanted, jsonread_text(jsonread_element(roles, i))))
			return true;
	}
	return false;
}

/* The claim is scp in Entra's tokens and scope in RFC 9068 tokens. Its words are separated by
 * blanks. */
static bool has_scope(const struct claims_context *context, const struct claims_list *wanted)
{
	const char *name = context->issuer->kind == ISSUER_ENTRA ? "scp" : "scope";
	struct text rest = jsonread_member_text(context->payload, name), word;

	while (text_split_next(&rest, ' ', &word)) {
		if (has_text(wanted, word))
			return true;
	}
	return false;
}

static bool meets(const struct claims_requirement *requirement,
	const struct claims_context *context, bool app_only)
{
	if (app_only)
		return requirement->roles.count == 0 ||
			has_role(context->payload, &requirement->roles);
	return requirement->scopes.count == 0 || has_scope(context, &requirement->scopes);
}

/* Returns the admin roles from the app roles in `roles`, which Entra assigns to users and apps, and
 * from the groups in `groups`. Roles assigned by other directories do not count, because any
 * directory can assign the app roles of an API that it uses. */
static uint32_t find_admin_roles(
	const struct admin_policy *admins, const struct claims_context *context)
{
	const struct jsonread_node *roles = jsonread_member(context->payload, "roles");
	const struct jsonread_node *groups = jsonread_member(context->payload, "groups");
	uint32_t found = 0;
	struct guid group;

	if (admin_policy_find(&admins->directories, context->directory) == 0)
		return 0;
	for (size_t i = 0; i < jsonread_count(roles); i++)
		found |= admin_policy_app_role(jsonread_text(jsonread_element(roles, i)));
	for (size_t i = 0; i < jsonread_count(groups); i++) {
		if (guid_parse_strict(jsonread_text(jsonread_element(groups, i)), &group))
			found |= admin_policy_find(&admins->groups, group);
	}
	return found;
}

enum refusal claims_check_subject_type(const struct claims_policy *policy,
	const struct claims_context *context, struct claims *claims)
{
	enum refusal refusal = context->issuer->kind == ISSUER_OPENID
		? check_openid_subject_type(context, claims)
		: check_entra_subject_type(context, claims);

	claims->granted = 0;
	claims->admin_roles =
		refusal == REFUSAL_NONE ? find_admin_roles(&policy->admins, context) : 0;
	for (size_t i = 0; i < CLAIMS_PERMISSIONS && refusal == REFUSAL_NONE; i++) {
		if (meets(&policy->requirements[i], context, claims->app_only))
			claims->granted |= (uint32_t)policy->requirements[i].permission;
	}
	return refusal;
}

enum refusal claims_check_expiry(
	const struct claims_policy *policy, const struct claims *claims, int64_t now_s)
{
	return now_s >= claims->expires_s + policy->clock_skew_s ? REFUSAL_TOKEN_EXPIRED
								 : REFUSAL_NONE;
}

enum refusal claims_check_start(
	const struct claims_policy *policy, const struct claims *claims, int64_t now_s)
{
	int64_t latest_s = now_s + policy->clock_skew_s;

	if (claims->not_before_s > latest_s)
		return REFUSAL_TOKEN_NOT_YET_VALID;
	return claims->issued_s > latest_s ? REFUSAL_ISSUED_IN_FUTURE : REFUSAL_NONE;
}
