#include "auth/checks.h"

#include <time.h>

/* Shortens the value and replaces control characters, so that it is safe to print on a terminal. */
static struct text show(const struct validation *e, struct text value)
{
	struct text copy = arena_text(e->arena, text_slice(value, 0, 256));
	char *bytes = (char *)(uintptr_t)copy.data;

	if (!text_is_set(value))
		return TEXT_NONE;
	for (size_t i = 0; i < copy.length; i++) {
		if ((unsigned char)bytes[i] < ' ' || bytes[i] == 0x7f)
			bytes[i] = '?';
	}
	return copy;
}

/* Returns the member's text, or the name of its type if it is not a string. */
static struct text member(
	const struct validation *e, const struct jsonread_node *object, const char *name)
{
	static const char *const types[] = {"absent", "null", "a boolean", "a number", "a number",
		"a string", "an array", "an object"};
	const struct jsonread_node *node = jsonread_member(object, name);
	struct text value = jsonread_text(node);

	return text_is_set(value) ? show(e, value) : text_from(types[jsonread_type(node)]);
}

static struct text join(const struct validation *e, const struct claims_list *list)
{
	struct text all = TEXT("nothing: auth.audiences is empty");

	for (size_t i = 0; i < list->count; i++)
		all = arena_printf(e->arena, "%s%s%.*s", i == 0 ? "" : all.data, i == 0 ? "" : ", ",
			(int)list->texts[i].length, list->texts[i].data);
	return all;
}

static struct text time_text(const struct validation *e, int64_t time_s)
{
	char out[32];
	time_t at = (time_t)time_s;
	struct tm parts;

	gmtime_r(&at, &parts);
	strftime(out, sizeof(out), "%Y-%m-%dT%H:%M:%SZ", &parts);
	return arena_text(e->arena, text_from(out));
}

static struct text show_guid(const struct validation *e, struct guid guid)
{
	return guid_text(e->arena, guid);
}

struct check_report check_report_size(const struct validation *e)
{
	size_t dots = 0;
	struct text token = e->auth->token;

	for (size_t i = 0; i < token.length; i++)
		dots += token.data[i] == '.';
	return (struct check_report){
		arena_printf(
			e->arena, "3 segments of base64url, at most %d characters", JWS_BYTES_MAX),
		arena_printf(e->arena, "%zu segments, %zu characters", dots + 1, token.length)};
}

struct check_report check_report_header(const struct validation *e)
{
	return (struct check_report){TEXT("a JSON object without repeated members"),
		arena_printf(e->arena, "%zu bytes", e->jws.header_text.length)};
}

struct check_report check_report_algorithm(const struct validation *e)
{
	return (struct check_report){TEXT("alg: RS, PS or ES with 256, 384 or 512, or EdDSA"),
		member(e, e->jws.header, "alg")};
}

struct check_report check_report_parameters(const struct validation *e)
{
	struct text found = TEXT(""), name;
	void *at = NULL;

	while (found.length < 256 && jsonread_next_name(e->jws.header, &at, &name))
		found = arena_printf(e->arena, "%s%s%s", found.data, found.length == 0 ? "" : ", ",
			show(e, name).data);
	return (struct check_report){TEXT("none of crit, b64, jwk, jku, x5u, x5c, zip"), found};
}

struct check_report check_report_kid(const struct validation *e)
{
	return (struct check_report){TEXT("kid: id of the key"), member(e, e->jws.header, "kid")};
}

struct check_report check_report_payload(const struct validation *e)
{
	return (struct check_report){TEXT("a JSON object without repeated members"),
		arena_printf(e->arena, "%zu bytes", e->jws.payload.length)};
}

struct check_report check_report_known_issuer(const struct validation *e)
{
	return (struct check_report){TEXT("iss: Entra, or the url of an issuer section"),
		member(e, e->context.payload, "iss")};
}

struct check_report check_report_allowed(const struct validation *e)
{
	struct text names = TEXT("");

	for (int i = 0; i < ALGORITHM_COUNT; i++) {
		if ((e->context.issuer->algorithms & ALGORITHM_BIT(i)) != 0)
			names = arena_printf(e->arena, "%s%s%s", names.data,
				names.length == 0 ? "" : ", ",
				algorithm_row((enum algorithm)i)->name);
	}
	return (struct check_report){names, member(e, e->jws.header, "alg")};
}

struct check_report check_report_type(const struct validation *e)
{
	return (struct check_report){e->context.issuer->kind == ISSUER_ENTRA
			? TEXT("typ: JWT or absent; no cty")
			: TEXT("typ: at+jwt (RFC 9068); no cty"),
		member(e, e->jws.header, "typ")};
}

struct check_report check_report_version(const struct validation *e)
{
	return (struct check_report){e->context.issuer->kind == ISSUER_ENTRA
			? TEXT("ver: 1.0 or 2.0")
			: TEXT("nothing: the issuer has one version"),
		member(e, e->context.payload, "ver")};
}

struct check_report check_report_directory(const struct validation *e)
{
	const struct issuer *issuer = e->context.issuer;

	if (issuer->kind == ISSUER_ENTRA)
		return (struct check_report){TEXT("tid: id (GUID) of an Entra directory"),
			member(e, e->context.payload, "tid")};
	if (issuer->directory_claim[0] == '\0')
		return (struct check_report){TEXT("the directory of the issuer's section"),
			show_guid(e, e->context.directory)};
	return (struct check_report){arena_printf(e->arena, "%s: one of the issuer's directories",
					     issuer->directory_claim),
		member(e, e->context.payload, issuer->directory_claim)};
}

struct check_report check_report_registered_directory(const struct validation *e)
{
	return (struct check_report){
		TEXT("a directory with a registration"), show_guid(e, e->context.directory)};
}

struct check_report check_report_key(const struct validation *e)
{
	struct jwks_endpoint endpoint =
		issuer_jwks_endpoint(e->context.issuer, e->context.directory, e->context.version);

	return (struct check_report){arena_printf(e->arena, "a key of %s",
					     issuer_metadata_url(e->arena, &endpoint).data),
		member(e, e->jws.header, "kid")};
}

struct check_report check_report_key_origin(const struct validation *e)
{
	struct text issuer = show(e, e->key.key->issuer);
	struct text cloud = show(e, e->key.key->cloud_instance);

	return (struct check_report){TEXT("a key of this directory and this cloud"),
		arena_printf(e->arena, "issuer %s, cloud %s",
			text_is_set(issuer) ? issuer.data : "not named",
			text_is_set(cloud) ? cloud.data : "not named")};
}

struct check_report check_report_signature(const struct validation *e)
{
	return (struct check_report){
		arena_printf(e->arena, "a signature by key %s", show(e, e->key.key->kid).data),
		arena_printf(e->arena, "%zu bytes", e->jws.signature.length)};
}

struct check_report check_report_issuer(const struct validation *e)
{
	const struct issuer *issuer = e->context.issuer;

	return (struct check_report){issuer->kind == ISSUER_OPENID
			? issuer->url
			: cloud_issuer(e->arena, issuer->cloud, e->context.version,
				  e->context.directory),
		member(e, e->context.payload, "iss")};
}

struct check_report check_report_audience(const struct validation *e)
{
	return (struct check_report){
		join(e, &e->policy->audiences), member(e, e->context.payload, "aud")};
}

static struct text time_member(const struct validation *e, const char *name)
{
	double value;

	if (!jsonread_number(jsonread_member(e->context.payload, name), &value) ||
		!(value >= 0 && value < 253402300800.0))
		return member(e, e->context.payload, name);
	return time_text(e, (int64_t)value);
}

struct check_report check_report_times(const struct validation *e)
{
	return (struct check_report){
		arena_printf(e->arena, "numbers: nbf and iat before exp, exp - iat at most %lld s",
			(long long)e->policy->max_lifetime_s),
		arena_printf(e->arena, "iat %s, nbf %s, exp %s", time_member(e, "iat").data,
			time_member(e, "nbf").data, time_member(e, "exp").data)};
}

struct check_report check_report_client(const struct validation *e)
{
	const char *name = claims_client_claim(&e->context);
	struct text value = member(e, e->context.payload, name);

	if (e->context.issuer->client_names)
		return (struct check_report){arena_printf(e->arena, "%s: name of a client", name),
			arena_printf(e->arena, "%s, mapped to client app id %s", value.data,
				show_guid(e, e->claims.client).data)};
	return (struct check_report){
		arena_printf(e->arena, "%s: client app id (GUID), without a second client", name),
		value};
}

struct check_report check_report_subject_type(const struct validation *e)
{
	return (struct check_report){TEXT("app-only or delegated, without contradiction"),
		arena_printf(e->arena, "%s; idtyp %s, scp %s, oid %s, sub %s",
			e->claims.app_only ? "app-only" : "delegated",
			member(e, e->context.payload, "idtyp").data,
			member(e, e->context.payload, "scp").data,
			member(e, e->context.payload, "oid").data,
			member(e, e->context.payload, "sub").data)};
}

static struct text clock_now(const struct validation *e, const char *than)
{
	return arena_printf(e->arena, "%s %s (now), tolerance %lld s", than,
		time_text(e, e->auth->now_ms / CLOCK_MS_PER_S).data,
		(long long)e->policy->clock_skew_s);
}

struct check_report check_report_expiry(const struct validation *e)
{
	return (struct check_report){
		clock_now(e, "exp: not before"), time_text(e, e->claims.expires_s)};
}

struct check_report check_report_start(const struct validation *e)
{
	int64_t start_s = e->claims.not_before_s > e->claims.issued_s ? e->claims.not_before_s
								      : e->claims.issued_s;

	return (struct check_report){clock_now(e, "nbf and iat: not after"), time_text(e, start_s)};
}

struct check_report check_report_registration(const struct validation *e)
{
	bool elsewhere = e->entry == NULL && app_list_has_client(e->auth->apps, e->claims.client);

	return (struct check_report){
		arena_printf(e->arena, "a registration of client app %s in directory %s",
			show_guid(e, e->claims.client).data,
			show_guid(e, e->claims.directory).data),
		e->entry != NULL
			? arena_printf(e->arena, "registration %s", show_guid(e, e->entry->id).data)
			: elsewhere ? TEXT("the client app is registered with another directory")
				    : TEXT("no registration has this client app id")};
}

static struct check_report report_bool(const char *expected, bool found)
{
	return (struct check_report){text_from(expected), found ? TEXT("true") : TEXT("false")};
}

struct check_report check_report_enabled(const struct validation *e)
{
	return report_bool("enabled: true", e->entry->enabled);
}

struct check_report check_report_registration_expiry(const struct validation *e)
{
	return (struct check_report){TEXT("expiresAt: none, or in the future"),
		e->entry->expires_at_ms == 0
			? TEXT("none")
			: time_text(e, e->entry->expires_at_ms / CLOCK_MS_PER_S)};
}

struct check_report check_report_user_tokens(const struct validation *e)
{
	if (e->claims.app_only)
		return (struct check_report){
			TEXT("nothing: the token does not act for a user"), TEXT("app-only")};
	return report_bool("acceptsUserTokens: true", e->entry->accepts_user_tokens);
}

struct check_report check_report_public_clients(const struct validation *e)
{
	if (e->claims.client_authenticated)
		return (struct check_report){
			TEXT("nothing: the client authenticated"), TEXT("authenticated")};
	return report_bool("acceptsPublicClients: true", e->entry->accepts_public_clients);
}

/* Names the setting and the number of its ids: the ids themselves would not help. */
static struct text count_of(const struct validation *e, const char *key, size_t count)
{
	return arena_printf(e->arena, "an id in %s (%zu configured)", key, count);
}

struct check_report check_report_admin_directory(const struct validation *e)
{
	return (struct check_report){
		count_of(e, "admin.directories", e->policy->admins.directories.count),
		show_guid(e, e->context.directory)};
}

struct check_report check_report_caller_directory(const struct validation *e)
{
	return (struct check_report){
		count_of(e, "admin.directories", e->policy->admins.directories.count),
		show_guid(e, e->claims.directory)};
}

struct check_report check_report_admin_client(const struct validation *e)
{
	const struct admin_policy *admins = &e->policy->admins;

	return (struct check_report){admins->any_client
			? TEXT("any client app: admin.clients is empty")
			: count_of(e, "admin.clients", admins->clients.count),
		show_guid(e, e->claims.client)};
}

struct check_report check_report_admin_secret(const struct validation *e)
{
	if (!e->claims.app_only)
		return (struct check_report){
			TEXT("nothing: the role belongs to the user"), TEXT("delegated")};
	return (struct check_report){TEXT("a client that authenticated"),
		e->claims.client_authenticated ? TEXT("authenticated") : TEXT("not authenticated")};
}

/* Entra omits the groups if there are too many for a token, and marks this with one of two
 * claims. */
static const char *overage(const struct validation *e)
{
	const struct jsonread_node *names = jsonread_member(e->context.payload, "_claim_names");

	return jsonread_member(names, "groups") != NULL ||
			jsonread_member(e->context.payload, "hasgroups") != NULL
		? "; too many groups for the token"
		: "";
}

struct check_report check_report_admin_role(const struct validation *e)
{
	struct text found =
		field_list_names(e->arena, e->claims.admin_roles, admin_role_names, ", ");

	if (found.length == 0)
		found = arena_printf(e->arena, "none; roles %s, groups %s%s",
			member(e, e->context.payload, "roles").data,
			member(e, e->context.payload, "groups").data, overage(e));
	return (struct check_report){
		TEXT("roles: Registry.Admin, Reviews.Moderator or Registry.Auditor; or groups: one "
		     "of the admin.*-groups"),
		found};
}
