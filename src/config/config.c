#include "config/config.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "config/config_issuer.h"
#include "config/config_whole.h"

#define FILE_LIMIT_BYTES (1024 * 1024)
#define LINE_MAX_BYTES 198

#define AT(member) offsetof(struct config, member)

static const struct config_key keys[] = {
	{"server.address", CONFIG_TEXT, AT(server_address), 1, 64, "127.0.0.1", NULL,
		"Numeric IPv4 or IPv6 address to listen on."},
	{"server.port", CONFIG_INTEGER, AT(server_port), 0, 65535, "8080", NULL,
		"Port to listen on; 0 takes a free one, which the log names."},
	{"server.threads", CONFIG_INTEGER, AT(server_threads), 0, 256, "0", NULL,
		"Event threads; 0 is one a processor."},
	{"server.workers", CONFIG_INTEGER, AT(server_workers), 1, 256, "4", NULL,
		"Threads for work that may take long: lists, searches, reports."},
	{"server.connections", CONFIG_INTEGER, AT(server_connections), 1, 100000, "4096", NULL,
		"Most open connections. Where all are taken, one that is unfinished, slow or idle "
		"is closed for a new one."},
	{"server.connections-per-address", CONFIG_INTEGER, AT(server_connections_per_address), 0,
		100000, "0", NULL,
		"Of these, most of one IPv4 address or IPv6 /64; 0 is a quarter of "
		"server.connections. Trusted proxies have no such bound."},
	{"server.ops-address", CONFIG_TEXT, AT(server_ops_address), 0, 64, CONFIG_OPS_ADDRESS, NULL,
		"Numeric address and port for those who run the service: /healthz, /readyz and "
		"/metrics, "
		"without credentials; empty: there are none but /healthz and /readyz of the "
		"service itself."},
	{"server.head-timeout-s", CONFIG_INTEGER, AT(server_head_timeout_s), 1, 600, "10", NULL,
		"Seconds that a TLS handshake and the head of a request may take together."},
	{"server.idle-timeout-s", CONFIG_INTEGER, AT(server_idle_timeout_s), 1, 3600, "60", NULL,
		"Seconds after which an idle connection is closed."},
	{"server.public-url", CONFIG_TEXT, AT(server_public_url), 0, 1000, "", NULL,
		"URL under which clients reach the service, for links in answers; "
		"empty is what trusted proxies tell, or else the listening address."},
	{"server.trusted-proxies", CONFIG_LIST, AT(server_trusted_proxies), 0, 8000, "", NULL,
		"Addresses and networks (10.0.0.0/8) of the reverse proxies before the service, up "
		"to 128: their Forwarded or X-Forwarded-For says who the client is; empty: no "
		"proxy is believed."},
	{"server.temporary-dir", CONFIG_TEXT, AT(server_temporary_dir), 1, 1000, "/tmp", NULL,
		"Folder for request bodies over 1 MiB while they are read; it has to be there."},
	{"server.body-room-mib", CONFIG_INTEGER, AT(server_body_room_mib), 1, 1048576, "1024", NULL,
		"MiB that the bodies of requests under way may have together. One caller may have "
		"half of it; the largest import always fits."},
	{"server.disk-reserve-mib", CONFIG_INTEGER, AT(server_disk_reserve_mib), 0, 16777216, "256",
		NULL,
		"Free MiB of the disks below which apps add nothing more: no reviews, imports and "
		"exports."},
	{"server.tls-certificate", CONFIG_TEXT, AT(server_tls_certificate), 0, 1000, "", NULL,
		"PEM file with the certificate chain; empty serves plain HTTP behind a proxy."},
	{"server.tls-key", CONFIG_TEXT, AT(server_tls_key), 0, 1000, "", NULL,
		"PEM file with the certificate's private key."},
	{"database.path", CONFIG_TEXT, AT(database_path), 1, 1000, "s2s-registry.db", NULL,
		"SQLite database file; made when it is missing."},
	{"database.busy-timeout-ms", CONFIG_INTEGER, AT(database_busy_timeout_ms), 0, 60000, "5000",
		NULL, "Milliseconds to wait for another process that writes the database."},
	{"environment.id", CONFIG_TEXT, AT(environment_id), 0, 38, "", NULL,
		"The environment's id (GUID), on the wire tenantId; empty keeps the database's, "
		"or makes one at first start."},
	{"auth.cloud", CONFIG_CHOICE, AT(auth_cloud), 0, 0, "global",
		"global usgov china custom none",
		"Entra cloud that issues the tokens; custom takes the next four keys; none takes "
		"tokens of the issuer sections only."},
	{"auth.authority", CONFIG_TEXT, AT(auth_authority), 0, 1000, "", NULL,
		"Custom cloud: URL before /{tid}/v2.0/.well-known/openid-configuration."},
	{"auth.issuer-v1", CONFIG_TEXT, AT(auth_issuer_v1), 0, 1000, "", NULL,
		"Custom cloud: iss of v1.0 tokens, {tid} in the directory's place."},
	{"auth.issuer-v2", CONFIG_TEXT, AT(auth_issuer_v2), 0, 1000, "", NULL,
		"Custom cloud: iss of v2.0 tokens, {tid} in the directory's place."},
	{"auth.cloud-instance-name", CONFIG_TEXT, AT(auth_cloud_instance_name), 0, 200, "", NULL,
		"Custom cloud: cloud_instance_name of its keys and metadata."},
	{"auth.key-discovery", CONFIG_CHOICE, AT(auth_key_discovery), 0, 0, "directory",
		"directory common",
		"Where Entra's keys come from: each directory's own set, or the one set that all "
		"directories share."},
	{"auth.signing-key-app-id", CONFIG_TEXT, AT(auth_signing_key_app_id), 0, 38, "", NULL,
		"Client id (GUID) of the API's app registration in Entra when claims mapping gives "
		"it signing keys of its own; empty: it has none."},
	{"auth.audiences", CONFIG_LIST, AT(auth_audiences), 0, 8000, "", NULL,
		"Values of aud that mean this service, separated by blanks or commas: client ids "
		"and App ID URIs, exactly as the tokens spell them. None: every token is refused."},
	{"auth.allow-loopback-http", CONFIG_BOOLEAN, AT(auth_allow_loopback_http), 0, 1, "false",
		NULL, "Development only: take keys over plain HTTP from a loopback address."},
	{"auth.ca-file", CONFIG_TEXT, AT(auth_ca_file), 0, 1000, "", NULL,
		"PEM file of certificate authorities for fetching keys; empty is what "
		"CURL_CA_BUNDLE, SSL_CERT_FILE or SSL_CERT_DIR name, or the system's."},
	{"auth.proxy", CONFIG_TEXT, AT(auth_proxy), 0, 1000, "", NULL,
		"URL of the proxy for fetching metadata and keys; empty is that of the environment "
		"variable https_proxy. no_proxy excepts hosts from either."},
	{"auth.key-dir", CONFIG_TEXT, AT(auth_key_dir), 0, 1000, "", NULL,
		"Folder where fetched keys are kept for a restart during an outage; empty is the "
		"database path with .keys behind it."},
	{"auth.clock-skew-s", CONFIG_INTEGER, AT(auth_clock_skew_s), 0, 600, "300", NULL,
		"Seconds by which exp and nbf may be off."},
	{"auth.max-lifetime-s", CONFIG_INTEGER, AT(auth_max_lifetime_s), 600, 604800, "104400",
		NULL, "Longest exp - iat of a token; Entra's longest is 28 hours plus 5 minutes."},
	{"auth.refresh-interval-s", CONFIG_INTEGER, AT(auth_refresh_interval_s), 60, 86400, "3600",
		NULL, "Seconds after which a directory's keys are fetched anew."},
	{"auth.forced-refresh-interval-s", CONFIG_INTEGER, AT(auth_forced_refresh_interval_s), 1,
		3600, "300", NULL,
		"Least seconds between two fetches of a directory that unknown key ids cause."},
	{"auth.stale-limit-s", CONFIG_INTEGER, AT(auth_stale_limit_s), 60, 604800, "86400", NULL,
		"Seconds for which the last good keys serve while they cannot be fetched anew."},
	{"auth.fetch-timeout-ms", CONFIG_INTEGER, AT(auth_fetch_timeout_ms), 100, 60000, "5000",
		NULL, "Milliseconds one fetch of metadata or keys may take."},
	{"auth.key-wait-ms", CONFIG_INTEGER, AT(auth_key_wait_ms), 1, 10000, "2000", NULL,
		"Milliseconds a request waits for the keys that its token needs."},
	{"auth.verdict-cache-kib", CONFIG_INTEGER, AT(auth_verdict_cache_kib), 0, 1048576, "4096",
		NULL, "Memory for the signatures already verified; 0 verifies each anew."},
	{"auth.read-roles", CONFIG_LIST, AT(auth_read_roles), 0, 8000, "", NULL,
		"App roles of which an app-only token must carry one for Reviews.Read; empty: the "
		"registration alone decides."},
	{"auth.submit-roles", CONFIG_LIST, AT(auth_submit_roles), 0, 8000, "", NULL,
		"App roles of which an app-only token must carry one for Reviews.Submit; empty: "
		"the "
		"registration alone decides."},
	{"auth.export-roles", CONFIG_LIST, AT(auth_export_roles), 0, 8000, "", NULL,
		"App roles of which an app-only token must carry one for Reviews.Export; empty: "
		"the "
		"registration alone decides."},
	{"auth.read-scopes", CONFIG_LIST, AT(auth_read_scopes), 0, 8000, "", NULL,
		"Scopes of which a delegated token must carry one for Reviews.Read; empty: the "
		"registration alone decides."},
	{"auth.submit-scopes", CONFIG_LIST, AT(auth_submit_scopes), 0, 8000, "", NULL,
		"Scopes of which a delegated token must carry one for Reviews.Submit; empty: the "
		"registration alone decides."},
	{"auth.export-scopes", CONFIG_LIST, AT(auth_export_scopes), 0, 8000, "", NULL,
		"Scopes of which a delegated token must carry one for Reviews.Export; empty: the "
		"registration alone decides."},
	{"admin.directories", CONFIG_LIST, AT(admin_directories), 0, 8000, "", NULL,
		"Directory (tenant) ids whose users and apps may be admins by their tokens, up to "
		"64; empty: none is, and the admin plane takes admin keys alone."},
	{"admin.clients", CONFIG_LIST, AT(admin_clients), 0, 8000, "", NULL,
		"Client app ids by which such tokens must have been got, up to 64; empty: any."},
	{"admin.admin-groups", CONFIG_LIST, AT(admin_admin_groups), 0, 8000, "", NULL,
		"Object ids of security groups, up to 64, whose members are admins as with the app "
		"role Registry.Admin."},
	{"admin.moderator-groups", CONFIG_LIST, AT(admin_moderator_groups), 0, 8000, "", NULL,
		"The same for Reviews.Moderator."},
	{"admin.auditor-groups", CONFIG_LIST, AT(admin_auditor_groups), 0, 8000, "", NULL,
		"The same for Registry.Auditor."},
	{"admin.session-lifetime-s", CONFIG_INTEGER, AT(admin_session_lifetime_s), 300, 86400,
		"28800", NULL, "Seconds after which an admin has to sign in to the pages anew."},
	{"admin.sign-in-client-id", CONFIG_TEXT, AT(admin_sign_in_client_id), 0, 38, "", NULL,
		"Client id (GUID) of the app registration in Entra by which admins sign in to the "
		"pages; empty: they sign in with admin keys alone."},
	{"admin.sign-in-client-secret-file", CONFIG_TEXT, AT(admin_sign_in_client_secret_file), 0,
		1000, "", NULL,
		"File with that app's client secret; empty: it is a public client."},
	{"admin.sign-in-directory", CONFIG_TEXT, AT(admin_sign_in_directory), 0, 38, "", NULL,
		"Directory (tenant) id where they sign in; one of admin.directories."},
	{"admin.sign-in-scope", CONFIG_TEXT, AT(admin_sign_in_scope), 0, 1000, "", NULL,
		"Scope they ask for; empty is the first of auth.audiences with /.default behind."},
	{"limits.calls-per-s", CONFIG_INTEGER, AT(limits_calls_per_s), 0, 1000000, "200", NULL,
		"Calls a second of one app registration or admin key; 0 is no limit."},
	{"limits.burst", CONFIG_INTEGER, AT(limits_burst), 1, 1000000, "2000", NULL,
		"Calls one app registration or admin key may make at once, before calls-per-s "
		"holds it."},
	{"limits.all-calls-per-s", CONFIG_INTEGER, AT(limits_all_calls_per_s), 0, 1000000, "2000",
		NULL,
		"Calls a second of all app registrations and admin keys together; 0 is no "
		"limit."},
	{"limits.all-burst", CONFIG_INTEGER, AT(limits_all_burst), 1, 1000000, "10000", NULL,
		"Calls all of them together may make at once, before all-calls-per-s holds them."},
	{"limits.imports", CONFIG_INTEGER, AT(limits_imports), 1, 100000, "16", NULL,
		"Imports of one app registration at a time, and as many in the background."},
	{"limits.imports-mib", CONFIG_INTEGER, AT(limits_imports_mib), 1, 1048576, "1024", NULL,
		"MiB of the bodies of its imports in the background; of all four times as much."},
	{"limits.all-imports", CONFIG_INTEGER, AT(limits_all_imports), 1, 100000, "64", NULL,
		"Imports of all app registrations at a time, and as many in the background."},
	{"limits.admin-refusals", CONFIG_INTEGER, AT(limits_admin_refusals), 1, 1000000, "10", NULL,
		"Refused admin calls of one address at once, before they are slowed down to one "
		"each 5 seconds."},
	{"registry.usage-interval-s", CONFIG_INTEGER, AT(registry_usage_interval_s), 1, 3600, "30",
		NULL,
		"Seconds between two writings of when registrations and keys were last used."},
	{"registry.deleted-retention-days", CONFIG_INTEGER, AT(registry_deleted_retention_days), 1,
		3650, "30", NULL,
		"Days for which a removed registration can be restored; then it is purged."},
	{"reviews.summary-cache-kib", CONFIG_INTEGER, AT(reviews_summary_cache_kib), 0, 1048576,
		"2048", NULL,
		"Memory for answers about products' ratings, kept until the next write; 0 keeps "
		"none."},
	{"reviews.import-max-mib", CONFIG_INTEGER, AT(reviews_import_max_mib), 1, 1024, "100", NULL,
		"Largest body of an import."},
	{"reviews.export-dir", CONFIG_TEXT, AT(reviews_export_dir), 0, 1000, "", NULL,
		"Folder for exported files until their links expire; empty is the database path "
		"with .exports behind it."},
	{"reviews.export-link-s", CONFIG_INTEGER, AT(reviews_export_link_s), 60, 604800, "3600",
		NULL, "Seconds for which an export's link works."},
	{"reviews.export-room-mib", CONFIG_INTEGER, AT(reviews_export_room_mib), 1, 16777216,
		"8192", NULL,
		"MiB that exported files may have together until they expire; those of one caller "
		"may have half of it."},
	{"reviews.job-dir", CONFIG_TEXT, AT(reviews_job_dir), 0, 1000, "", NULL,
		"Folder for the files of imports in the background until seven days after their "
		"end; empty is the database path with .jobs behind it."},
	{"reviews.publisher-name", CONFIG_TEXT, AT(reviews_publisher_name), 1, 200, "Reviews", NULL,
		"Publisher in the feed of format google: the shop whose reviews they are."},
	{"reviews.product-url", CONFIG_TEXT, AT(reviews_product_url), 0, 1000, "", NULL,
		"URL of a product's page at the shop's domain, with {productId} where the id goes, "
		"for the feed of format google; empty: there is no such feed."},
	{"reviews.word-list-dir", CONFIG_TEXT, AT(reviews_word_list_dir), 0, 1000, "", NULL,
		"Folder with lists of words that readers are not to see, LANGUAGE.txt and any.txt; "
		"empty: nothing is redacted."},
	{"log.level", CONFIG_CHOICE, AT(log_level), 0, 0, "info", "debug info warning error",
		"Lines below this level are not written."},
};

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

struct reading {
	struct config *config;
	struct fault *fault;
	const char *path; /* NULL: the settings of the command line */
	struct text rest; /* of the file */
	int line;
	/* By this source. */
	bool given[KEY_COUNT];
	bool issuer_given[CONFIG_ISSUERS_MAX][CONFIG_ISSUER_KEYS];
};

/* Where the value that is looked at stands. */
static const char *origin(const struct reading *reading)
{
	if (reading->path == NULL)
		return "--set";
	return arena_printf(reading->fault->arena, "%s line %d", reading->path, reading->line).data;
}

/* Key of that name, or NULL. */
static const struct config_key *find(
	const struct config_key *table, size_t count, struct text name, size_t *ret_index)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal(text_from(table[i].name), name)) {
			*ret_index = i;
			return &table[i];
		}
	}
	return NULL;
}

/* Stores the value of the setting `name`; `given` says whether the same source had it before. */
static void store(struct reading *reading, const struct config_key *key, struct text name,
	struct text value, void *record, bool *given)
{
	struct arena *arena = reading->fault->arena;

	value = text_trim(value);
	if (key->kind == CONFIG_LIST && *given)
		value = config_key_append(arena, key, value, record);
	if (!config_key_store(arena, key, value, record))
		fault_add(reading->fault, name, "InvalidSetting", "%s: %.*s must be: %s.",
			origin(reading), (int)name.length, name.data,
			config_key_rule(arena, key, value).data);
	*given = true;
}

/* False when the name is that of no issuer's key. */
static bool set_issuer(struct reading *reading, struct text name, struct text value)
{
	struct config *config = reading->config;
	struct text section, last;
	const struct config_key *key;
	size_t index, at;

	if (!config_issuer_split(name, &section, &last))
		return false;
	key = find(config_issuer_keys, CONFIG_ISSUER_KEYS, last, &index);
	if (key == NULL)
		return false;
	at = config_issuer_find(reading->fault->arena, config, section);
	if (at == CONFIG_ISSUERS_MAX)
		fault_add(reading->fault, name, "InvalidSetting",
			"%s: there are more than %d issuer sections.", origin(reading),
			CONFIG_ISSUERS_MAX);
	else
		store(reading, key, name, value, &config->issuers[at],
			&reading->issuer_given[at][index]);
	return true;
}

static void set(struct reading *reading, struct text name, struct text value)
{
	size_t index;
	const struct config_key *key = find(keys, KEY_COUNT, name, &index);

	if (key != NULL)
		store(reading, key, name, value, reading->config, &reading->given[index]);
	else if (!set_issuer(reading, name, value))
		fault_add(reading->fault, name, "UnknownSetting", "%s: there is no setting %.*s.",
			origin(reading), (int)name.length, name.data);
}

static int on_entry(void *context, const char *section, const char *name, const char *value)
{
	struct reading *reading = context;

	set(reading, arena_printf(reading->fault->arena, "%s.%s", section, name), text_from(value));
	return 1;
}

/* Gives inih the next line. Some builds split a full one, some join it to the next, silently. */
static char *next_line(char *into, int size_bytes, void *context)
{
	struct reading *reading = context;
	struct text line;

	if (!text_cut(&reading->rest, '\n', &line))
		return NULL;
	reading->line++;
	if (line.length > LINE_MAX_BYTES || line.length + 2 > (size_t)size_bytes) {
		fault_add(reading->fault, text_from(reading->path), "LineTooLong",
			"%s: the line is longer than %d bytes; let a list go on in further lines, "
			"each indented.",
			origin(reading), LINE_MAX_BYTES);
		line = TEXT("");
	}
	memcpy(into, line.data, line.length);
	memcpy(into + line.length, "\n", 2);
	return into;
}

static void read_file(struct reading *reading)
{
	struct text path = text_from(reading->path);
	int line;

	reading->rest = file_read(reading->fault->arena, path.data, FILE_LIMIT_BYTES, NULL);
	if (!text_is_set(reading->rest)) {
		fault_add(reading->fault, path, "UnreadableFile", "%s: %s.", path.data,
			strerror(errno));
		return;
	}
	line = ini_parse_stream(next_line, reading, on_entry, reading);
	if (line > 0)
		fault_add(reading->fault, path, "MalformedFile",
			"%s line %d is neither a [section], nor key = value, nor a comment.",
			path.data, line);
}

static void read_setting(struct reading *reading, const char *setting)
{
	struct text all = text_from(setting);
	size_t equals = text_find(all, '=');

	if (equals == all.length)
		fault_add(reading->fault, all, "MalformedSetting",
			"--set takes section.key=value, not %s.", setting);
	else
		set(reading, text_slice(all, 0, equals), text_slice(all, equals + 1, all.length));
}

enum status config_load(struct config *ret_config, const char *path, const char *const *settings,
	size_t setting_count, struct fault *fault)
{
	struct config config = {0};
	struct reading file = {.config = &config, .fault = fault, .path = path};
	struct reading command = {.config = &config, .fault = fault};

	for (size_t i = 0; i < KEY_COUNT; i++)
		config_key_store(fault->arena, &keys[i], text_from(keys[i].fallback), &config);
	if (path != NULL)
		read_file(&file);
	for (size_t i = 0; i < setting_count; i++)
		read_setting(&command, settings[i]);
	config_whole_check(&config, fault);
	if (fault->status == STATUS_OK)
		*ret_config = config;
	return fault->status;
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
	for (size_t i = 0; i < KEY_COUNT; i++)
		buffer_add(&out, config_key_row(arena, &keys[i], ""));
	for (size_t i = 0; i < CONFIG_ISSUER_KEYS; i++)
		buffer_add(&out, config_key_row(arena, &config_issuer_keys[i], "issuer.NAME."));
	return buffer_text(&out);
}
