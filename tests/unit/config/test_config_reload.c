#include "config/config_reload.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "config/config.h"
#include "support/expect.h"
#include "support/scratch.h"

static struct config load(struct arena *arena, const char *const *settings, size_t count)
{
	struct config config = {.log_level = NULL};
	struct fault fault = fault_make(arena);

	assert_int_equal(config_load(&config, NULL, settings, count, &fault), STATUS_OK);
	return config;
}

#define LOAD(arena_, ...)                                                                          \
	load((arena_), (const char *const[]){__VA_ARGS__},                                         \
		sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void equal_configurations_have_no_changes(void **state)
{
	struct scratch *f = *state;
	struct config a = LOAD(f->arena, "limits.burst=7", "log.level=debug");
	struct config b = LOAD(f->arena, "limits.burst=7", "log.level=debug");
	struct config_changes changes = config_reload_compare(f->arena, &a, &b);

	assert_false(text_is_set(changes.applied));
	assert_false(text_is_set(changes.needs_restart));
}

static void changes_are_applied_or_need_a_restart(void **state)
{
	struct scratch *f = *state;
	struct config a = LOAD(f->arena, "limits.burst=7");
	struct config b = LOAD(f->arena, "limits.burst=8", "log.level=debug", "server.port=1",
		"auth.allow-loopback-http=true", "reviews.word-list-dir=w",
		"issuer.x.url=https://id.example.com",
		"issuer.x.directories=1f3c5d7e-0000-4000-8000-000000000001");
	struct config_changes changes = config_reload_compare(f->arena, &a, &b);

	expect_text(changes.applied, "limits.burst reviews.word-list-dir log.level");
	expect_text(changes.needs_restart, "server.port auth.allow-loopback-http issuer.x");
}

static void a_changed_issuer_is_named(void **state)
{
	struct scratch *f = *state;
	struct config a = LOAD(f->arena, "issuer.x.url=https://id.example.com",
		"issuer.x.directories=1f3c5d7e-0000-4000-8000-000000000001");
	struct config b =
		LOAD(f->arena, "issuer.x.url=https://id.example.com", "issuer.x.algorithms=ES256",
			"issuer.x.directories=1f3c5d7e-0000-4000-8000-000000000001");
	struct config none = LOAD(f->arena, "limits.burst=2000");

	expect_text(config_reload_compare(f->arena, &a, &b).needs_restart, "issuer.x");
	expect_text(config_reload_compare(f->arena, &a, &none).needs_restart, "issuer.x");
	assert_false(text_is_set(config_reload_compare(f->arena, &a, &a).needs_restart));
}

static void merged_settings_outlive_the_fresh_configuration(void **state)
{
	struct scratch *f = *state;
	struct arena *brief = arena_new();
	struct config running = LOAD(f->arena, "server.port=1", "reviews.word-list-dir=old");
	struct config fresh = LOAD(brief, "server.port=2", "reviews.word-list-dir=new",
		"reviews.import-max-mib=3", "environment.id=00000000-0000-4000-8000-000000000001");
	const struct config *merged = config_reload_merge(f->arena, &running, &fresh);

	arena_free(brief);
	expect_text(text_from(merged->reviews_word_list_dir), "new");
	assert_int_equal(merged->reviews_import_max_mib, 3);
	assert_int_equal(merged->server_port, 1);
	expect_text(text_from(merged->environment_id), "");
	/* Other threads read the running configuration. */
	expect_text(text_from(running.reviews_word_list_dir), "old");
}

/* TLS cannot be enabled or disabled while the server is listening. */
static void switching_tls_needs_a_restart(void **state)
{
	struct scratch *f = *state;
	struct config plain = LOAD(f->arena, "limits.burst=7");
	struct config tls =
		LOAD(f->arena, "limits.burst=7", "server.tls-certificate=c", "server.tls-key=k");
	struct config other =
		LOAD(f->arena, "limits.burst=7", "server.tls-certificate=d", "server.tls-key=k");
	const char *both = "server.tls-certificate server.tls-key";

	expect_text(config_reload_compare(f->arena, &plain, &tls).needs_restart, both);
	expect_text(config_reload_compare(f->arena, &tls, &plain).needs_restart, both);
	expect_text(text_from(config_reload_merge(f->arena, &tls, &plain)->server_tls_key), "k");
	expect_text(
		config_reload_compare(f->arena, &tls, &other).applied, "server.tls-certificate");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(equal_configurations_have_no_changes),
		SCRATCH_TEST(changes_are_applied_or_need_a_restart),
		SCRATCH_TEST(a_changed_issuer_is_named),
		SCRATCH_TEST(merged_settings_outlive_the_fresh_configuration),
		SCRATCH_TEST(switching_tls_needs_a_restart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
