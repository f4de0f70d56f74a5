#include "config/config_connector.h"

#include <string.h>

#include "base/guid.h"
#include "config/config_url.h"

/* The colours that a connector may not have: white, and the one of connectors without an icon. */
static const char *const refused_colors[] = {"#ffffff", "#007ee5"};

static bool is_color(struct text color)
{
	if (color.length != 7 || color.data[0] != '#')
		return false;
	for (size_t i = 1; i < color.length; i++) {
		if (text_hex_digit(color.data[i]) < 0)
			return false;
	}
	for (size_t i = 0; i < sizeof(refused_colors) / sizeof(refused_colors[0]); i++) {
		if (text_equal_nocase(color, text_from(refused_colors[i])))
			return false;
	}
	return true;
}

static bool is_email(const char *address)
{
	const char *at = strchr(address, '@');

	for (const char *c = address; *c != '\0'; c++) {
		if (*c <= ' ' || *c > '~' || strchr("\"<>(),:;\\", *c) != NULL)
			return false;
	}
	return at != NULL && at > address && at[1] != '\0' && strchr(at + 1, '@') == NULL;
}

static void check_guid(const char *name, const char *id, struct fault *fault)
{
	struct guid guid;

	if (id[0] != '\0' && (!guid_parse(text_from(id), &guid) || guid_is_zero(guid)))
		fault_add(fault, text_from(name), "InvalidSetting", "%s must be a GUID, or empty.",
			name);
}

static void check_url(const char *name, const char *url, struct fault *fault)
{
	if (url[0] != '\0' && !config_url_is_public(url))
		fault_add(fault, text_from(name), "InvalidSetting",
			"%s must be a URL such as https://www.example.com/reviews: http or https, "
			"a host, and optionally a port and a path.",
			name);
}

void config_connector_check(const struct config *config, struct fault *fault)
{
	if (!is_color(text_from(config->connector_brand_color)))
		fault_add(fault, TEXT("connector.brand-color"), "InvalidSetting",
			"connector.brand-color must be a colour such as #0f6cbd, with six "
			"hexadecimal digits, other than #ffffff and #007ee5.");
	if (!is_email(config->connector_contact_email))
		fault_add(fault, TEXT("connector.contact-email"), "InvalidSetting",
			"connector.contact-email must be an email address such as "
			"support@example.com.");
	check_guid("connector.client-id", config->connector_client_id, fault);
	check_guid("connector.directory", config->connector_directory, fault);
	check_url("connector.website", config->connector_website, fault);
	check_url("connector.privacy-url", config->connector_privacy_url, fault);
}
