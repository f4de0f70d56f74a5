/*
 * config_values: the values of all settings.
 *
 * Texts are NUL-terminated. An optional text that is not set is empty. The entries of a list are
 * separated by blanks or commas. docs/configuration.md explains each setting.
 */
#ifndef CONFIG_CONFIG_VALUES_H
#define CONFIG_CONFIG_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Maximum number of sections [issuer.NAME]. */
#define CONFIG_ISSUERS_MAX 8

/* The settings of a section [issuer.NAME], which describes an OpenID provider. The modules that use
 * the lists check the content of the lists. */
struct config_issuer {
	const char *name; /* [a-z0-9-]{1,32} */
	const char *url; /* not empty */
	const char *algorithms; /* list */
	const char *client_claim;
	bool client_names;
	bool clients_authenticate;
	const char *directory_claim; /* may be empty */
	const char *directories; /* list, not empty */
};

/* Default of server.ops-address. */
#define CONFIG_OPS_ADDRESS "127.0.0.1:9464"

struct config {
	/* [server] */
	const char *server_address;
	int64_t server_port;
	int64_t server_threads; /* 0: one per processor */
	int64_t server_workers;
	int64_t server_connections;
	int64_t server_connections_per_address;
	int64_t server_head_timeout_s;
	const char *server_ops_address;
	int64_t server_idle_timeout_s;
	const char *server_public_url; /* without a trailing slash */
	const char *server_trusted_proxies; /* list */
	const char *server_temporary_dir;
	int64_t server_body_room_mib; /* quota for request bodies that are being read; one caller
					 may use half */
	int64_t server_disk_reserve_mib; /* if less disk space is free, the service accepts no data
					    from apps */
	const char *server_tls_certificate;
	const char *server_tls_key;

	/* [database] */
	const char *database_path;
	int64_t database_busy_timeout_ms;

	/* [environment] */
	const char *environment_id; /* GUID; if empty, the first start creates a GUID */

	/* [auth] */
	const char *auth_cloud; /* global, usgov, china, custom or none */
	const char *auth_authority;
	const char *auth_issuer_v1, *auth_issuer_v2; /* {tid} represents the directory ID */
	const char *auth_cloud_instance_name;
	const char *auth_key_discovery; /* directory or common */
	const char *auth_signing_key_app_id;
	const char *auth_audiences; /* list */
	bool auth_allow_loopback_http;
	const char *auth_ca_file;
	const char *auth_proxy;
	const char *auth_key_dir;
	int64_t auth_clock_skew_s;
	int64_t auth_max_lifetime_s;
	int64_t auth_refresh_interval_s;
	int64_t auth_forced_refresh_interval_s;
	int64_t auth_stale_limit_s;
	int64_t auth_fetch_timeout_ms;
	int64_t auth_key_wait_ms;
	int64_t auth_token_cache_kib;
	const char *auth_read_roles, *auth_submit_roles, *auth_export_roles; /* lists */
	const char *auth_read_scopes, *auth_submit_scopes, *auth_export_scopes; /* lists */

	/* [admin]; the first five settings are lists */
	const char *admin_directories, *admin_clients;
	const char *admin_admin_groups, *admin_moderator_groups, *admin_auditor_groups;
	int64_t admin_session_lifetime_s;
	const char *admin_sign_in_client_id; /* if empty, admins cannot sign in at a directory */
	const char *admin_sign_in_client_secret_file; /* may be empty */
	const char *admin_sign_in_directory;
	const char *admin_sign_in_scope; /* by default derived from the first audience */

	/* [limits]; a rate of 0 means no limit */
	int64_t limits_calls_per_s, limits_burst; /* per app registration or admin key */
	int64_t limits_all_calls_per_s, limits_all_burst; /* for all callers together */
	int64_t limits_imports, limits_imports_mib; /* maximum count and size, per caller */
	int64_t limits_all_imports; /* maximum number of imports, all callers together */
	int64_t limits_admin_refusals; /* burst of refused admin requests from one address */

	/* [registry] */
	int64_t registry_usage_interval_s;
	int64_t registry_deleted_retention_days;

	/* [reviews] */
	int64_t reviews_summary_cache_kib;
	int64_t reviews_import_max_mib;
	const char *reviews_export_dir;
	int64_t reviews_export_link_s;
	int64_t reviews_export_room_mib; /* quota for exported files; one caller may use half */
	const char *reviews_job_dir;
	const char *reviews_publisher_name;
	const char *reviews_product_url; /* may be empty */
	const char *reviews_word_list_dir; /* may be empty */

	/* [connector] */
	const char *connector_brand_color; /* #RRGGBB */
	const char *connector_contact_email;
	const char *connector_client_id; /* GUID; may be empty */
	const char *connector_directory; /* GUID; may be empty */
	const char *connector_website; /* may be empty */
	const char *connector_privacy_url; /* may be empty */

	/* [log] */
	const char *log_level;

	/* [issuer.NAME], in the order in which the names first appear */
	struct config_issuer issuers[CONFIG_ISSUERS_MAX];
	size_t issuer_count;
};

#endif
