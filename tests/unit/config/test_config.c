#include "config/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "support/config_fixture.h"
#include "support/expect.h"

static void defaults(void **state)
{
	struct scratch *f = *state;
	struct config config;

	assert_int_equal(config_fixture_settings(f, &config, NULL, 0), STATUS_OK);
	assert_string_equal(config.server_address, "127.0.0.1");
	assert_int_equal(config.server_port, 8080);
	assert_int_equal(config.server_threads, 0);
	assert_int_equal(config.server_workers, 4);
	assert_int_equal(config.server_connections, 4096);
	assert_int_equal(config.server_idle_timeout_s, 60);
	assert_string_equal(config.server_public_url, "");
	assert_string_equal(config.database_path, "s2s-registry.db");
	assert_int_equal(config.database_busy_timeout_ms, 5000);
	assert_string_equal(config.auth_cloud, "global");
	assert_string_equal(config.auth_key_discovery, "directory");
	assert_string_equal(config.auth_signing_key_app_id, "");
	assert_string_equal(config.auth_audiences, "");
	assert_string_equal(config.auth_proxy, "");
	assert_string_equal(config.auth_read_roles, "");
	assert_string_equal(config.auth_submit_roles, "");
	assert_string_equal(config.auth_export_roles, "");
	assert_string_equal(config.auth_read_scopes, "");
	assert_string_equal(config.auth_submit_scopes, "");
	assert_string_equal(config.auth_export_scopes, "");
	assert_string_equal(config.admin_directories, "");
	assert_string_equal(config.admin_clients, "");
	assert_string_equal(config.admin_admin_groups, "");
	assert_string_equal(config.admin_moderator_groups, "");
	assert_string_equal(config.admin_auditor_groups, "");
	assert_int_equal(config.admin_session_lifetime_s, 28800);
	assert_int_equal(config.issuer_count, 0);
	assert_false(config.auth_allow_loopback_http);
	assert_string_equal(config.auth_key_dir, "s2s-registry.db.keys");
	assert_int_equal(config.auth_clock_skew_s, 300);
	assert_int_equal(config.auth_max_lifetime_s, 104400);
	assert_int_equal(config.auth_key_wait_ms, 2000);
	assert_int_equal(config.limits_calls_per_s, 200);
	assert_int_equal(config.limits_burst, 2000);
	assert_int_equal(config.limits_all_calls_per_s, 2000);
	assert_int_equal(config.limits_all_burst, 10000);
	assert_int_equal(config.reviews_import_max_mib, 100);
	assert_string_equal(config.reviews_export_dir, "s2s-registry.db.exports");
	assert_string_equal(config.reviews_job_dir, "s2s-registry.db.jobs");
	assert_string_equal(config.log_level, "info");
}

static void a_file(void **state)
{
	struct scratch *f = *state;
	struct config config;

	assert_int_equal(config_fixture_file(f, &config,
				 "# a comment\n; another\n\n[server]\nport = 0\r\n"
				 "public-url=https://reviews.example:8443/a//\n"
				 "[auth]\ncloud: usgov ; as ordered\nallow-loopback-http = true\n"
				 "[database]\npath = /a b.db"),
		STATUS_OK);
	assert_int_equal(config.server_port, 0);
	assert_string_equal(config.server_public_url, "https://reviews.example:8443/a");
	assert_string_equal(config.auth_cloud, "usgov");
	assert_true(config.auth_allow_loopback_http);
	assert_string_equal(config.database_path, "/a b.db");
	assert_string_equal(config.auth_key_dir, "/a b.db.keys");
	assert_string_equal(config.reviews_export_dir, "/a b.db.exports");
	assert_string_equal(config.reviews_job_dir, "/a b.db.jobs");
	assert_int_equal(config.server_workers, 4);
}

static void all_errors_of_a_file_are_reported(void **state)
{
	static const struct config untouched;
	struct scratch *f = *state;
	struct config config = {0};
	const char *path = scratch_path(f, "c.conf");
	char message[8][300];

	assert_int_equal(config_fixture_file(f, &config,
				 "[server]\nport = 65536\nprot = 80\nthis is no line\n"
				 "workers = many\n[auth]\ncloud = mars\n"
				 "allow-loopback-http = yes\n[database]\npath =\n"),
		STATUS_INVALID);
	snprintf(
		message[0], 300, "%s line 2: server.port must be: whole number, 0 to 65535.", path);
	snprintf(message[1], 300, "%s line 3: there is no setting server.prot.", path);
	snprintf(message[2], 300, "%s line 5: server.workers must be: whole number, 1 to 256.",
		path);
	snprintf(message[3], 300,
		"%s line 7: auth.cloud must be: one of: global usgov china custom none.", path);
	snprintf(message[4], 300, "%s line 8: auth.allow-loopback-http must be: true or false.",
		path);
	snprintf(
		message[5], 300, "%s line 10: database.path must be: text, 1 to 1000 bytes.", path);
	snprintf(message[6], 300,
		"%s line 4 is neither a [section], nor key = value, nor a comment.", path);
	assert_int_equal(f->fault.error_count, 7);
	expect_error(&f->fault, 0, "server.port", "InvalidSetting", message[0]);
	expect_error(&f->fault, 1, "server.prot", "UnknownSetting", message[1]);
	expect_error(&f->fault, 2, "server.workers", "InvalidSetting", message[2]);
	expect_error(&f->fault, 3, "auth.cloud", "InvalidSetting", message[3]);
	expect_error(&f->fault, 4, "auth.allow-loopback-http", "InvalidSetting", message[4]);
	expect_error(&f->fault, 5, "database.path", "InvalidSetting", message[5]);
	expect_error(&f->fault, 6, path, "MalformedFile", message[6]);
	assert_memory_equal(&config, &untouched, sizeof(config));
}

static void files_that_cannot_be_read(void **state)
{
	struct scratch *f = *state;
	struct config config;
	const char *none = scratch_path(f, "none.conf");

	assert_int_equal(config_load(&config, none, NULL, 0, &f->fault), STATUS_INVALID);
	expect_error(&f->fault, 0, none, "UnreadableFile",
		arena_printf(f->arena, "%s: No such file or directory.", none).data);
	fault_clear(&f->fault);
	assert_int_equal(config_load(&config, f->folder, NULL, 0, &f->fault), STATUS_INVALID);
	expect_error(&f->fault, 0, f->folder, "UnreadableFile",
		arena_printf(f->arena, "%s: Is a directory.", f->folder).data);
}

static void settings_override_the_file(void **state)
{
	static const char *const settings[] = {
		"server.port=81", "database.path= b=c.db ", "server.port=82", "auth.audiences=new"};
	struct scratch *f = *state;
	struct config config;
	const char *path = scratch_write(f, "c.conf",
		TEXT("[server]\nport=80\nworkers=9\n[auth]\naudiences = old\n  older\n"));

	assert_int_equal(config_load(&config, path, settings, 4, &f->fault), STATUS_OK);
	assert_int_equal(config.server_port, 82);
	assert_int_equal(config.server_workers, 9);
	assert_string_equal(config.database_path, "b=c.db");
	assert_string_equal(config.auth_audiences, "new");
}

static void wrong_settings(void **state)
{
	static const char *const settings[] = {
		"server.port", "server.prot=1", "server.port=-1", "=", "log.level=INFO"};
	struct scratch *f = *state;
	struct config config;

	assert_int_equal(config_fixture_settings(f, &config, settings, 5), STATUS_INVALID);
	assert_int_equal(f->fault.error_count, 5);
	expect_error(&f->fault, 0, "server.port", "MalformedSetting",
		"--set takes section.key=value, not server.port.");
	expect_error(&f->fault, 1, "server.prot", "UnknownSetting",
		"--set: there is no setting server.prot.");
	expect_error(&f->fault, 2, "server.port", "InvalidSetting",
		"--set: server.port must be: whole number, 0 to 65535.");
	expect_error(&f->fault, 3, "", "UnknownSetting", "--set: there is no setting .");
	expect_error(&f->fault, 4, "log.level", "InvalidSetting",
		"--set: log.level must be: one of: debug info warning error.");
}

static void bounds_are_exact(void **state)
{
	static const struct {
		const char *setting;
		enum status status;
	} cases[] = {
		{"server.port=65535", STATUS_OK},
		{"server.port=65536", STATUS_INVALID},
		{"auth.clock-skew-s=600", STATUS_OK},
		{"auth.clock-skew-s=601", STATUS_INVALID},
		{"auth.max-lifetime-s=600", STATUS_OK},
		{"auth.max-lifetime-s=599", STATUS_INVALID},
		{"server.threads=256", STATUS_OK},
		{"server.threads=257", STATUS_INVALID},
		{"server.address=", STATUS_INVALID},
		{"server.port=80 80", STATUS_INVALID},
		{"server.port=0x50", STATUS_INVALID},
		{"auth.allow-loopback-http=1", STATUS_INVALID},
		{"auth.authority=a\x01", STATUS_INVALID},
		{"auth.authority=a\xff", STATUS_INVALID},
		{"auth.key-discovery=common", STATUS_OK},
		{"auth.key-discovery=shared", STATUS_INVALID},
		{"auth.read-roles=Reviews.Read, Reviews.All", STATUS_OK},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct config config;

		assert_int_equal(
			config_fixture_settings(f, &config, &cases[i].setting, 1), cases[i].status);
	}
}

/* 1,000 bytes of audiences, joined with `separator`: on one line, or on a line each. */
static struct text audiences(struct scratch *f, const char *before, const char *separator)
{
	struct buffer out = buffer_make(f->arena, 10000);

	buffer_add(&out, text_from(before));
	for (int i = 0; i < 25; i++)
		buffer_printf(&out, "%sapi://aaaaaaaa-0000-1111-2222-bbbbbbbb%02d",
			i == 0 ? "" : separator, i);
	buffer_add_char(&out, '\0');
	return buffer_text(&out);
}

static void long_lists_take_several_lines(void **state)
{
	static const char *const starts[] = {
		"[auth]\naudiences = ", "[auth]\naudiences =\n\t", "[auth]\naudiences = "};
	static const char *const separators[] = {
		"\n\t", "\n  # a comment\n  ", "\n\n[log]\n[auth]\naudiences="};
	struct scratch *f = *state;
	struct config config;
	const char *expected = audiences(f, "", " ").data;

	assert_int_equal(strlen(expected), 1024);
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		assert_int_equal(config_fixture_file(
					 f, &config, audiences(f, starts[i], separators[i]).data),
			STATUS_OK);
		expect_text(text_trim(text_from(config.auth_audiences)), expected);
	}
	config.auth_audiences = NULL;
	assert_int_equal(
		config_fixture_settings(f, &config,
			(const char *const[]){audiences(f, "auth.audiences=", " ").data}, 1),
		STATUS_OK);
	assert_string_equal(config.auth_audiences, expected);
}

static void the_limit_applies_to_the_whole_list(void **state)
{
	struct scratch *f = *state;
	struct config config;
	struct buffer out = buffer_make(f->arena, 100000);

	buffer_add(&out, TEXT("[auth]\naudiences = a\n"));
	for (int i = 0; i < 100; i++)
		buffer_printf(&out, "\t%099d\n", i);
	buffer_add_char(&out, '\0');
	assert_int_equal(config_fixture_file(f, &config, buffer_text(&out).data), STATUS_INVALID);
	expect_error(&f->fault, 0, "auth.audiences", "InvalidSetting",
		arena_printf(f->arena, "%s line 82: auth.audiences must be: text, 0 to 8000 bytes.",
			scratch_path(f, "c.conf"))
			.data);
}

/* inih would split such a line and use the second half as the value. */
static void lines_that_are_too_long_are_refused(void **state)
{
	struct scratch *f = *state;
	struct config config;
	const char *path = scratch_path(f, "c.conf");

	assert_int_equal(
		config_fixture_file(f, &config, audiences(f, "[auth]\n\naudiences = ", " ").data),
		STATUS_INVALID);
	assert_int_equal(f->fault.error_count, 1);
	expect_error(&f->fault, 0, path, "LineTooLong",
		arena_printf(f->arena,
			"%s line 3: the line is longer than 198 bytes; continue a list on "
			"indented lines.",
			path)
			.data);
}

static void a_line_of_198_bytes_is_whole(void **state)
{
	struct scratch *f = *state;
	struct config config;
	struct text line = arena_printf(f->arena, "[database]\npath=%0193d\n[log]\n", 7);

	assert_int_equal(config_fixture_file(f, &config, line.data), STATUS_OK);
	assert_int_equal(strlen(config.database_path), 193);
	assert_int_equal(config.database_path[192], '7');
	line = arena_printf(f->arena, "[database]\npath=%0194d\n[log]\n", 7);
	assert_int_equal(config_fixture_file(f, &config, line.data), STATUS_INVALID);
}

static void rules_between_keys(void **state)
{
	static const struct {
		const char *settings[4];
		size_t count;
		const char *target, *message;
	} cases[] = {
		{{"auth.cloud=custom"}, 1, "auth.cloud",
			"auth.cloud = custom needs auth.authority, auth.issuer-v1 and "
			"auth.issuer-v2."},
		{{"auth.cloud=custom", "auth.authority=a", "auth.issuer-v1=b"}, 3, "auth.cloud",
			"auth.cloud = custom needs auth.authority, auth.issuer-v1 and "
			"auth.issuer-v2."},
		{{"auth.cloud=custom", "auth.authority=a", "auth.issuer-v1=b", "auth.issuer-v2=c"},
			4, NULL, NULL},
		{{"auth.cloud=china"}, 1, NULL, NULL},
		{{"auth.cloud=none"}, 1, "auth.cloud",
			"auth.cloud = none needs at least one section [issuer.NAME]."},
		{{"auth.cloud=none", "issuer.a.url=u", "issuer.a.directories=d"}, 3, NULL, NULL},
		{{"server.tls-key=k.pem"}, 1, "server.tls-key",
			"server.tls-certificate and server.tls-key must be set together."},
		{{"server.tls-certificate=c.pem"}, 1, "server.tls-key",
			"server.tls-certificate and server.tls-key must be set together."},
		{{"server.tls-certificate=c.pem", "server.tls-key=k.pem"}, 2, NULL, NULL},
	};
	struct scratch *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct config config;

		config_fixture_settings(f, &config, cases[i].settings, cases[i].count);
		assert_int_equal(f->fault.error_count, cases[i].target != NULL);
		if (cases[i].target != NULL)
			expect_error(
				&f->fault, 0, cases[i].target, "InvalidSetting", cases[i].message);
	}
}

static void the_reference_lists_every_key(void **state)
{
	struct scratch *f = *state;
	struct text reference = config_reference(f->arena), line, rest = reference;
	size_t rows = 0;

	while (text_split_next(&rest, '\n', &line))
		rows += text_starts_with(line, TEXT("| `"));
	assert_int_equal(rows, 88);
	expect_contains(reference,
		"| `server.port` | whole number, 0 to 65535 | `8080` | Port to listen on; 0 takes "
		"a free one, which the log names. |\n");
	expect_contains(reference, "| `auth.ca-file` | text, 0 to 1000 bytes |  | PEM file of");
	expect_contains(reference, "| `issuer.NAME.algorithms` | text, 1 to 200 bytes | `RS256` |");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(defaults),
		SCRATCH_TEST(a_file),
		SCRATCH_TEST(all_errors_of_a_file_are_reported),
		SCRATCH_TEST(files_that_cannot_be_read),
		SCRATCH_TEST(settings_override_the_file),
		SCRATCH_TEST(wrong_settings),
		SCRATCH_TEST(bounds_are_exact),
		SCRATCH_TEST(long_lists_take_several_lines),
		SCRATCH_TEST(the_limit_applies_to_the_whole_list),
		SCRATCH_TEST(lines_that_are_too_long_are_refused),
		SCRATCH_TEST(a_line_of_198_bytes_is_whole),
		SCRATCH_TEST(rules_between_keys),
		SCRATCH_TEST(the_reference_lists_every_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
