#include "devissuer/dev_metadata.h"

#include <string.h>

#define HUGE_BYTES ((size_t)5 * 1024 * 1024)

static const struct text help = TEXT_INIT(
	"s2s-dev-issuer: a token issuer in Entra's shape, for development and tests.\n"
	"It accepts every client secret. {tid} is any directory GUID.\n\n"
	"GET  /{tid}/v2.0/.well-known/openid-configuration   (v1.0: without /v2.0)\n"
	"GET  /{tid}/discovery/v2.0/keys                     (v1.0: without /v2.0)\n"
	"POST /{tid}/oauth2/v2.0/token  client_id client_secret scope=<resource>/.default\n"
	"POST /{tid}/oauth2/token       client_id client_secret resource=<resource>\n"
	"     grant_type=client_credentials; for tests also: dev_ver dev_scp dev_roles dev_idtyp\n"
	"     dev_acr dev_lifetime_s dev_now_offset_s dev_claims dev_header dev_alg dev_key\n"
	"     dev_groups dev_user\n"
	"GET  /{tid}/oauth2/v2.0/authorize  response_type=code code_challenge_method=S256 ...\n"
	"     a page with a link for each role, unless the request, or /control/user, says who\n"
	"     signs in: login_hint dev_user dev_roles dev_groups dev_claims; or dev_error. The\n"
	"     code is redeemed at /{tid}/oauth2/v2.0/token with grant_type=authorization_code.\n"
	"An OpenID provider with RFC 9068 access tokens:\n"
	"GET  /openid/.well-known/openid-configuration\n"
	"GET  /openid/keys\n"
	"POST /openid/token  client_id client_secret resource=<aud> (or audience) [scope]\n"
	"     client_id is any text; dev_alg may also be ES256; dev_lifetime_s dev_now_offset_s\n"
	"     dev_claims dev_header as above, and dev_key=other; /control/rotate does not touch "
	"it\n"
	"POST /control/rotate    [retire=1]\n"
	"POST /control/fail      status=<code>|html|empty|huge|redirect times=<n>\n"
	"POST /control/stall     ms=<n>\n"
	"POST /control/user      [dev_user=<name>] [dev_roles=<list>] [dev_groups=<list>] ...\n"
	"POST /control/reset\n"
	"GET  /control/requests\n");

static void write_list(struct jsonwrite *out, const char *name, const char *values)
{
	struct text rest = text_from(values), value;

	jsonwrite_open_member(out, name, '[');
	while (text_split_next(&rest, ',', &value))
		jsonwrite_text(out, NULL, value);
	jsonwrite_close(out, ']');
}

static void write_url(
	struct jsonwrite *out, struct dev_call *call, const char *name, const char *path)
{
	jsonwrite_text(out, name,
		arena_printf(
			call->arena, "%s/%s/%s", call->base_url.data, call->directory.data, path));
}

static void write_endpoints(struct jsonwrite *out, struct dev_call *call)
{
	bool v1 = call->version == DEV_VERSION_V1;

	write_url(out, call, "token_endpoint", v1 ? "oauth2/token" : "oauth2/v2.0/token");
	write_url(out, call, "jwks_uri", v1 ? "discovery/keys" : "discovery/v2.0/keys");
	write_url(out, call, "authorization_endpoint",
		v1 ? "oauth2/authorize" : "oauth2/v2.0/authorize");
	write_url(out, call, "end_session_endpoint", v1 ? "oauth2/logout" : "oauth2/v2.0/logout");
}

static void answer(struct dev_call *call, struct jsonwrite *out)
{
	message_add_header(call->response, "Cache-Control", TEXT("max-age=86400, private"));
	dev_call_json(call, 200, out);
}

void dev_metadata_discovery(struct dev_call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, DEV_CALL_LIMIT_BYTES);

	jsonwrite_open(&out, '{');
	write_endpoints(&out, call);
	jsonwrite_text(&out, "issuer", dev_call_issuer(call, call->version, false));
	write_list(&out, "token_endpoint_auth_methods_supported",
		"client_secret_post,private_key_jwt,client_secret_basic");
	write_list(&out, "response_modes_supported", "query,fragment,form_post");
	write_list(&out, "subject_types_supported", "pairwise");
	write_list(&out, "id_token_signing_alg_values_supported", "RS256");
	write_list(&out, "response_types_supported", "code,id_token,code id_token,id_token token");
	write_list(&out, "scopes_supported", "openid,profile,email,offline_access");
	/* Entra writes null here for shared endpoints. */
	jsonwrite_raw(&out, "tenant_region_scope", call->is_shared ? TEXT("null") : TEXT("\"WW\""));
	jsonwrite_text(&out, "cloud_instance_name", call->cloud);
	jsonwrite_close(&out, '}');
	answer(call, &out);
}

static void write_key(
	struct jsonwrite *out, struct dev_call *call, const struct dev_signing_key *key)
{
	jsonwrite_open(out, '{');
	jsonwrite_text(out, "kty", TEXT("RSA"));
	jsonwrite_text(out, "use", TEXT("sig"));
	jsonwrite_text(out, "kid", key->kid);
	jsonwrite_text(out, "x5t", key->kid);
	jsonwrite_text(out, "n", key->modulus);
	jsonwrite_text(out, "e", key->exponent);
	jsonwrite_open_member(out, "x5c", '[');
	jsonwrite_text(out, NULL, key->certificate);
	jsonwrite_close(out, ']');
	if (call->version == DEV_VERSION_V2) {
		jsonwrite_text(out, "cloud_instance_name", call->cloud);
		jsonwrite_text(out, "issuer", dev_call_issuer(call, DEV_VERSION_V2, true));
	}
	jsonwrite_close(out, '}');
}

void dev_metadata_keys(struct dev_call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, DEV_CALL_LIMIT_BYTES);
	size_t count;
	const struct dev_signing_key *keys = dev_keys_list(call->keys, call->arena, &count);

	jsonwrite_open(&out, '{');
	jsonwrite_open_member(&out, "keys", '[');
	/* The current key comes last, because clients must not rely on the order. */
	for (size_t i = count; i > 0; i--)
		write_key(&out, call, &keys[i - 1]);
	jsonwrite_close(&out, ']');
	jsonwrite_close(&out, '}');
	answer(call, &out);
}

void dev_metadata_provider(struct dev_call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, DEV_CALL_LIMIT_BYTES);

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "issuer", dev_call_issuer(call, DEV_VERSION_OPENID, false));
	write_url(&out, call, "jwks_uri", "keys");
	write_url(&out, call, "token_endpoint", "token");
	write_list(&out, "token_endpoint_auth_methods_supported",
		"client_secret_post,private_key_jwt,client_secret_basic");
	write_list(&out, "grant_types_supported", "client_credentials");
	write_list(&out, "response_types_supported", "none");
	write_list(&out, "subject_types_supported", "public");
	write_list(&out, "id_token_signing_alg_values_supported", "RS256,ES256");
	jsonwrite_close(&out, '}');
	answer(call, &out);
}

static void write_provider_key(struct jsonwrite *out, const struct dev_signing_key *key)
{
	bool rsa = text_is_set(key->modulus);

	jsonwrite_open(out, '{');
	jsonwrite_text(out, "kty", rsa ? TEXT("RSA") : TEXT("EC"));
	jsonwrite_text(out, "use", TEXT("sig"));
	jsonwrite_text(out, "alg", rsa ? TEXT("RS256") : TEXT("ES256"));
	jsonwrite_text(out, "kid", key->kid);
	jsonwrite_text(out, "crv", rsa ? TEXT_NONE : TEXT("P-256"));
	jsonwrite_text(out, "n", key->modulus);
	jsonwrite_text(out, "e", key->exponent);
	jsonwrite_text(out, "x", key->x);
	jsonwrite_text(out, "y", key->y);
	jsonwrite_close(out, '}');
}

void dev_metadata_provider_keys(struct dev_call *call)
{
	struct jsonwrite out = jsonwrite_make(call->arena, DEV_CALL_LIMIT_BYTES);
	const struct dev_signing_key *keys = dev_keys_openid(call->keys, call->arena);

	jsonwrite_open(&out, '{');
	jsonwrite_open_member(&out, "keys", '[');
	for (size_t i = 0; i < DEV_KEYS_OPENID; i++)
		write_provider_key(&out, &keys[i]);
	jsonwrite_close(&out, ']');
	jsonwrite_close(&out, '}');
	answer(call, &out);
}

static void answer_huge(struct dev_call *call)
{
	static const struct text head = TEXT_INIT("{\"keys\":[],\"padding\":\""),
				 tail = TEXT_INIT("\"}\n");
	char *body = arena_alloc(call->arena, HUGE_BYTES);

	memset(body, 'x', HUGE_BYTES);
	memcpy(body, head.data, head.length);
	memcpy(body + HUGE_BYTES - tail.length, tail.data, tail.length);
	dev_call_text(call, 200, "application/json", (struct text){body, HUGE_BYTES});
}

static void answer_redirect(struct dev_call *call)
{
	message_add_header(call->response, "Location",
		arena_printf(call->arena, "%s%.*s", call->base_url.data,
			(int)call->request->path.length, call->request->path.data));
	dev_call_text(call, 302, "text/plain", TEXT("moved\n"));
}

void dev_metadata_fail(struct dev_call *call, const struct dev_fault *plan)
{
	switch (plan->failure) {
	case DEV_FAILURE_NONE:
		break;
	case DEV_FAILURE_STATUS:
		dev_call_text(call, plan->status, "text/plain", TEXT("as you asked\n"));
		break;
	case DEV_FAILURE_HTML:
		dev_call_text(call, 200, "text/html",
			TEXT("<!doctype html><title>Sign in</title><p>Not what you wanted\n"));
		break;
	case DEV_FAILURE_EMPTY:
		dev_call_text(call, 200, "application/json", TEXT("{\"keys\":[]}\n"));
		break;
	case DEV_FAILURE_HUGE:
		answer_huge(call);
		break;
	case DEV_FAILURE_REDIRECT:
		answer_redirect(call);
		break;
	}
}

void dev_metadata_help(struct dev_call *call)
{
	dev_call_text(call, 200, "text/plain; charset=utf-8", help);
}
