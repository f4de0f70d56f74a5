#include "devissuer/dev_claims.h"

#include "base/base64url.h"
#include "base/hash.h"

const char *const dev_claims_names[] = {"acr", "aio", "amr", "appid", "appidacr", "aud", "azp",
	"azpacr", "client_id", "exp", "groups", "iat", "idp", "idtyp", "iss", "jti", "name", "nbf",
	"oid", "preferred_username", "rh", "roles", "scope", "scp", "sub", "tid", "unique_name",
	"upn", "uti", "ver", NULL};

/* Returns the same value for the same app and directory, like an object in a directory. */
static struct hash derive(
	struct dev_call *call, const struct dev_token_request *grant, const char *what)
{
	return hash_sha256(arena_printf(
		call->arena, "%s %s %s", what, grant->client_id.data, call->directory.data));
}

static struct text derive_guid(
	struct dev_call *call, const struct dev_token_request *grant, const char *what)
{
	struct hash hash = derive(call, grant, what);
	struct guid guid;

	for (size_t i = 0; i < sizeof(guid.bytes); i++)
		guid.bytes[i] = hash.bytes[i];
	/* Sets version and variant of a random UUID (RFC 9562 §5.4). */
	guid.bytes[6] = (uint8_t)(0x40 | (guid.bytes[6] & 0x0f));
	guid.bytes[8] = (uint8_t)(0x80 | (guid.bytes[8] & 0x3f));
	return guid_text(call->arena, guid);
}

/* v2.0 tokens always name the resource by its client id. */
static struct text audience(struct dev_call *call, const struct dev_token_request *grant)
{
	static const struct text scheme = TEXT_INIT("api://");
	struct text id = grant->resource;
	struct guid guid;

	if (text_starts_with(id, scheme))
		id = text_slice(id, scheme.length, id.length);
	if (grant->version == DEV_VERSION_V1 || !guid_parse_strict(id, &guid))
		return grant->resource;
	return guid_text(call->arena, guid);
}

static void write_names(struct jsonwrite *out, const char *name, struct text values)
{
	struct text value;

	if (!text_is_set(values))
		return;
	jsonwrite_open_member(out, name, '[');
	while (text_split_next(&values, ',', &value))
		jsonwrite_text(out, NULL, text_trim(value));
	jsonwrite_close(out, ']');
}

static void write_client(
	struct dev_call *call, struct jsonwrite *out, const struct dev_token_request *grant)
{
	bool v1 = grant->version == DEV_VERSION_V1;

	jsonwrite_text(out, v1 ? "appid" : "azp", grant->client_id);
	jsonwrite_text(
		out, v1 ? "appidacr" : "azpacr", arena_printf(call->arena, "%d", (int)grant->acr));
}

static void write_app(
	struct dev_call *call, struct jsonwrite *out, const struct dev_token_request *grant)
{
	struct text id = derive_guid(call, grant, "service principal");

	if (grant->version == DEV_VERSION_V1)
		jsonwrite_text(out, "idp", dev_call_issuer(call, DEV_VERSION_V1, false));
	jsonwrite_text(out, "oid", id);
	jsonwrite_text(out, "sub", id);
}

/* Writes the user of a delegated token. `sub` is specific to the app. */
static void write_user(
	struct dev_call *call, struct jsonwrite *out, const struct dev_token_request *grant)
{
	struct text login = grant->user.length > 0 ? grant->user : TEXT("user@example.com");
	struct hash pairwise = derive(call, grant, "pairwise");
	const char *what = "user";

	if (grant->user.length > 0)
		what = arena_printf(
			call->arena, "user %.*s", (int)grant->user.length, grant->user.data)
			       .data;

	if (grant->version == DEV_VERSION_V1) {
		jsonwrite_text(out, "acr", TEXT("1"));
		write_names(out, "amr", TEXT("pwd"));
		jsonwrite_text(out, "unique_name", login);
		jsonwrite_text(out, "upn", login);
	} else {
		jsonwrite_text(out, "preferred_username", login);
	}
	jsonwrite_text(out, "name", TEXT("Test User"));
	jsonwrite_text(out, "scp", grant->scp);
	jsonwrite_text(out, "oid", derive_guid(call, grant, what));
	jsonwrite_text(out, "sub", base64url_encode(call->arena, hash_text(&pairwise)));
}

/* The limit is far above the length of a form. On failure returns an object without claims, which
 * every API rejects. */
static struct text finished(struct dev_call *call, struct jsonwrite *out)
{
	struct fault fault = fault_make(call->arena);
	struct text payload;

	jsonwrite_end_line(out);
	return jsonwrite_finish(out, &payload, &fault) == STATUS_OK ? payload : TEXT("{}");
}

static struct text provider_payload(struct dev_call *call, const struct dev_token_request *grant)
{
	struct jsonwrite out = jsonwrite_make(call->arena, DEV_CALL_LIMIT_BYTES);

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "iss", dev_call_issuer(call, DEV_VERSION_OPENID, false));
	jsonwrite_int(&out, "exp", grant->now_s + grant->lifetime_s);
	jsonwrite_text(&out, "aud", grant->resource);
	jsonwrite_text(&out, "sub", grant->client_id);
	jsonwrite_text(&out, "client_id", grant->client_id);
	jsonwrite_int(&out, "iat", grant->now_s);
	jsonwrite_text(&out, "jti", base64url_random(call->arena, 16));
	jsonwrite_text(&out, "scope", grant->scope);
	jsonwrite_close(&out, '}');
	return finished(call, &out);
}

static struct text entra_payload(struct dev_call *call, const struct dev_token_request *grant)
{
	struct jsonwrite out = jsonwrite_make(call->arena, DEV_CALL_LIMIT_BYTES);
	int64_t issued_s = grant->now_s - DEV_CLAIMS_BACKDATE_S;

	jsonwrite_open(&out, '{');
	jsonwrite_text(&out, "aud", audience(call, grant));
	jsonwrite_text(&out, "iss", dev_call_issuer(call, grant->version, false));
	jsonwrite_int(&out, "iat", issued_s);
	jsonwrite_int(&out, "nbf", issued_s);
	jsonwrite_int(&out, "exp", grant->now_s + grant->lifetime_s);
	jsonwrite_text(&out, "aio", base64url_random(call->arena, 32));
	write_client(call, &out, grant);
	jsonwrite_text(&out, "idtyp", grant->idtyp);
	if (text_is_set(grant->scp))
		write_user(call, &out, grant);
	else
		write_app(call, &out, grant);
	jsonwrite_text(&out, "rh",
		arena_printf(call->arena, "1.%sAAA.", base64url_random(call->arena, 24).data));
	write_names(&out, "roles", grant->roles);
	write_names(&out, "groups", grant->groups);
	jsonwrite_text(&out, "tid", call->directory);
	jsonwrite_text(&out, "uti", base64url_random(call->arena, 16));
	jsonwrite_text(&out, "ver", grant->version == DEV_VERSION_V1 ? TEXT("1.0") : TEXT("2.0"));
	jsonwrite_close(&out, '}');
	return finished(call, &out);
}

struct text dev_claims_payload(struct dev_call *call, const struct dev_token_request *grant)
{
	if (grant->version == DEV_VERSION_OPENID)
		return provider_payload(call, grant);
	return entra_payload(call, grant);
}
