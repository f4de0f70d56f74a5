#include "devissuer/dev_token_endpoint.h"

#include "base/base64.h"
#include "base/clock.h"
#include "base/jsonread.h"
#include "devissuer/dev_authorize.h"
#include "devissuer/dev_claims.h"
#include "devissuer/dev_token.h"

#define LIFETIME_S 3600
#define TEN_YEARS_S 315360000
#define LINE_MAX_CHARS 16384

#define LINE(name_, member_)                                                                       \
	{                                                                                          \
		.name = (name_), .kind = FIELD_LINE,                                               \
		.offset = offsetof(struct dev_token_request, member_), .max = LINE_MAX_CHARS       \
	}
#define INTEGER(name_, member_, min_, max_)                                                        \
	{                                                                                          \
		.name = (name_), .kind = FIELD_INTEGER,                                            \
		.offset = offsetof(struct dev_token_request, member_), .min = (min_),              \
		.max = (max_)                                                                      \
	}

static const struct field_rule rules[] = {
	LINE("grant_type", type),
	LINE("client_id", client_id),
	LINE("client_secret", client_secret),
	LINE("client_assertion", client_assertion),
	LINE("scope", scope),
	LINE("resource", resource),
	LINE("audience", audience),
	LINE("code", code),
	LINE("redirect_uri", redirect_uri),
	LINE("code_verifier", code_verifier),
	LINE("dev_ver", ver),
	LINE("dev_scp", scp),
	LINE("dev_roles", roles),
	LINE("dev_groups", groups),
	LINE("dev_user", user),
	LINE("dev_idtyp", idtyp),
	LINE("dev_claims", claims),
	LINE("dev_header", header),
	LINE("dev_alg", alg),
	LINE("dev_key", key),
	INTEGER("dev_acr", acr, 0, 2),
	INTEGER("dev_lifetime_s", lifetime_s, -TEN_YEARS_S, TEN_YEARS_S),
	INTEGER("dev_now_offset_s", now_offset_s, -TEN_YEARS_S, TEN_YEARS_S),
};

static const struct field_table table = FIELD_TABLE(rules);

/* Reads client credentials from the Authorization header (RFC 6749 §2.3.1). */
static bool read_basic(struct dev_call *call, struct dev_token_request *grant)
{
	static const struct text scheme = TEXT_INIT("Basic ");
	struct text value = message_header(call->request, "Authorization"), pair, id;

	if (!text_equal_nocase(text_slice(value, 0, scheme.length), scheme))
		return true;
	value = text_trim(text_slice(value, scheme.length, value.length));
	if (base64_decode(call->arena, value, &pair) && text_split_next(&pair, ':', &id) &&
		text_is_set(pair) &&
		message_percent_decode(call->arena, id, true, &grant->client_id) &&
		message_percent_decode(call->arena, pair, true, &grant->client_secret) &&
		text_check(grant->client_id, NULL) == TEXT_GOOD)
		return true;
	return dev_call_refuse(call, 401, "invalid_client", 7000216,
		"The Authorization header must contain the client's id and secret.");
}

static bool missing(struct dev_call *call, const char *name)
{
	return dev_call_refuse(call, 400, "invalid_request", 900144,
		"The request body must contain the following parameter: '%s'.", name);
}

static bool has_code(const struct dev_call *call, const struct dev_token_request *grant)
{
	return call->version == DEV_VERSION_V2 &&
		text_equal(grant->type, TEXT("authorization_code"));
}

static bool check_type(struct dev_call *call, const struct dev_token_request *grant)
{
	if (grant->type.length == 0)
		return missing(call, "grant_type");
	if (text_equal(grant->type, TEXT("client_credentials")) || has_code(call, grant))
		return true;
	return dev_call_refuse(call, 400, "unsupported_grant_type", 70003,
		"The app requested an unsupported grant type '%.*s'.", (int)grant->type.length,
		grant->type.data);
}

static bool check_secret(struct dev_call *call, const struct dev_token_request *grant)
{
	if (grant->client_secret.length > 0 || grant->client_assertion.length > 0)
		return true;
	return dev_call_refuse(call, 401, "invalid_client", 7000218,
		"The request body must contain the following parameter: 'client_assertion' or "
		"'client_secret'.");
}

static bool check_client(struct dev_call *call, struct dev_token_request *grant)
{
	struct guid id;

	if (grant->client_id.length == 0)
		return missing(call, "client_id");
	if (!guid_parse_strict(grant->client_id, &id))
		return dev_call_refuse(call, 400, "unauthorized_client", 700016,
			"Application with identifier '%.*s' was not found in the directory '%s'.",
			(int)grant->client_id.length, grant->client_id.data, call->directory.data);
	grant->client_id = guid_text(call->arena, id);
	/* A public client may get a user's token. */
	return has_code(call, grant) ? dev_authorize_redeem(call, grant)
				     : check_secret(call, grant);
}

/* The v1.0 endpoint gets the resource itself, the v2.0 endpoint "<resource>/.default". */
static bool check_resource(struct dev_call *call, struct dev_token_request *grant)
{
	static const struct text suffix = TEXT_INIT("/.default");
	struct text scope = grant->scope;
	size_t length = scope.length > suffix.length ? scope.length - suffix.length : 0;

	if (call->version == DEV_VERSION_V1)
		return grant->resource.length > 0 || missing(call, "resource");
	if (text_is_set(grant->resource))
		return dev_call_refuse(call, 400, "invalid_request", 901002,
			"The 'resource' request parameter is not supported.");
	if (scope.length == 0)
		return missing(call, "scope");
	if (length == 0 || !text_equal(text_slice(scope, length, suffix.length), suffix) ||
		text_find(scope, ' ') < scope.length)
		return dev_call_refuse(call, 400, "invalid_scope", 1002012,
			"The provided value for scope %.*s is not valid. Client credential flows "
			"must have a scope value with /.default suffixed to the resource "
			"identifier (application ID URI).",
			(int)scope.length, scope.data);
	grant->resource = text_slice(scope, 0, length);
	return true;
}

static bool check_object(struct dev_call *call, const char *name, struct text json)
{
	if (!text_is_set(json) ||
		jsonread_type(jsonread_parse(call->arena, json, NULL)) == JSONREAD_OBJECT)
		return true;
	return dev_call_refuse(call, 400, "invalid_request", DEV_CALL_INVALID_INPUT,
		"%s must be a JSON object.", name);
}

static bool check_version(struct dev_call *call, struct dev_token_request *grant)
{
	grant->version = call->version;
	if (!text_is_set(grant->ver))
		return true;
	if (!text_equal(grant->ver, TEXT("1.0")) && !text_equal(grant->ver, TEXT("2.0")))
		return dev_call_refuse(call, 400, "invalid_request", DEV_CALL_INVALID_INPUT,
			"dev_ver must be 1.0 or 2.0.");
	grant->version = grant->ver.data[0] == '1' ? DEV_VERSION_V1 : DEV_VERSION_V2;
	return true;
}

static bool check_entra(struct dev_call *call, struct dev_token_request *grant)
{
	return check_client(call, grant) && check_resource(call, grant) &&
		check_version(call, grant);
}

static bool check_provider(struct dev_call *call, struct dev_token_request *grant)
{
	grant->version = DEV_VERSION_OPENID;
	if (grant->client_id.length == 0)
		return missing(call, "client_id");
	if (!check_secret(call, grant))
		return false;
	if (!text_is_set(grant->resource))
		grant->resource = grant->audience;
	return grant->resource.length > 0 || missing(call, "resource");
}

static bool read_grant(struct dev_call *call, struct dev_token_request *ret_grant)
{
	struct dev_token_request grant = {.acr = -1, .lifetime_s = LIFETIME_S};

	if (call->is_shared)
		return dev_call_refuse(call, 400, "invalid_request", 50059,
			"No tenant-identifying information found in either the request or implied "
			"by any provided credentials.");
	if (!dev_call_form(call, &table, &grant) || !read_basic(call, &grant) ||
		!check_type(call, &grant) ||
		!(call->version == DEV_VERSION_OPENID ? check_provider(call, &grant)
						      : check_entra(call, &grant)) ||
		!check_object(call, "dev_claims", grant.claims) ||
		!check_object(call, "dev_header", grant.header))
		return false;
	if (grant.acr < 0 && has_code(call, &grant))
		grant.acr = grant.client_secret.length > 0 ? 1 : 0;
	else if (grant.acr < 0)
		grant.acr = grant.client_secret.length > 0 ? 1 : 2;
	grant.now_s = call->now_ms / CLOCK_MS_PER_S + grant.now_offset_s;
	*ret_grant = grant;
	return true;
}

/* The v1.0 endpoint writes its numbers as strings. */
static void write_seconds(
	struct dev_call *call, struct jsonwrite *out, const char *name, int64_t seconds)
{
	if (call->version != DEV_VERSION_V1)
		jsonwrite_int(out, name, seconds);
	else
		jsonwrite_text(out, name, arena_printf(call->arena, "%lld", (long long)seconds));
}

void dev_token_endpoint_serve(struct dev_call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, DEV_CALL_LIMIT_BYTES);
	struct dev_token_request grant = {0};
	struct text token;

	if (!read_grant(call, &grant) || !dev_token_mint(call, &grant, &token))
		return;
	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "token_type", TEXT("Bearer"));
	write_seconds(call, &out, "expires_in", grant.lifetime_s - 1);
	if (call->version == DEV_VERSION_OPENID)
		jsonwrite_text(&out, "scope", grant.scope);
	else
		write_seconds(call, &out, "ext_expires_in", grant.lifetime_s - 1);
	if (call->version == DEV_VERSION_V1) {
		write_seconds(call, &out, "expires_on", grant.now_s + grant.lifetime_s);
		write_seconds(call, &out, "not_before", grant.now_s - DEV_CLAIMS_BACKDATE_S);
		jsonwrite_text(&out, "resource", grant.resource);
	}
	jsonwrite_text(&out, "access_token", token);
	jsonwrite_close(&out, '}');
	message_add_header(call->response, "Cache-Control", TEXT("no-store, no-cache"));
	message_add_header(call->response, "Pragma", TEXT("no-cache"));
	dev_call_json(call, 200, &out);
}
