#include "config/config_issuer.h"

#include <string.h>

#define NAME_BYTES_MAX 32

#define AT(member) offsetof(struct config_issuer, member)

const struct config_key config_issuer_keys[CONFIG_ISSUER_KEYS] = {
	{"url", CONFIG_TEXT, AT(url), 0, 1000, "", NULL,
		"Required: URL of an OpenID provider whose RFC 9068 access tokens are accepted, "
		"exactly as in their iss. https, or a loopback address with "
		"auth.allow-loopback-http."},
	{"algorithms", CONFIG_LIST, AT(algorithms), 1, 200, "RS256", NULL,
		"Accepted signature algorithms: any of RS256 RS384 RS512 PS256 PS384 PS512 ES256 "
		"ES384 ES512 EdDSA."},
	{"client-claim", CONFIG_TEXT, AT(client_claim), 1, 100, "client_id", NULL,
		"Claim that holds the client app ID."},
	{"client-names", CONFIG_BOOLEAN, AT(client_names), 0, 1, "false", NULL,
		"true: the claim is any text of up to 200 bytes, and the client app ID is what "
		"s2s-registry client-app-id prints for it; false: it is a GUID."},
	{"clients-authenticate", CONFIG_BOOLEAN, AT(clients_authenticate), 0, 1, "false", NULL,
		"true: the provider has no public clients, so every client has authenticated."},
	{"directory-claim", CONFIG_TEXT, AT(directory_claim), 0, 100, "", NULL,
		"Claim that says which of `directories` the client belongs to; empty: all tokens "
		"belong to the one directory."},
	{"directories", CONFIG_LIST, AT(directories), 0, 8000, "", NULL,
		"Required: directory IDs (GUIDs) under which the clients of this provider are "
		"registered, up to 64, as the directory claim spells them in lower case; "
		"VALUE=GUID if the claim has VALUE instead."},
};

static bool is_name(struct text t)
{
	for (size_t i = 0; i < t.length; i++) {
		char c = t.data[i];

		if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-')
			return false;
	}
	return t.length > 0 && t.length <= NAME_BYTES_MAX;
}

bool config_issuer_split(struct text name, struct text *ret_section, struct text *ret_key)
{
	struct text piece;

	if (!text_split_next(&name, '.', &piece) || !text_equal(piece, TEXT("issuer")) ||
		!text_split_next(&name, '.', ret_section))
		return false;
	*ret_key = name;
	return text_is_set(name) && is_name(*ret_section);
}

size_t config_issuer_find(struct arena *arena, struct config *config, struct text name)
{
	struct config_issuer *issuer;

	for (size_t i = 0; i < config->issuer_count; i++) {
		if (text_equal(text_from(config->issuers[i].name), name))
			return i;
	}
	if (config->issuer_count == CONFIG_ISSUERS_MAX)
		return CONFIG_ISSUERS_MAX;
	issuer = &config->issuers[config->issuer_count];
	issuer->name = arena_cstr(arena, name);
	for (size_t i = 0; i < CONFIG_ISSUER_KEYS; i++)
		config_key_store(arena, &config_issuer_keys[i],
			text_from(config_issuer_keys[i].fallback), issuer);
	return config->issuer_count++;
}

static void require(
	const struct config_issuer *issuer, const char *key, const char *value, struct fault *fault)
{
	struct text name = arena_printf(fault->arena, "issuer.%s.%s", issuer->name, key);

	if (value[0] == '\0')
		fault_add(fault, name, "InvalidSetting", "%s must be set.", name.data);
}

void config_issuer_check(const struct config *config, struct fault *fault)
{
	for (size_t i = 0; i < config->issuer_count; i++) {
		require(&config->issuers[i], "url", config->issuers[i].url, fault);
		require(&config->issuers[i], "directories", config->issuers[i].directories, fault);
	}
	if (config->issuer_count == 0 && strcmp(config->auth_cloud, "none") == 0)
		fault_add(fault, TEXT("auth.cloud"), "InvalidSetting",
			"auth.cloud = none needs at least one section [issuer.NAME].");
}
