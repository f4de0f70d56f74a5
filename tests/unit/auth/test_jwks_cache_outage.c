#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h>

#include "auth/jwk_set.h"
#include "base/file.h"
#include "base/hash.h"
#include "support/key_fixture.h"

#define TID ENTRA_TID

/* Two keys, and neither can be used. */
#define ALL_FLAWED                                                                                 \
	"\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"AQ\",\"e\":\"AQAB\"},"                   \
	"{\"kty\":\"oct\",\"kid\":\"b\",\"k\":\"AQ\"}],\"more\":"

static void expect(struct key_fixture *f, struct text kid, enum jwks_cache_result expected)
{
	assert_int_equal(key_fixture_ask(f, TID, TOKEN_V2, kid), expected);
}

/* What can be wrong with the source. A failure of the issuer, or a false document. */
static const struct trouble {
	const char *failure; /* form for /control/fail */
	const char *part, *from, *to; /* for fake_fetch_edit() */
	bool dead;
} troubles[] = {
	{.dead = true},
	{.failure = "status=500&times=1000"},
	{.failure = "status=404&times=1000"},
	{.failure = "status=204&times=1000"},
	{.failure = "status=html&times=1000"},
	{.failure = "status=empty&times=1000"},
	{.failure = "status=huge&times=1000"},
	{.failure = "status=redirect&times=1000"},
	{.part = "/.well-known/", .from = "{", .to = "["},
	{.part = "/.well-known/", .from = "\"issuer\":", .to = "\"x\":"},
	{.part = "/.well-known/", .from = TID "/v2.0\"", .to = "{tenantid}/v2.0\""},
	{.part = "/.well-known/", .from = TID "/v2.0\"", .to = TID "/v2.0/\""},
	{.part = "/.well-known/", .from = "microsoftonline.com", .to = "microsoftonline.us"},
	{.part = "/.well-known/", .from = "\"jwks_uri\":", .to = "\"x\":"},
	{.part = "/.well-known/",
		.from = "\"jwks_uri\":\"" ENTRA_BASE "/",
		.to = "\"jwks_uri\":\"http://evil.example/"},
	{.part = "/.well-known/",
		.from = "\"jwks_uri\":\"" ENTRA_BASE "/",
		.to = "\"jwks_uri\":\"" ENTRA_BASE ".evil.example/"},
	{.part = "/.well-known/",
		.from = "\"jwks_uri\":\"" ENTRA_BASE "/",
		.to = "\"jwks_uri\":\"" ENTRA_BASE "@evil.example/"},
	{.part = "/.well-known/",
		.from = "\"jwks_uri\":\"" ENTRA_BASE "/",
		.to = "\"jwks_uri\":\"file:///etc/"},
	{.part = "/.well-known/", .from = "\"jwks_uri\":\"", .to = "\"jwks_uri\":5,\"x\":\""},
	{.part = "/discovery/", .from = "{", .to = "["},
	{.part = "/discovery/", .from = "\"keys\"", .to = "\"none\""},
	{.part = "/discovery/", .from = "{", .to = "<html>"},
	{.part = "/discovery/", .from = "\"keys\":", .to = "\"keys\":[],\"keys\":"},
	{.part = "/discovery/", .from = "\"keys\":", .to = "\"keys\":[],\"more\":"},
	{.part = "/discovery/", .from = "\"keys\":", .to = ALL_FLAWED},
};

#define TROUBLES (sizeof(troubles) / sizeof(troubles[0]))

static void make_trouble(struct key_fixture *f, const struct trouble *trouble)
{
	fake_fetch_set_dead(f->fetch, trouble->dead);
	fake_fetch_edit(f->fetch, trouble->part, trouble->from, trouble->to);
	key_fixture_control(
		f, "/control/fail", trouble->failure == NULL ? "times=0" : trouble->failure);
}

static void without_keys_nothing_can_be_said(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	for (size_t i = 0; i < TROUBLES; i++) {
		make_trouble(f, &troubles[i]);
		key_fixture_restart(f);
		if (key_fixture_ask(f, TID, TOKEN_V2, kid) != JWKS_UNAVAILABLE)
			fail_msg("trouble %zu", i);
		assert_int_equal(jwks_cache_generation(f->jwks_cache), 1);
	}
	assert_int_equal(fake_fetch_strays(f->fetch), 0);
	make_trouble(f, &(struct trouble){.failure = NULL});
	key_fixture_restart(f);
	expect(f, kid, JWKS_FOUND);
}

/* The good keys serve on; an unknown key is neither good nor bad while the source is down. */
static void the_last_good_keys_keep_serving(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	for (size_t i = 0; i < TROUBLES; i++) {
		int64_t generation;
		size_t count;

		make_trouble(f, &(struct trouble){.failure = NULL});
		f->options.key_dir = arena_printf(f->entra->arena, "%s/%zu", f->dir, i).data;
		key_fixture_restart(f);
		expect(f, kid, JWKS_FOUND);
		generation = jwks_cache_generation(f->jwks_cache);
		count = fake_fetch_count(f->fetch);
		make_trouble(f, &troubles[i]);
		key_fixture_pass(f, f->options.refresh_interval_ms);
		assert_true(fake_fetch_await(f->fetch, count + 1));
		expect(f, TEXT("unknown"), JWKS_UNAVAILABLE);
		expect(f, kid, JWKS_FOUND);
		assert_int_equal(jwks_cache_generation(f->jwks_cache), generation);
	}
}

/* Behind a failed fetch the next one waits, without keys and with keys alike. */
static const int64_t pauses_s[] = {5, 10, 20, 40, 60, 60};

#define PAUSES (sizeof(pauses_s) / sizeof(pauses_s[0]))

static void the_pauses_grow(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	fake_fetch_set_dead(f->fetch, true);
	for (size_t i = 0; i < PAUSES; i++) {
		for (int j = 0; j < 100; j++)
			expect(f, kid, JWKS_UNAVAILABLE);
		assert_int_equal(fake_fetch_count(f->fetch), i + 1);
		key_fixture_pass(f, pauses_s[i] * CLOCK_MS_PER_S - 1);
		expect(f, kid, JWKS_UNAVAILABLE);
		assert_int_equal(fake_fetch_count(f->fetch), i + 1);
		key_fixture_pass(f, 1);
	}
	fake_fetch_set_dead(f->fetch, false);
	expect(f, kid, JWKS_FOUND);
	assert_int_equal(fake_fetch_count(f->fetch), PAUSES + 2);
}

/* One place's failures are none of another's. */
static void the_pause_is_of_one_place(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	fake_fetch_set_dead(f->fetch, true);
	expect(f, kid, JWKS_UNAVAILABLE);
	fake_fetch_set_dead(f->fetch, false);
	expect(f, kid, JWKS_UNAVAILABLE);
	assert_int_equal(key_fixture_ask(f, TID, TOKEN_V1, kid), JWKS_FOUND);
	key_fixture_pass(f, pauses_s[0] * CLOCK_MS_PER_S);
	expect(f, kid, JWKS_FOUND);
}

static void refreshes_pause_likewise(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);
	size_t count;

	expect(f, kid, JWKS_FOUND);
	fake_fetch_set_dead(f->fetch, true);
	count = fake_fetch_count(f->fetch) + 1;
	key_fixture_pass(f, f->options.refresh_interval_ms);
	for (size_t i = 0; i < PAUSES; i++) {
		expect(f, kid, JWKS_FOUND);
		assert_int_equal(fake_fetch_count(f->fetch), count + i);
		key_fixture_pass(f, pauses_s[i] * CLOCK_MS_PER_S - 1);
		assert_int_equal(fake_fetch_count(f->fetch), count + i);
		key_fixture_pass(f, 1);
	}
	fake_fetch_set_dead(f->fetch, false);
	count = fake_fetch_count(f->fetch);
	expect(f, kid, JWKS_FOUND);
	key_fixture_pass(f, pauses_s[PAUSES - 1] * CLOCK_MS_PER_S);
	assert_int_equal(fake_fetch_count(f->fetch), count + 2);
	/* Good again: the pauses start anew. */
	fake_fetch_set_dead(f->fetch, true);
	expect(f, kid, JWKS_FOUND);
	key_fixture_pass(f, f->options.refresh_interval_ms);
	expect(f, kid, JWKS_FOUND);
	key_fixture_pass(f, pauses_s[0] * CLOCK_MS_PER_S);
	assert_int_equal(fake_fetch_count(f->fetch), count + 4);
}

static void pass_until_dropped(struct key_fixture *f, int64_t duration_ms)
{
	int64_t before = jwks_cache_generation(f->jwks_cache);

	key_fixture_pass(f, duration_ms);
	assert_int_equal(jwks_cache_generation(f->jwks_cache), before + 1);
}

static void keys_grow_stale(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	expect(f, kid, JWKS_FOUND);
	fake_fetch_set_dead(f->fetch, true);
	key_fixture_pass(f, f->options.stale_limit_ms);
	expect(f, TEXT("unknown"), JWKS_UNAVAILABLE);
	expect(f, kid, JWKS_FOUND);
	pass_until_dropped(f, 1);
	expect(f, kid, JWKS_UNAVAILABLE);
}

static const char *key_file(struct key_fixture *f)
{
	struct hash url =
		hash_sha256(TEXT(ENTRA_BASE "/" TID "/v2.0/.well-known/openid-configuration"));

	return arena_printf(f->entra->arena, "%s/" TID "-v2-%.8s.json", f->options.key_dir,
		hash_hex(f->entra->arena, &url).data)
		.data;
}

/* Sets when the key file was written, by the test's clock. */
static void date_key_file(struct key_fixture *f, int64_t age_ms)
{
	int64_t time_ms = clock_now_ms(&f->time.clock) - age_ms;
	struct timespec time = {
		.tv_sec = time_ms / CLOCK_MS_PER_S, .tv_nsec = time_ms % CLOCK_MS_PER_S * 1000000};

	assert_int_equal(utimensat(AT_FDCWD, key_file(f), (struct timespec[2]){time, time}, 0), 0);
}

static void a_restart_during_an_outage_serves(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);
	struct stat info;

	expect(f, kid, JWKS_FOUND);
	jwks_cache_stop(f->jwks_cache);
	assert_int_equal(stat(key_file(f), &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
	date_key_file(f, 60000);
	fake_fetch_set_dead(f->fetch, true);
	f->jwks_cache = jwks_cache_start(&f->options);
	expect(f, kid, JWKS_FOUND);
	expect(f, TEXT("unknown"), JWKS_UNAVAILABLE);
	/* Of another version there is no file. */
	assert_int_equal(key_fixture_ask(f, TID, TOKEN_V1, kid), JWKS_UNAVAILABLE);
	pass_until_dropped(f, f->options.stale_limit_ms - 60000 + 1);
	expect(f, kid, JWKS_UNAVAILABLE);
}

/* A file of the last refresh interval serves at once; an older one when the fetch has failed. */
static void the_age_of_a_key_file(void **state)
{
	static const struct {
		int64_t age_ms; /* beyond the refresh interval */
		bool held, dead;
		enum jwks_cache_result old_key;
	} cases[] = {
		{-1, true, false, JWKS_FOUND},
		{-1, false, true, JWKS_FOUND},
		{0, false, true, JWKS_FOUND},
		{0, false, false, JWKS_UNKNOWN_KID},
	};
	struct key_fixture *f = *state;
	struct text removed = key_fixture_kid(f);

	expect(f, removed, JWKS_FOUND);
	fake_fetch_settle(f->fetch);
	key_fixture_rotate(f, true);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		jwks_cache_stop(f->jwks_cache);
		date_key_file(f, f->options.refresh_interval_ms + cases[i].age_ms);
		fake_fetch_hold(f->fetch, cases[i].held ? "http" : NULL);
		fake_fetch_set_dead(f->fetch, cases[i].dead);
		f->jwks_cache = jwks_cache_start(&f->options);
		if (key_fixture_ask(f, TID, TOKEN_V2, removed) != cases[i].old_key)
			fail_msg("case %zu", i);
	}
	expect(f, key_fixture_kid(f), JWKS_FOUND);
}

/* A key file that must not be used: too old, from the future, or not what it should be. */
static void key_files_that_do_not_count(void **state)
{
	static const struct {
		int64_t age_ms;
		const char *content; /* NULL: as it was written */
		enum jwks_cache_result answer;
	} cases[] = {
		{24 * KEY_FIXTURE_HOUR_MS, NULL, JWKS_FOUND},
		{24 * KEY_FIXTURE_HOUR_MS + 1, NULL, JWKS_UNAVAILABLE},
		{-1, NULL, JWKS_UNAVAILABLE},
		{0, "", JWKS_UNAVAILABLE},
		{0, "{\"keys\":[]}", JWKS_UNAVAILABLE},
		{0, "{\"keys\":[{\"kty\":\"RSA\"", JWKS_UNAVAILABLE},
	};
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f), good;

	expect(f, kid, JWKS_FOUND);
	jwks_cache_stop(f->jwks_cache);
	good = file_read(f->entra->arena, key_file(f), JWK_SET_BYTES_MAX, NULL);
	assert_true(good.length > 0);
	fake_fetch_set_dead(f->fetch, true);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct text content = cases[i].content == NULL ? good : text_from(cases[i].content);

		assert_true(file_replace(f->entra->arena, key_file(f), content));
		date_key_file(f, cases[i].age_ms);
		f->jwks_cache = jwks_cache_start(&f->options);
		expect(f, kid, cases[i].answer);
		jwks_cache_stop(f->jwks_cache);
	}
	f->jwks_cache = jwks_cache_start(&f->options);
}

static void another_clouds_file_is_not_read(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	expect(f, kid, JWKS_FOUND);
	jwks_cache_stop(f->jwks_cache);
	date_key_file(f, 0);
	f->cloud.authority = "http://127.0.0.1:5000";
	f->jwks_cache = jwks_cache_start(&f->options);
	expect(f, kid, JWKS_UNAVAILABLE);
}

static void no_key_file_no_harm(void **state)
{
	struct key_fixture *f = *state;

	f->options.key_dir = "/dev/null/keys";
	key_fixture_restart(f);
	expect(f, key_fixture_kid(f), JWKS_FOUND);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, key_fixture_start, key_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(without_keys_nothing_can_be_said),
		TEST(the_last_good_keys_keep_serving),
		TEST(the_pauses_grow),
		TEST(the_pause_is_of_one_place),
		TEST(refreshes_pause_likewise),
		TEST(keys_grow_stale),
		TEST(a_restart_during_an_outage_serves),
		TEST(the_age_of_a_key_file),
		TEST(key_files_that_do_not_count),
		TEST(another_clouds_file_is_not_read),
		TEST(no_key_file_no_harm),
	};
#undef TEST

	return cmocka_run_group_tests(tests, key_fixture_make, key_fixture_free);
}
