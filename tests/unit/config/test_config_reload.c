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

static void equal_configurations_differ_in_nothing(void **state)
{
	struct scratch *f = *state;
	struct config a = LOAD(f->arena, "limits.burst=7", "log.level=debug");
	struct config b = LOAD(f->arena, "limits.burst=7", "log.level=debug");
	struct config_changes changes = config_reload_compare(f->arena, &a, &b);

	assert_false(text_is_set(changes.taken));
	assert_false(text_is_set(changes.left));
}

static void changes_are_named_by_what_becomes_of_them(void **state)
{
	struct scratch *f = *state;
	struct config a = LOAD(f->arena, "limits.burst=7");
	struct config b = LOAD(f->arena, "limits.burst=8", "log.level=debug", "server.port=1",
		"auth.allow-loopback-http=true", "reviews.word-list-dir=w",
		"issuer.x.url=https://id.example.com",
		"issuer.x.directories=1f3c5d7e-0000-4000-8000-000000000001");
	struct config_changes changes = config_reload_compare(f->arena, &a, &b);

	expect_text(changes.taken, "limits.burst reviews.word-list-dir log.level");
	expect_text(changes.left, "server.port auth.allow-loopback-http issuer.x");
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

	expect_text(config_reload_compare(f->arena, &a, &b).left, "issuer.x");
	expect_text(config_reload_compare(f->arena, &a, &none).left, "issuer.x");
	assert_false(text_is_set(config_reload_compare(f->arena, &a, &a).left));
}

static void what_is_taken_on_outlives_the_fresh_configuration(void **state)
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
	/* The running one is read by others. */
	expect_text(text_from(running.reviews_word_list_dir), "old");
}

/* A server that listens without TLS cannot begin with it, nor the other way round. */
static void tls_begins_and_ends_with_a_restart(void **state)
{
	struct scratch *f = *state;
	struct config plain = LOAD(f->arena, "limits.burst=7");
	struct config tls =
		LOAD(f->arena, "limits.burst=7", "server.tls-certificate=c", "server.tls-key=k");
	struct config other =
		LOAD(f->arena, "limits.burst=7", "server.tls-certificate=d", "server.tls-key=k");
	const char *both = "server.tls-certificate server.tls-key";

	expect_text(config_reload_compare(f->arena, &plain, &tls).left, both);
	expect_text(config_reload_compare(f->arena, &tls, &plain).left, both);
	expect_text(text_from(config_reload_merge(f->arena, &tls, &plain)->server_tls_key), "k");
	expect_text(config_reload_compare(f->arena, &tls, &other).taken, "server.tls-certificate");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCRATCH_TEST(equal_configurations_differ_in_nothing),
		SCRATCH_TEST(changes_are_named_by_what_becomes_of_them),
		SCRATCH_TEST(a_changed_issuer_is_named),
		SCRATCH_TEST(what_is_taken_on_outlives_the_fresh_configuration),
		SCRATCH_TEST(tls_begins_and_ends_with_a_restart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
