#include "config/config_whole.h"

#include <string.h>

#include "config/config_issuer.h"
#include "config/config_url.h"

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
			"server.tls-certificate and server.tls-key go together.");
	if (config->reviews_product_url[0] != '\0' &&
		!config_url_is_product(config->reviews_product_url))
		fault_add(fault, TEXT("reviews.product-url"), "InvalidSetting",
			"reviews.product-url must be a URL such as "
			"https://shop.example.com/p/{productId}, at a full domain, with "
			"{productId} once behind it.");
	config_issuer_check(config, fault);
	if (config->admin_sign_in_scope[0] == '\0' && text_cut_word(&audiences, &audience))
		config->admin_sign_in_scope = arena_printf(
			fault->arena, "%.*s/.default", (int)audience.length, audience.data)
						      .data;
	if (config->auth_key_dir[0] == '\0')
		config->auth_key_dir =
			arena_printf(fault->arena, "%s.keys", config->database_path).data;
	if (config->reviews_export_dir[0] == '\0')
		config->reviews_export_dir =
			arena_printf(fault->arena, "%s.exports", config->database_path).data;
	if (config->reviews_job_dir[0] == '\0')
		config->reviews_job_dir =
			arena_printf(fault->arena, "%s.jobs", config->database_path).data;
}
