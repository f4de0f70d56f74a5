#include "config/config_whole.h"

#include <string.h>

#include "base/guid.h"
#include "config/config_connector.h"
#include "config/config_issuer.h"
#include "config/config_url.h"

/* The zero GUID would count as no ID. */
static void check_environment(const struct config *config, struct fault *fault)
{
	struct text id = text_from(config->environment_id);
	struct guid guid;

	if (id.length > 0 && (!guid_parse(id, &guid) || guid_is_zero(guid)))
		fault_add(fault, TEXT("environment.id"), "InvalidSetting",
			"environment.id must be a GUID other than zero.");
}

/* Removes trailing slashes: the paths that are appended start with one. */
static const char *without_slash(struct arena *arena, const char *url)
{
	struct text t = text_from(url);

	while (t.length > 0 && t.data[t.length - 1] == '/')
		t.length--;
	return arena_cstr(arena, t);
}

static void read_public_url(struct config *config, struct fault *fault)
{
	struct text url = text_from(config->server_public_url);

	if (url.length > 0 && !config_url_is_public(url.data))
		fault_add(fault, TEXT("server.public-url"), "InvalidSetting",
			"server.public-url must be a URL such as https://reviews.example.com or "
			"http://10.0.0.1:8080/reviews: http or https, a host, and optionally a "
			"port and "
			"a path; no user, query, fragment, blank or quote.");
	config->server_public_url = without_slash(fault->arena, url.data);
}

/* Sets the defaults that are based on the database's path. */
static void fill_in_folders(struct config *config, struct arena *arena)
{
	const char *path = config->database_path;

	if (config->auth_key_dir[0] == '\0')
		config->auth_key_dir = arena_printf(arena, "%s.keys", path).data;
	if (config->reviews_export_dir[0] == '\0')
		config->reviews_export_dir = arena_printf(arena, "%s.exports", path).data;
	if (config->reviews_job_dir[0] == '\0')
		config->reviews_job_dir = arena_printf(arena, "%s.jobs", path).data;
}

void config_whole_check(struct config *config, struct fault *fault)
{
	bool custom = strcmp(config->auth_cloud, "custom") == 0;
	struct text audiences = text_from(config->auth_audiences), audience;

	if (custom &&
		(config->auth_authority[0] == '\0' || config->auth_issuer_v1[0] == '\0' ||
			config->auth_issuer_v2[0] == '\0'))
		fault_add(fault, TEXT("auth.cloud"), "InvalidSetting",
			"auth.cloud = custom needs auth.authority, auth.issuer-v1 and "
			"auth.issuer-v2.");
	if ((config->server_tls_certificate[0] == '\0') != (config->server_tls_key[0] == '\0'))
		fault_add(fault, TEXT("server.tls-key"), "InvalidSetting",
			"server.tls-certificate and server.tls-key must be set together.");
	if (config->reviews_product_url[0] != '\0' &&
		!config_url_is_product(config->reviews_product_url))
		fault_add(fault, TEXT("reviews.product-url"), "InvalidSetting",
			"reviews.product-url must be a URL such as "
			"https://shop.example.com/p/{productId}, with a full domain name and "
			"{productId} exactly once after it.");
	check_environment(config, fault);
	read_public_url(config, fault);
	config->auth_authority = without_slash(fault->arena, config->auth_authority);
	config_issuer_check(config, fault);
	config_connector_check(config, fault);
	if (config->admin_sign_in_scope[0] == '\0' && text_next_word(&audiences, &audience))
		config->admin_sign_in_scope = arena_printf(
			fault->arena, "%.*s/.default", (int)audience.length, audience.data)
						      .data;
	fill_in_folders(config, fault->arena);
}
