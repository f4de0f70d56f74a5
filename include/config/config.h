/*
 * config: every setting, read once at start.
 *
 * One table (config.c) holds each key with its type, bounds, default and help; the file format is
 * INI, its lines below 200 bytes; a list may go on in indented lines or give its key again.
 * `s2s-registry config-reference` prints the table. Unknown keys, bad values and values out of
 * bounds are all reported at once, with file and line.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/fault.h"

/* Texts are NUL-terminated; an unset optional text is empty. */
struct config {
	/* [server] */
	const char *server_address;
	int64_t server_port;
	int64_t server_threads; /* 0: one a processor */
	int64_t server_workers;
	int64_t server_connections;
	int64_t server_idle_timeout_s;
	const char *server_public_url; /* without a slash at the end */
	const char *server_temporary_dir;
	const char *server_tls_certificate;
	const char *server_tls_key;

	/* [database] */
	const char *database_path;
	int64_t database_busy_timeout_ms;

	/* [environment] */
	const char *environment_id; /* GUID, or empty: made at first start */

	/* [auth] */
	const char *auth_cloud; /* global, usgov, china or custom */
	const char *auth_authority;
	const char *auth_issuer_v1, *auth_issuer_v2; /* with {tid} in the directory's place */
	const char *auth_cloud_instance_name;
	const char *auth_audiences; /* separated by blanks or commas */
	bool auth_allow_loopback_http;
	const char *auth_ca_file;
	const char *auth_key_dir;
	int64_t auth_clock_skew_s;
	int64_t auth_max_lifetime_s;
	int64_t auth_refresh_interval_s;
	int64_t auth_forced_refresh_interval_s;
	int64_t auth_stale_limit_s;
	int64_t auth_fetch_timeout_ms;
	int64_t auth_key_wait_ms;
	int64_t auth_verdict_cache_kib;

	/* [reviews] */
	int64_t reviews_import_max_mib;
	const char *reviews_export_dir;
	int64_t reviews_export_link_s;

	/* [log] */
	const char *log_level;
};

/* Defaults, then the file (NULL: none), then `settings`, each "section.key=value". Texts live in
 * the fault's arena. */
enum status config_load(struct config *ret_config, const char *path, const char *const *settings,
	size_t setting_count, struct fault *fault);

/* The table as Markdown: what docs/configuration.md holds. */
struct text config_reference(struct arena *arena);

#endif
