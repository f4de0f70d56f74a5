#include "connector/target.h"

#include <string.h>

#include "auth/cloud.h"
#include "base/buffer.h"

/* The maker replaces it. readme.md says so. */
#define PLACEHOLDER TEXT("REPLACE-WITH-CLIENT-ID")

enum status target_refuse(struct fault *fault, const char *why)
{
	return fault_set(fault, STATUS_NOT_FOUND, "ConnectorNotOffered", "%s", why);
}

static bool has_prefix(struct text url, const char *scheme, struct text *ret_rest)
{
	struct text prefix = text_from(scheme);

	if (!text_starts_with(url, prefix))
		return false;
	*ret_rest = text_slice(url, prefix.length, url.length);
	return true;
}

/* Splits the URL. The import of a connector accepts a host name or an IPv4 address. */
static enum status read_url(struct target *target, struct text url, struct fault *fault)
{
	struct text rest = TEXT("");
	size_t slash;

	target->url = arena_text(fault->arena, url);
	if (has_prefix(url, "https://", &rest))
		target->scheme = TEXT("https");
	else if (has_prefix(url, "http://", &rest))
		target->scheme = TEXT("http");
	if (rest.length == 0)
		return target_refuse(
			fault, "A connector needs the URL of the service: set server.public-url.");
	if (rest.data[0] == '[')
		return target_refuse(fault,
			"A connector cannot reach an IPv6 address: set server.public-url to a URL "
			"with a host name.");
	slash = text_find(rest, '/');
	target->host = arena_text(fault->arena, text_slice(rest, 0, slash));
	target->base_path = slash == rest.length
		? TEXT("/")
		: arena_text(fault->arena, text_slice(rest, slash, rest.length));
	return STATUS_OK;
}

/* Does not use the directories of registrations: the package is public, they are not. */
static struct text choose_directory(struct arena *arena, const struct config *config)
{
	const char *const choices[] = {config->connector_directory, config->admin_sign_in_directory,
		config->admin_directories};
	struct guid directory;

	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		struct text words = text_from(choices[i]), first;

		if (text_next_word(&words, &first) && guid_parse(first, &directory))
			return guid_text(arena, directory);
	}
	return TEXT("common");
}

static struct text choose_client_id(struct arena *arena, const struct config *config)
{
	struct guid client;

	return guid_parse(text_from(config->connector_client_id), &client)
		? guid_text(arena, client)
		: PLACEHOLDER;
}

static struct text read_environment(struct arena *arena, const struct config *config)
{
	struct guid id;

	return guid_parse(text_from(config->environment_id), &id) && !guid_is_zero(id)
		? guid_text(arena, id)
		: TEXT("");
}

static enum status read_sign_in(
	struct target *target, const struct config *config, struct fault *fault)
{
	const struct cloud *cloud = cloud_find(text_from(config->auth_cloud));
	struct text audience;

	if (strcmp(config->auth_cloud, "none") == 0)
		return target_refuse(
			fault, "A connector signs in at Entra, and auth.cloud is none.");
	target->is_global = strcmp(config->auth_cloud, "global") == 0;
	target->authority = text_from(cloud == NULL ? config->auth_authority : cloud->authority);
	audience = config_first_audience(config);
	if (!text_is_set(audience))
		return target_refuse(fault, "A connector needs an audience: set auth.audiences.");
	target->audience = arena_text(fault->arena, audience);
	target->client_id = choose_client_id(fault->arena, config);
	target->directory = choose_directory(fault->arena, config);
	return STATUS_OK;
}

/* The publisher of a connector has only letters, digits and blanks. */
static struct text plain_name(struct arena *arena, struct text name)
{
	struct buffer out = buffer_make(arena, name.length + 1);

	for (size_t i = 0; i < name.length; i++) {
		char c = name.data[i], lower = (char)(c | 0x20);

		if ((lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == ' ')
			buffer_add_char(&out, c);
	}
	name = text_trim(buffer_text(&out));
	return name.length > 0 ? arena_text(arena, name) : TEXT("Reviews");
}

/* config/config_connector.c has checked the colour. */
static uint32_t parse_color(const char *color)
{
	uint32_t value = 0;

	for (const char *digit = color + 1; *digit != '\0'; digit++)
		value = value << 4 | (uint32_t)text_hex_digit(*digit);
	return value;
}

static void read_brand(struct target *target, const struct config *config, struct arena *arena)
{
	target->publisher = plain_name(arena, text_from(config->reviews_publisher_name));
	target->brand_color = text_from(config->connector_brand_color);
	target->color = parse_color(config->connector_brand_color);
	target->email = text_from(config->connector_contact_email);
	target->website = text_from(config->connector_website);
	if (target->website.length == 0)
		target->website = target->url;
	target->privacy = text_from(config->connector_privacy_url);
	if (target->privacy.length == 0)
		target->privacy = target->website;
}

enum status target_read(struct target *ret_target, const struct config *config, struct text url,
	struct fault *fault)
{
	*ret_target = (struct target){.url = TEXT_NONE};
	if (read_url(ret_target, url, fault) != STATUS_OK)
		return fault->status;
	read_brand(ret_target, config, fault->arena);
	ret_target->environment = read_environment(fault->arena, config);
	return read_sign_in(ret_target, config, fault);
}
