#include "service/issuer_settings.h"

#include <string.h>

#include "auth/fetch.h"

#define LOOPBACK_RULE                                                                              \
	"plain http is for a loopback address with auth.allow-loopback-http = true, in "           \
	"development."

struct reading {
	const struct config *config;
	struct arena *arena;
	struct fault *fault;
	struct issuer *providers;
};

static const struct cloud *read_cloud(struct reading *reading)
{
	const struct config *config = reading->config;
	const struct cloud *known = cloud_find(text_from(config->auth_cloud));
	struct cloud *custom;

	if (known != NULL)
		return known;
	custom = arena_alloc(reading->arena, sizeof(*custom));
	custom->name = "custom";
	custom->authority = config->auth_authority;
	custom->issuer[TOKEN_V1] = config->auth_issuer_v1;
	custom->issuer[TOKEN_V2] = config->auth_issuer_v2;
	custom->instance_name = config->auth_cloud_instance_name;
	if (!fetch_is_allowed_url(text_from(custom->authority), config->auth_allow_loopback_http))
		fault_add(reading->fault, TEXT("auth.authority"), "InvalidSetting",
			"auth.authority must be an https URL; " LOOPBACK_RULE);
	return custom;
}

/* Returns auth.signing-key-app-id as a canonical GUID, or an empty text. */
static const char *read_app_id(struct reading *reading)
{
	struct text id = text_from(reading->config->auth_signing_key_app_id);
	struct guid guid;

	if (id.length == 0)
		return "";
	if (guid_parse(id, &guid))
		return guid_text(reading->arena, guid).data;
	fault_add(reading->fault, TEXT("auth.signing-key-app-id"), "InvalidSetting",
		"auth.signing-key-app-id must be a GUID, or empty.");
	return "";
}

static const struct issuer *read_entra(struct reading *reading)
{
	const struct config *config = reading->config;
	struct issuer *entra;

	if (strcmp(config->auth_cloud, "none") == 0)
		return NULL;
	entra = arena_alloc(reading->arena, sizeof(*entra));
	entra->kind = ISSUER_ENTRA;
	entra->name = "entra";
	entra->algorithms = ALGORITHM_BIT(ALGORITHM_RS256);
	entra->cloud = read_cloud(reading);
	entra->shared_keys = strcmp(config->auth_key_discovery, "common") == 0;
	entra->signing_key_app_id = read_app_id(reading);
	return entra;
}

static void refuse(struct reading *reading, const struct issuer *issuer, const char *key,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Adds the error "issuer.NAME.key ...". */
static void refuse(struct reading *reading, const struct issuer *issuer, const char *key,
	const char *format, ...)
{
	struct arena *arena = reading->fault->arena;
	struct text name = arena_printf(arena, "issuer.%s.%s", issuer->name, key), rule;
	va_list args;

	va_start(args, format);
	rule = arena_vprintf(arena, format, args);
	va_end(args);
	fault_add(reading->fault, name, "InvalidSetting", "%s %s", name.data, rule.data);
}

/* Source: OpenID Connect Discovery 1.0 §3, issuer: no query and no fragment. */
static bool is_issuer_url(struct text url, bool allow_loopback_http)
{
	size_t host = text_find(url, ':') + strlen("://");

	for (size_t i = 0; i < url.length; i++) {
		char c = url.data[i];

		if (c <= ' ' || c > '~' || strchr("?#\"<>\\", c) != NULL)
			return false;
	}
	return fetch_is_allowed_url(url, allow_loopback_http) && host < url.length &&
		url.data[host] != '/';
}

static void read_url(
	struct reading *reading, const struct config_issuer *section, struct issuer *issuer)
{
	issuer->url = text_from(section->url);
	if (!is_issuer_url(issuer->url, reading->config->auth_allow_loopback_http))
		refuse(reading, issuer, "url",
			"must be an https URL without blanks, query or fragment; " LOOPBACK_RULE);
	for (const struct issuer *other = reading->providers; other < issuer; other++) {
		if (text_equal(other->url, issuer->url))
			refuse(reading, issuer, "url", "is also the URL of issuer.%s.",
				other->name);
	}
}

/* Parses VALUE=GUID, or a GUID that is also its value. */
static bool parse_directory(
	struct arena *arena, struct text word, struct issuer_directory *ret_directory)
{
	size_t equals = word.length;

	while (equals > 0 && word.data[equals - 1] != '=')
		equals--;
	if (!guid_parse_strict(text_slice(word, equals, word.length), &ret_directory->directory) ||
		guid_is_zero(ret_directory->directory))
		return false;
	ret_directory->value = equals == 0 ? guid_text(arena, ret_directory->directory)
					   : text_slice(word, 0, equals - 1);
	return ret_directory->value.length > 0;
}

/* No directory may be in two sections, and no value twice in one section. */
static void check_directory(
	struct reading *reading, const struct issuer *issuer, const struct issuer_directory *entry)
{
	for (size_t i = 0; i < issuer->directory_count; i++) {
		if (text_equal(issuer->directories[i].value, entry->value))
			refuse(reading, issuer, "directories", "contains %.*s twice.",
				(int)entry->value.length, entry->value.data);
	}
	for (const struct issuer *other = reading->providers; other < issuer; other++) {
		const struct issuer_list one = {.providers = other, .provider_count = 1};

		if (issuer_is_openid(&one, entry->directory))
			refuse(reading, issuer, "directories",
				"contains %s, which issuer.%s contains too. A directory can have "
				"only one issuer.",
				guid_text(reading->fault->arena, entry->directory).data,
				other->name);
	}
}

static void read_directory(struct reading *reading, struct issuer *issuer, struct text word,
	struct issuer_directory *to)
{
	if (!parse_directory(reading->arena, word, to)) {
		refuse(reading, issuer, "directories",
			"contains %.*s, which is neither a GUID nor VALUE=GUID.", (int)word.length,
			word.data);
		return;
	}
	check_directory(reading, issuer, to);
	issuer->directory_count++;
}

static void read_directories(
	struct reading *reading, const struct config_issuer *section, struct issuer *issuer)
{
	struct issuer_directory *entries =
		arena_array(reading->arena, ISSUER_DIRECTORIES_MAX, sizeof(*entries));
	struct text rest = text_from(section->directories), word;

	issuer->directories = entries;
	if (!text_next_word(&rest, &word))
		refuse(reading, issuer, "directories", "contains no directory.");
	while (word.length > 0 && issuer->directory_count < ISSUER_DIRECTORIES_MAX) {
		read_directory(reading, issuer, word, &entries[issuer->directory_count]);
		text_next_word(&rest, &word);
	}
	if (word.length > 0)
		refuse(reading, issuer, "directories", "contains more than %d directories.",
			ISSUER_DIRECTORIES_MAX);
}

/* Without a directory claim, a second directory or a value would have no effect. */
static void check_directory_claim(
	struct reading *reading, const struct config_issuer *section, const struct issuer *issuer)
{
	bool has_value =
		text_find(text_from(section->directories), '=') < strlen(section->directories);

	if (issuer->directory_claim[0] == '\0' && (issuer->directory_count > 1 || has_value))
		refuse(reading, issuer, "directories",
			"must be exactly one GUID when issuer.%s.directory-claim is empty.",
			issuer->name);
}

static void read_provider(
	struct reading *reading, const struct config_issuer *section, struct issuer *issuer)
{
	issuer->kind = ISSUER_OPENID;
	issuer->name = section->name;
	issuer->algorithms = algorithm_set(text_from(section->algorithms));
	issuer->client_claim = section->client_claim;
	issuer->client_names = section->client_names;
	issuer->clients_authenticate = section->clients_authenticate;
	issuer->directory_claim = section->directory_claim;
	issuer->signing_key_app_id = "";
	read_url(reading, section, issuer);
	if (issuer->algorithms == 0)
		refuse(reading, issuer, "algorithms",
			"must list one or more of RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 "
			"ES512 EdDSA.");
	read_directories(reading, section, issuer);
	check_directory_claim(reading, section, issuer);
}

enum status issuer_settings_read(const struct config *config, struct arena *arena,
	struct issuer_list *ret_list, struct fault *fault)
{
	struct reading reading = {.config = config, .arena = arena, .fault = fault};

	reading.providers = arena_array(arena, CONFIG_ISSUERS_MAX, sizeof(*reading.providers));
	for (size_t i = 0; i < config->issuer_count; i++)
		read_provider(&reading, &config->issuers[i], &reading.providers[i]);
	*ret_list = (struct issuer_list){.entra = read_entra(&reading),
		.providers = reading.providers,
		.provider_count = config->issuer_count};
	return fault->status;
}
