#include "auth/checks.h"

static enum refusal split(struct validation *e)
{
	return jws_split(e->arena, e->auth->token, &e->jws);
}

static enum refusal read_header(struct validation *e)
{
	e->jws.header = jose_header_cache_find(e->headers, e->jws.header_text, e->arena);
	e->header_is_new = e->jws.header == NULL;
	return e->header_is_new ? jws_read_header(e->arena, &e->jws) : REFUSAL_NONE;
}

static enum refusal check_algorithm(struct validation *e)
{
	return jws_check_algorithm(&e->jws);
}

static enum refusal check_parameters(struct validation *e)
{
	return jws_check_parameters(&e->jws);
}

/* A kid is optional in a JWS, but required in a token. */
static enum refusal check_kid(struct validation *e)
{
	enum refusal refusal = jws_check_kid(&e->jws);

	return refusal == REFUSAL_NONE && !text_is_set(e->jws.kid) ? REFUSAL_KID_MISSING : refusal;
}

static enum refusal parse_payload(struct validation *e)
{
	return claims_parse(e->arena, e->jws.payload, &e->context);
}

static enum refusal find_issuer(struct validation *e)
{
	return claims_find_issuer(e->policy, &e->context);
}

static enum refusal check_allowed(struct validation *e)
{
	return jws_check_allowed(&e->jws, e->context.issuer->algorithms);
}

static enum refusal check_type(struct validation *e)
{
	bool entra = e->context.issuer->kind == ISSUER_ENTRA;

	return jws_check_type(&e->jws, entra ? jws_types_entra : jws_types_access_token, !entra);
}

static enum refusal find_version(struct validation *e)
{
	return claims_find_version(&e->context);
}

static enum refusal find_directory(struct validation *e)
{
	return claims_find_directory(e->policy, &e->context);
}

/* Runs before the key lookup, so that a token of an unknown directory never causes a fetch. */
static enum refusal check_registered_directory(struct validation *e)
{
	if (app_list_has_directory(e->auth->apps, e->context.directory))
		return REFUSAL_NONE;
	e->auth->detail = arena_printf(e->arena,
		"No app of directory %s is registered; register the client app id of this token "
		"with that directory id.",
		guid_text(e->arena, e->context.directory).data);
	return REFUSAL_DIRECTORY_NOT_REGISTERED;
}

static enum refusal require_admin_directory(struct validation *e, struct guid directory)
{
	if (admin_policy_find(&e->policy->admins.directories, directory) != 0)
		return REFUSAL_NONE;
	e->auth->detail =
		arena_printf(e->arena, "Tokens from directory %s are not accepted for admins.",
			guid_text(e->arena, directory).data);
	return REFUSAL_ADMIN_DIRECTORY_UNKNOWN;
}

/* Replaces check_registered_directory() on the admin plane: admins need no app registration. */
static enum refusal check_admin_directory(struct validation *e)
{
	return require_admin_directory(e, e->context.directory);
}

/* A token that other checks would refuse must not cause a fetch. The registration is not checked
 * here: a caller that has proved nothing must not learn what is registered. */
static enum refusal check_before_fetch(struct validation *e, const struct jwks_endpoint *endpoint)
{
	if (e->is_diagnosis || jwks_cache_contains(e->jwks_cache, endpoint, e->jws.kid))
		return REFUSAL_NONE;
	return checks_run(e, STAGE_CLAIMS, STAGE_TIME);
}

static enum refusal find_key(struct validation *e)
{
	struct jwks_endpoint endpoint =
		issuer_jwks_endpoint(e->context.issuer, e->context.directory, e->context.version);
	enum refusal refusal = check_before_fetch(e, &endpoint);

	e->is_pending = false;
	if (refusal != REFUSAL_NONE)
		return refusal;
	switch (jwks_cache_find(e->jwks_cache, &endpoint, e->jws.kid, e->auth->waiter, &e->key)) {
	case JWKS_FOUND:
		return REFUSAL_NONE;
	case JWKS_UNKNOWN_KID:
		return REFUSAL_KID_UNKNOWN;
	case JWKS_PENDING:
		e->is_pending = true;
		break;
	case JWKS_UNAVAILABLE:
		break;
	}
	return REFUSAL_KEYS_UNAVAILABLE;
}

static enum refusal check_key_origin(struct validation *e)
{
	return issuer_judge_key(e->arena, e->context.issuer, e->context.directory, e->key.key);
}

static enum refusal verify_signature(struct validation *e)
{
	return jws_verify(&e->jws, e->key.key);
}

static enum refusal check_issuer(struct validation *e)
{
	return claims_check_issuer(e->arena, &e->context);
}

/* Returns whether a challenge can quote the text without escaping (RFC 6750 §3). */
static bool is_quotable(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] <= ' ' || text.data[i] > '~' || text.data[i] == '"' ||
			text.data[i] == '\\')
			return false;
	}
	return text.length > 0 && text.length <= 200;
}

static struct text explain_audience(const struct validation *e)
{
	struct text aud = jsonread_member_text(e->context.payload, "aud");
	struct text accepted =
		e->policy->audiences.count > 0 ? e->policy->audiences.texts[0] : TEXT("");

	if (!is_quotable(aud) || !is_quotable(accepted))
		return TEXT_NONE;
	return arena_printf(e->arena,
		"The audience of the token is %.*s. This service accepts %.*s: request a token "
		"for that audience, or add the token's to auth.audiences.",
		(int)aud.length, aud.data, (int)accepted.length, accepted.data);
}

static enum refusal check_audience(struct validation *e)
{
	enum refusal refusal = claims_check_audience(e->policy, &e->context);

	if (refusal == REFUSAL_AUD_WRONG)
		e->auth->detail = explain_audience(e);
	return refusal;
}

static enum refusal check_times(struct validation *e)
{
	return claims_check_times(e->policy, &e->context, &e->claims);
}

static enum refusal check_client(struct validation *e)
{
	e->claims.version = e->context.version;
	e->claims.directory = e->context.directory;
	return claims_check_client(&e->context, &e->claims);
}

static enum refusal check_subject_type(struct validation *e)
{
	return claims_check_subject_type(e->policy, &e->context, &e->claims);
}

static int64_t now_s(const struct validation *e)
{
	return e->auth->now_ms / CLOCK_MS_PER_S;
}

static enum refusal check_expiry(struct validation *e)
{
	return claims_check_expiry(e->policy, &e->claims, now_s(e));
}

static enum refusal check_start(struct validation *e)
{
	return claims_check_start(e->policy, &e->claims, now_s(e));
}

static enum refusal refuse_app(struct validation *e, enum refusal refusal)
{
	const char *client = guid_text(e->arena, e->claims.client).data;
	const char *directory = guid_text(e->arena, e->claims.directory).data;

	e->auth->detail = refusal == REFUSAL_APP_NOT_REGISTERED
		? arena_printf(e->arena,
			  "Register client app %s of directory %s: %sno S2S app registration has "
			  "these two ids.",
			  client, directory, e->is_diagnosis ? "" : "the token is good, but ")
		: arena_printf(e->arena, "%s Client app %s, directory %s.",
			  refusal_row(refusal)->sentence, client, directory);
	return refusal;
}

static enum refusal find_registration(struct validation *e)
{
	e->entry = app_list_find(e->auth->apps, e->claims.directory, e->claims.client);
	return e->entry != NULL ? REFUSAL_NONE : refuse_app(e, REFUSAL_APP_NOT_REGISTERED);
}

static enum refusal check_enabled(struct validation *e)
{
	return e->entry->enabled ? REFUSAL_NONE : refuse_app(e, REFUSAL_APP_DISABLED);
}

static enum refusal check_registration_expiry(struct validation *e)
{
	return e->entry->expires_at_ms == 0 || e->entry->expires_at_ms > e->auth->now_ms
		? REFUSAL_NONE
		: refuse_app(e, REFUSAL_APP_EXPIRED);
}

static enum refusal check_user_tokens(struct validation *e)
{
	return e->claims.app_only || e->entry->accepts_user_tokens
		? REFUSAL_NONE
		: refuse_app(e, REFUSAL_USER_TOKEN_REFUSED);
}

static enum refusal check_public_clients(struct validation *e)
{
	return e->claims.client_authenticated || e->entry->accepts_public_clients
		? REFUSAL_NONE
		: refuse_app(e, REFUSAL_PUBLIC_CLIENT_REFUSED);
}

/* Checks the directory again: the cached claims may come from the reviews plane, which has no admin
 * directories. */
static enum refusal check_caller_directory(struct validation *e)
{
	return require_admin_directory(e, e->claims.directory);
}

static enum refusal check_admin_client(struct validation *e)
{
	const struct admin_policy *admins = &e->policy->admins;

	return admins->any_client || admin_policy_find(&admins->clients, e->claims.client) != 0
		? REFUSAL_NONE
		: refuse_app(e, REFUSAL_ADMIN_CLIENT_REFUSED);
}

/* In a delegated token the role belongs to the user, who signed in. In an app-only token it belongs
 * to the client, so the client must have authenticated: anyone can claim a client id. */
static enum refusal check_admin_secret(struct validation *e)
{
	return e->claims.client_authenticated || !e->claims.app_only
		? REFUSAL_NONE
		: refuse_app(e, REFUSAL_PUBLIC_CLIENT_REFUSED);
}

static enum refusal check_admin_role(struct validation *e)
{
	return e->claims.admin_roles != 0 ? REFUSAL_NONE
					  : refuse_app(e, REFUSAL_ADMIN_ROLE_MISSING);
}

const struct check checks_table[] = {
	{"form", STAGE_SYNTAX, CHECK_FOR_ALL, 0, FACT_SEGMENTS, split, check_report_size},
	{"header", STAGE_SYNTAX, CHECK_FOR_ALL, FACT_SEGMENTS, FACT_HEADER, read_header,
		check_report_header},
	{"algorithm", STAGE_SYNTAX, CHECK_FOR_ALL, FACT_HEADER, FACT_ALGORITHM, check_algorithm,
		check_report_algorithm},
	{"header-parameters", STAGE_SYNTAX, CHECK_FOR_ALL, FACT_HEADER, 0, check_parameters,
		check_report_parameters},
	{"key-id", STAGE_SYNTAX, CHECK_FOR_ALL, FACT_HEADER, FACT_KID, check_kid, check_report_kid},
	{"payload", STAGE_SYNTAX, CHECK_FOR_ALL, FACT_SEGMENTS, FACT_PAYLOAD, parse_payload,
		check_report_payload},
	{"known-issuer", STAGE_SYNTAX, CHECK_FOR_ALL, FACT_PAYLOAD, FACT_ISSUER, find_issuer,
		check_report_known_issuer},
	{"issuer-algorithm", STAGE_SYNTAX, CHECK_FOR_ALL, FACT_ALGORITHM | FACT_ISSUER, 0,
		check_allowed, check_report_allowed},
	{"type", STAGE_SYNTAX, CHECK_FOR_ALL, FACT_HEADER | FACT_ISSUER, 0, check_type,
		check_report_type},
	{"directory", STAGE_SYNTAX, CHECK_FOR_ALL, FACT_ISSUER, FACT_DIRECTORY, find_directory,
		check_report_directory},
	{"version", STAGE_SYNTAX, CHECK_FOR_ALL, FACT_ISSUER, FACT_VERSION, find_version,
		check_report_version},
	{"registered-directory", STAGE_SYNTAX, CHECK_FOR_APPS, FACT_DIRECTORY,
		FACT_DIRECTORY_ADMITTED, check_registered_directory,
		check_report_registered_directory},
	{"admin-directory", STAGE_SYNTAX, CHECK_FOR_ADMINS, FACT_DIRECTORY, FACT_DIRECTORY_ADMITTED,
		check_admin_directory, check_report_admin_directory},

	{"key", STAGE_SIGNATURE, CHECK_FOR_ALL, FACT_DIRECTORY_ADMITTED | FACT_VERSION | FACT_KID,
		FACT_KEY, find_key, check_report_key},
	{"key-origin", STAGE_SIGNATURE, CHECK_FOR_ALL, FACT_KEY, 0, check_key_origin,
		check_report_key_origin},
	{"signature", STAGE_SIGNATURE, CHECK_FOR_ALL, FACT_KEY | FACT_ALGORITHM, 0,
		verify_signature, check_report_signature},

	{"issuer", STAGE_CLAIMS, CHECK_FOR_ALL, FACT_DIRECTORY | FACT_VERSION, 0, check_issuer,
		check_report_issuer},
	{"audience", STAGE_CLAIMS, CHECK_FOR_ALL, FACT_ISSUER | FACT_VERSION, 0, check_audience,
		check_report_audience},
	{"times", STAGE_CLAIMS, CHECK_FOR_ALL, FACT_PAYLOAD, FACT_LIFETIME, check_times,
		check_report_times},
	{"client", STAGE_CLAIMS, CHECK_FOR_ALL, FACT_DIRECTORY | FACT_VERSION, FACT_CLIENT,
		check_client, check_report_client},
	{"kind", STAGE_CLAIMS, CHECK_FOR_ALL, FACT_CLIENT, FACT_SUBJECT_TYPE, check_subject_type,
		check_report_subject_type},

	{"expiry", STAGE_TIME, CHECK_FOR_ALL, FACT_LIFETIME, 0, check_expiry, check_report_expiry},
	{"start", STAGE_TIME, CHECK_FOR_ALL, FACT_LIFETIME, 0, check_start, check_report_start},

	{"registration", STAGE_CALLER, CHECK_FOR_APPS, FACT_CLIENT, FACT_REGISTRATION,
		find_registration, check_report_registration},
	{"registration-enabled", STAGE_CALLER, CHECK_FOR_APPS, FACT_REGISTRATION, 0, check_enabled,
		check_report_enabled},
	{"registration-expiry", STAGE_CALLER, CHECK_FOR_APPS, FACT_REGISTRATION, 0,
		check_registration_expiry, check_report_registration_expiry},
	{"user-tokens", STAGE_CALLER, CHECK_FOR_APPS, FACT_REGISTRATION | FACT_SUBJECT_TYPE, 0,
		check_user_tokens, check_report_user_tokens},
	{"public-clients", STAGE_CALLER, CHECK_FOR_APPS, FACT_REGISTRATION | FACT_SUBJECT_TYPE, 0,
		check_public_clients, check_report_public_clients},

	{"caller-directory", STAGE_CALLER, CHECK_FOR_ADMINS, FACT_CLIENT, 0, check_caller_directory,
		check_report_caller_directory},
	{"admin-client", STAGE_CALLER, CHECK_FOR_ADMINS, FACT_CLIENT, 0, check_admin_client,
		check_report_admin_client},
	{"admin-secret", STAGE_CALLER, CHECK_FOR_ADMINS, FACT_SUBJECT_TYPE, 0, check_admin_secret,
		check_report_admin_secret},
	{"admin-role", STAGE_CALLER, CHECK_FOR_ADMINS, FACT_DIRECTORY_ADMITTED | FACT_SUBJECT_TYPE,
		0, check_admin_role, check_report_admin_role},
};

const size_t checks_count = sizeof(checks_table) / sizeof(checks_table[0]);

bool checks_apply(const struct check *check, const struct auth_request *auth)
{
	return (check->planes & (auth->for_admin ? CHECK_FOR_ADMINS : CHECK_FOR_APPS)) != 0;
}

enum refusal checks_run(struct validation *e, enum check_stage first, enum check_stage last)
{
	enum refusal refusal = REFUSAL_NONE;

	for (size_t i = 0; i < checks_count && refusal == REFUSAL_NONE; i++) {
		const struct check *check = &checks_table[i];

		if (check->stage >= first && check->stage <= last && checks_apply(check, e->auth))
			refusal = check->run(e);
	}
	return refusal;
}

void checks_end(struct validation *e)
{
	if (e->key.key != NULL)
		jwks_cache_release(&e->key);
}
