#include "config/config.h"

#include "base/buffer.h"
#include "config/config_issuer.h"
#include "config/config_read.h"
#include "config/config_reload.h"
#include "config/config_whole.h"

#define AT(member) offsetof(struct config, member)

static const struct config_key keys[] = {
	{"server.address", CONFIG_TEXT, AT(server_address), 1, 64, "127.0.0.1", NULL,
		"Numeric IPv4 or IPv6 address to listen on."},
	{"server.port", CONFIG_INTEGER, AT(server_port), 0, 65535, "8080", NULL,
		"Port to listen on; 0 takes a free one, which the log names."},
	{"server.threads", CONFIG_INTEGER, AT(server_threads), 0, 256, "0", NULL,
		"Event threads; 0 is one per processor."},
	{"server.workers", CONFIG_INTEGER, AT(server_workers), 1, 256, "4", NULL,
		"Threads for calls that can take long: lists, searches, reports."},
	{"server.connections", CONFIG_INTEGER, AT(server_connections), 1, 100000, "4096", NULL,
		"Maximum number of open connections. When all are in use, a new client replaces "
		"one that is unfinished, slow or idle."},
	{"server.connections-per-address", CONFIG_INTEGER, AT(server_connections_per_address), 0,
		100000, "0", NULL,
		"Maximum number of these per IPv4 address or IPv6 /64; 0 is a quarter of "
		"server.connections. Does not apply to trusted proxies."},
	{"server.ops-address", CONFIG_TEXT, AT(server_ops_address), 0, 64, CONFIG_OPS_ADDRESS, NULL,
		"Numeric address and port for operations: /healthz, /readyz and /metrics, without "
		"credentials; empty: no such listener."},
	{"server.head-timeout-s", CONFIG_INTEGER, AT(server_head_timeout_s), 1, 600, "10", NULL,
		"Seconds that a TLS handshake and the head of a request may take in total."},
	{"server.idle-timeout-s", CONFIG_INTEGER, AT(server_idle_timeout_s), 1, 3600, "60", NULL,
		"Seconds after which an idle connection is closed."},
	{"server.public-url", CONFIG_TEXT, AT(server_public_url), 0, 1000, "", NULL,
		"URL under which clients reach the service, for links in responses; empty: as "
		"trusted proxies report it, or else the listening address."},
	{"server.trusted-proxies", CONFIG_LIST, AT(server_trusted_proxies), 0, 8000, "", NULL,
		"Addresses and networks (10.0.0.0/8) of reverse proxies, up to 128, whose "
		"Forwarded or X-Forwarded-For identifies the client; empty: no proxy is trusted."},
	{"server.temporary-dir", CONFIG_TEXT, AT(server_temporary_dir), 1, 1000, "/tmp", NULL,
		"Folder for request bodies over 1 MiB while they are read; it must exist."},
	{"server.body-room-mib", CONFIG_INTEGER, AT(server_body_room_mib), 1, 1048576, "1024", NULL,
		"Total size, in MiB, of request bodies in progress. One caller may use half of it; "
		"the largest import always fits."},
	{"server.disk-reserve-mib", CONFIG_INTEGER, AT(server_disk_reserve_mib), 0, 16777216, "256",
		NULL,
		"Free disk space, in MiB, below which apps cannot add data: no reviews, imports or "
		"exports."},
	{"server.tls-certificate", CONFIG_TEXT, AT(server_tls_certificate), 0, 1000, "", NULL,
		"PEM file with the certificate chain; empty: plain HTTP, for use behind a proxy."},
	{"server.tls-key", CONFIG_TEXT, AT(server_tls_key), 0, 1000, "", NULL,
		"PEM file with the private key of the certificate."},
	{"database.path", CONFIG_TEXT, AT(database_path), 1, 1000, "s2s-registry.db", NULL,
		"SQLite database file; created if missing."},
	{"database.busy-timeout-ms", CONFIG_INTEGER, AT(database_busy_timeout_ms), 0, 60000, "5000",
		NULL, "Milliseconds to wait for another process that is writing to the database."},
	{"environment.id", CONFIG_TEXT, AT(environment_id), 0, 38, "", NULL,
		"ID of the environment (GUID), called tenantId on the wire; empty: the ID in the "
		"database, or a new one at first start."},
	{"auth.cloud", CONFIG_CHOICE, AT(auth_cloud), 0, 0, "global",
		"global usgov china custom none",
		"Entra cloud that issues the tokens. custom requires the next four keys; none "
		"accepts only tokens of the issuer sections."},
	{"auth.authority", CONFIG_TEXT, AT(auth_authority), 0, 1000, "", NULL,
		"Custom cloud: URL that precedes /{tid}/v2.0/.well-known/openid-configuration."},
	{"auth.issuer-v1", CONFIG_TEXT, AT(auth_issuer_v1), 0, 1000, "", NULL,
		"Custom cloud: iss of v1.0 tokens, with {tid} in place of the directory."},
	{"auth.issuer-v2", CONFIG_TEXT, AT(auth_issuer_v2), 0, 1000, "", NULL,
		"Custom cloud: iss of v2.0 tokens, with {tid} in place of the directory."},
	{"auth.cloud-instance-name", CONFIG_TEXT, AT(auth_cloud_instance_name), 0, 200, "", NULL,
		"Custom cloud: cloud_instance_name of its keys and metadata."},
	{"auth.key-discovery", CONFIG_CHOICE, AT(auth_key_discovery), 0, 0, "directory",
		"directory common",
		"Source of Entra's keys: a key set per directory, or the common one that all "
		"directories share."},
	{"auth.signing-key-app-id", CONFIG_TEXT, AT(auth_signing_key_app_id), 0, 38, "", NULL,
		"Client ID (GUID) of the API's app registration in Entra, if claims mapping gives "
		"it its own signing keys; empty: it has none."},
	{"auth.audiences", CONFIG_LIST, AT(auth_audiences), 0, 8000, "", NULL,
		"Values of aud that mean this service, separated by blanks or commas: client IDs "
		"and App ID URIs, exactly as tokens spell them; apps request the first."},
	{"auth.allow-loopback-http", CONFIG_BOOLEAN, AT(auth_allow_loopback_http), 0, 1, "false",
		NULL, "Development only: fetch keys over plain HTTP from a loopback address."},
	{"auth.ca-file", CONFIG_TEXT, AT(auth_ca_file), 0, 1000, "", NULL,
		"PEM file of certificate authorities for fetching keys; empty: those of "
		"CURL_CA_BUNDLE, SSL_CERT_FILE or SSL_CERT_DIR, or the system's."},
	{"auth.proxy", CONFIG_TEXT, AT(auth_proxy), 0, 1000, "", NULL,
		"URL of the proxy for fetching metadata and keys; empty: that of the environment "
		"variable https_proxy. no_proxy exempts hosts from either."},
	{"auth.key-dir", CONFIG_TEXT, AT(auth_key_dir), 0, 1000, "", NULL,
		"Folder that keeps fetched keys for a restart during an outage; empty: "
		"database.path followed by .keys."},
	{"auth.clock-skew-s", CONFIG_INTEGER, AT(auth_clock_skew_s), 0, 600, "300", NULL,
		"Tolerance for exp and nbf, in seconds."},
	{"auth.max-lifetime-s", CONFIG_INTEGER, AT(auth_max_lifetime_s), 600, 604800, "104400",
		NULL,
		"Longest accepted lifetime (exp - iat) of a token; Entra's longest is 28 hours "
		"plus 5 minutes."},
	{"auth.refresh-interval-s", CONFIG_INTEGER, AT(auth_refresh_interval_s), 60, 86400, "3600",
		NULL, "Seconds after which the keys of a directory are fetched again."},
	{"auth.forced-refresh-interval-s", CONFIG_INTEGER, AT(auth_forced_refresh_interval_s), 1,
		3600, "300", NULL,
		"Minimum seconds between two fetches for one directory that unknown key IDs "
		"trigger."},
	{"auth.stale-limit-s", CONFIG_INTEGER, AT(auth_stale_limit_s), 60, 604800, "86400", NULL,
		"Seconds for which the last good keys remain in use while new ones cannot be "
		"fetched."},
	{"auth.fetch-timeout-ms", CONFIG_INTEGER, AT(auth_fetch_timeout_ms), 100, 60000, "5000",
		NULL, "Milliseconds that a fetch of metadata or keys may take."},
	{"auth.key-wait-ms", CONFIG_INTEGER, AT(auth_key_wait_ms), 1, 10000, "2000", NULL,
		"Milliseconds that a request waits for the keys of its token."},
	{"auth.token-cache-kib", CONFIG_INTEGER, AT(auth_token_cache_kib), 0, 1048576, "4096", NULL,
		"Memory for the cache of verified tokens, in KiB; 0 disables the cache."},
	{"auth.read-roles", CONFIG_LIST, AT(auth_read_roles), 0, 8000, "", NULL,
		"App roles, one of which an app-only token needs for Reviews.Read; empty: only the "
		"registration decides."},
	{"auth.submit-roles", CONFIG_LIST, AT(auth_submit_roles), 0, 8000, "", NULL,
		"App roles, one of which an app-only token needs for Reviews.Submit; empty: only "
		"the registration decides."},
	{"auth.export-roles", CONFIG_LIST, AT(auth_export_roles), 0, 8000, "", NULL,
		"App roles, one of which an app-only token needs for Reviews.Export; empty: only "
		"the registration decides."},
	{"auth.read-scopes", CONFIG_LIST, AT(auth_read_scopes), 0, 8000, "", NULL,
		"Scopes, one of which a delegated token needs for Reviews.Read; empty: only the "
		"registration decides."},
	{"auth.submit-scopes", CONFIG_LIST, AT(auth_submit_scopes), 0, 8000, "", NULL,
		"Scopes, one of which a delegated token needs for Reviews.Submit; empty: only the "
		"registration decides."},
	{"auth.export-scopes", CONFIG_LIST, AT(auth_export_scopes), 0, 8000, "", NULL,
		"Scopes, one of which a delegated token needs for Reviews.Export; empty: only the "
		"registration decides."},
	{"admin.directories", CONFIG_LIST, AT(admin_directories), 0, 8000, "", NULL,
		"Directory (tenant) IDs whose users and apps may be admins by token, up to 64; "
		"empty: only admin keys are accepted."},
	{"admin.clients", CONFIG_LIST, AT(admin_clients), 0, 8000, "", NULL,
		"Client app IDs through which admins may get their tokens, up to 64; empty: any."},
	{"admin.admin-groups", CONFIG_LIST, AT(admin_admin_groups), 0, 8000, "", NULL,
		"Object IDs of security groups, up to 64, whose members have the role "
		"Registry.Admin."},
	{"admin.moderator-groups", CONFIG_LIST, AT(admin_moderator_groups), 0, 8000, "", NULL,
		"The same for Reviews.Moderator."},
	{"admin.auditor-groups", CONFIG_LIST, AT(admin_auditor_groups), 0, 8000, "", NULL,
		"The same for Registry.Auditor."},
	{"admin.session-lifetime-s", CONFIG_INTEGER, AT(admin_session_lifetime_s), 300, 86400,
		"28800", NULL, "Seconds after which an admin must sign in to the pages again."},
	{"admin.sign-in-client-id", CONFIG_TEXT, AT(admin_sign_in_client_id), 0, 38, "", NULL,
		"Client ID (GUID) of the app registration in Entra through which admins sign in to "
		"the pages; empty: they sign in with admin keys only."},
	{"admin.sign-in-client-secret-file", CONFIG_TEXT, AT(admin_sign_in_client_secret_file), 0,
		1000, "", NULL,
		"File with the client secret of that app; empty: it is a public client."},
	{"admin.sign-in-directory", CONFIG_TEXT, AT(admin_sign_in_directory), 0, 38, "", NULL,
		"Directory (tenant) ID where admins sign in; one of admin.directories."},
	{"admin.sign-in-scope", CONFIG_TEXT, AT(admin_sign_in_scope), 0, 1000, "", NULL,
		"Scope that the sign-in requests; empty: the first of auth.audiences followed by "
		"/.default."},
	{"limits.calls-per-s", CONFIG_INTEGER, AT(limits_calls_per_s), 0, 1000000, "200", NULL,
		"Calls per second of one app registration or admin key; 0 is no limit."},
	{"limits.burst", CONFIG_INTEGER, AT(limits_burst), 1, 1000000, "2000", NULL,
		"Calls that one app registration or admin key may make at once before calls-per-s "
		"applies."},
	{"limits.all-calls-per-s", CONFIG_INTEGER, AT(limits_all_calls_per_s), 0, 1000000, "2000",
		NULL,
		"Calls per second of all app registrations and admin keys together; 0 is no "
		"limit."},
	{"limits.all-burst", CONFIG_INTEGER, AT(limits_all_burst), 1, 1000000, "10000", NULL,
		"Calls that all of them together may make at once before all-calls-per-s applies."},
	{"limits.imports", CONFIG_INTEGER, AT(limits_imports), 1, 100000, "16", NULL,
		"Concurrent imports of one app registration, and as many in the background."},
	{"limits.imports-mib", CONFIG_INTEGER, AT(limits_imports_mib), 1, 1048576, "1024", NULL,
		"Total size, in MiB, of its imports in the background; four times as much for all "
		"app registrations together."},
	{"limits.all-imports", CONFIG_INTEGER, AT(limits_all_imports), 1, 100000, "64", NULL,
		"Concurrent imports of all app registrations, and as many in the background."},
	{"limits.admin-refusals", CONFIG_INTEGER, AT(limits_admin_refusals), 1, 1000000, "10", NULL,
		"Refused admin calls of one address at once, before they are limited to one every "
		"5 seconds."},
	{"registry.usage-interval-s", CONFIG_INTEGER, AT(registry_usage_interval_s), 1, 3600, "30",
		NULL, "Seconds between two writes of when registrations and keys were last used."},
	{"registry.deleted-retention-days", CONFIG_INTEGER, AT(registry_deleted_retention_days), 1,
		3650, "30", NULL,
		"Days for which a removed registration can be restored before it is purged."},
	{"reviews.summary-cache-kib", CONFIG_INTEGER, AT(reviews_summary_cache_kib), 0, 1048576,
		"2048", NULL,
		"Memory for cached rating summaries, in KiB, valid until the next write; 0 "
		"disables the cache."},
	{"reviews.import-max-mib", CONFIG_INTEGER, AT(reviews_import_max_mib), 1, 1024, "100", NULL,
		"Maximum size of the body of an import."},
	{"reviews.export-dir", CONFIG_TEXT, AT(reviews_export_dir), 0, 1000, "", NULL,
		"Folder for exported files until their links expire; empty: database.path followed "
		"by .exports."},
	{"reviews.export-link-s", CONFIG_INTEGER, AT(reviews_export_link_s), 60, 604800, "3600",
		NULL, "Seconds for which the link of an export works."},
	{"reviews.export-room-mib", CONFIG_INTEGER, AT(reviews_export_room_mib), 1, 16777216,
		"8192", NULL,
		"Total size, in MiB, of exported files until they expire. One caller may use half "
		"of it."},
	{"reviews.job-dir", CONFIG_TEXT, AT(reviews_job_dir), 0, 1000, "", NULL,
		"Folder for the files of background imports until seven days after they end; "
		"empty: database.path followed by .jobs."},
	{"reviews.publisher-name", CONFIG_TEXT, AT(reviews_publisher_name), 1, 200, "Reviews", NULL,
		"Publisher in the feed of format google, and of the connector: the shop that owns "
		"the reviews."},
	{"reviews.product-url", CONFIG_TEXT, AT(reviews_product_url), 0, 1000, "", NULL,
		"URL of a product page of the shop, with {productId} in place of the ID, for the "
		"feed of format google; empty: no such feed."},
	{"reviews.word-list-dir", CONFIG_TEXT, AT(reviews_word_list_dir), 0, 1000, "", NULL,
		"Folder with lists of words to hide from readers, LANGUAGE.txt and any.txt; empty: "
		"nothing is redacted."},
	{"connector.brand-color", CONFIG_TEXT, AT(connector_brand_color), 7, 7, "#0f6cbd", NULL,
		"Background of the connector's icon, as #RRGGBB: neither white nor #007ee5, which "
		"connectors may not have."},
	{"connector.contact-email", CONFIG_TEXT, AT(connector_contact_email), 3, 254,
		"support@example.com", NULL,
		"Email address where users of the connector get support."},
	{"connector.client-id", CONFIG_TEXT, AT(connector_client_id), 0, 38, "", NULL,
		"Client ID (GUID) of the connector's app registration in Entra; empty: a "
		"placeholder."},
	{"connector.directory", CONFIG_TEXT, AT(connector_directory), 0, 38, "", NULL,
		"Directory (tenant) ID where users of the connector sign in; empty: "
		"admin.sign-in-directory, or the first of admin.directories, or else common, for "
		"an app of any directory."},
	{"connector.website", CONFIG_TEXT, AT(connector_website), 0, 1000, "", NULL,
		"URL of the website that the connector names; empty: the service's URL."},
	{"connector.privacy-url", CONFIG_TEXT, AT(connector_privacy_url), 0, 1000, "", NULL,
		"URL of the privacy policy that the connector names; empty: that of the "
		"website."},
	{"log.level", CONFIG_CHOICE, AT(log_level), 0, 0, "info", "debug info warning error",
		"Lowest level that is logged."},
};

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

enum status config_load(struct config *ret_config, const char *path, const char *const *settings,
	size_t setting_count, struct fault *fault)
{
	struct config config = {0};
	const struct config_read_target target = {&config, keys, KEY_COUNT};

	for (size_t i = 0; i < KEY_COUNT; i++)
		config_key_store(fault->arena, &keys[i], text_from(keys[i].fallback), &config);
	if (path != NULL)
		config_read_file(&target, path, fault);
	config_read_settings(&target, settings, setting_count, fault);
	config_whole_check(&config, fault);
	if (fault->status == STATUS_OK)
		*ret_config = config;
	return fault->status;
}

struct text config_first_audience(const struct config *config)
{
	struct text audiences = text_from(config->auth_audiences), first = TEXT_NONE;

	return text_next_word(&audiences, &first) ? first : TEXT_NONE;
}

const struct config_key *config_keys(size_t *ret_count)
{
	*ret_count = KEY_COUNT;
	return keys;
}

struct text config_reference(struct arena *arena)
{
	struct buffer out = buffer_make(arena, 1024 * 1024);

	buffer_add(&out, TEXT("| key | value | default | meaning |\n|---|---|---|---|\n"));
	config_key_rows(&out, keys, KEY_COUNT, "", config_reload_applies);
	config_key_rows(&out, config_issuer_keys, CONFIG_ISSUER_KEYS, "issuer.NAME.",
		config_reload_applies);
	return buffer_text(&out);
}
