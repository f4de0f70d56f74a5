#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/hash.h"
#include "support/key_fixture.h"

#define TID ENTRA_TID
#define OTHER_TID "22222222-aaaa-2222-3333-444444444444"
#define PASSERS 4
#define PASSES 200
#define PERSONAL_TID "9188040d-6c67-4c5b-b112-36a304b66dad"

static void expect(struct key_fixture *f, const char *directory, struct text kid,
	enum jwks_cache_result expected)
{
	assert_int_equal(key_fixture_ask(f, directory, TOKEN_V2, kid), expected);
}

static void expect_requests(struct key_fixture *f, int64_t discovery, int64_t keys)
{
	const struct jsonread_node *node = entra_get(f->entra, "/control/requests");

	entra_number(node, "discovery", discovery);
	entra_number(node, "keys", keys);
}

static struct guid tid(const char *text)
{
	struct guid guid;

	assert_true(guid_parse_strict(text_from(text), &guid));
	return guid;
}

/* What the issuer's rules say of a key in hand, for a token of that directory. */
static enum refusal judge(struct key_fixture *f, const char *directory, struct text kid)
{
	struct jwks_endpoint endpoint = key_fixture_endpoint(f, directory, TOKEN_V2);
	struct jwks_key_ref key;
	enum refusal refusal;

	assert_int_equal(jwks_cache_find(f->jwks_cache, &endpoint, kid, NULL, &key), JWKS_FOUND);
	assert_int_equal(key.key->flaw, REFUSAL_NONE);
	refusal = issuer_judge_key(f->entra->arena, &f->issuer, tid(directory), key.key);
	jwks_cache_release(&key);
	return refusal;
}

static void the_common_set_is_fetched_once(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	f->issuer.shared_keys = true;
	expect(f, TID, kid, JWKS_FOUND);
	expect(f, OTHER_TID, kid, JWKS_FOUND);
	expect_requests(f, 1, 1);
	assert_int_equal(judge(f, TID, kid), REFUSAL_NONE);
	assert_int_equal(judge(f, OTHER_TID, kid), REFUSAL_NONE);
	/* The two versions have a set each. */
	assert_int_equal(key_fixture_ask(f, TID, TOKEN_V1, kid), JWKS_FOUND);
	assert_int_equal(key_fixture_ask(f, OTHER_TID, TOKEN_V1, kid), JWKS_FOUND);
	expect_requests(f, 2, 2);
}

/* Unknown kids of two directories share the one forced refresh of their common set. */
static void the_common_set_has_one_forced_interval(void **state)
{
	struct key_fixture *f = *state;

	f->issuer.shared_keys = true;
	expect(f, TID, key_fixture_kid(f), JWKS_FOUND);
	expect(f, TID, TEXT("a"), JWKS_UNKNOWN_KID);
	expect(f, OTHER_TID, TEXT("b"), JWKS_UNKNOWN_KID);
	expect_requests(f, 1, 2);
}

/* Makes two keys, of which the document names the returned one first. */
static struct text two_keys(struct key_fixture *f, struct text *ret_second)
{
	struct text first;

	key_fixture_rotate(f, true);
	first = key_fixture_kid(f);
	key_fixture_rotate(f, false);
	*ret_second = key_fixture_kid(f);
	return first;
}

/* A member of one key of a common set is changed: its tokens are refused, not those of others. */
static void keys_of_others(void **state)
{
	static const struct {
		const char *from, *to;
		enum refusal refusal, other; /* for TID, and for OTHER_TID */
	} cases[] = {
		{"x", "x", REFUSAL_NONE, REFUSAL_NONE},
		{"{tenantid}/v2.0", TID "/v2.0", REFUSAL_NONE, REFUSAL_KEY_ISSUER},
		{"{tenantid}", PERSONAL_TID, REFUSAL_KEY_ISSUER, REFUSAL_KEY_ISSUER},
		{"{tenantid}/v2.0", "{tenantid}/", REFUSAL_KEY_ISSUER, REFUSAL_KEY_ISSUER},
		{"{tenantid}", "{tid}", REFUSAL_KEY_ISSUER, REFUSAL_KEY_ISSUER},
		{"\"issuer\":\"" ENTRA_BASE, "\"issuer\":\"http://evil.example", REFUSAL_KEY_ISSUER,
			REFUSAL_KEY_ISSUER},
		{"\"issuer\":", "\"x\":", REFUSAL_NONE, REFUSAL_NONE},
		{"microsoftonline.com", "microsoftonline.us", REFUSAL_KEY_CLOUD, REFUSAL_KEY_CLOUD},
		{"\"cloud_instance_name\":", "\"x\":", REFUSAL_NONE, REFUSAL_NONE},
	};
	struct key_fixture *f = *state;
	struct text second, first = two_keys(f, &second);

	f->issuer.shared_keys = true;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		enum refusal refusal, other;

		fake_fetch_edit(f->fetch, "/discovery/", cases[i].from, cases[i].to);
		key_fixture_restart(f);
		expect(f, TID, first, JWKS_FOUND);
		expect(f, TID, second, JWKS_FOUND);
		fake_fetch_settle(f->fetch);
		refusal = judge(f, TID, first);
		other = judge(f, OTHER_TID, first);
		if (refusal != cases[i].refusal || other != cases[i].other)
			fail_msg("%s, refusals %d and %d", cases[i].to, (int)refusal, (int)other);
		assert_int_equal(judge(f, TID, second), REFUSAL_NONE);
	}
}

static void a_personal_accounts_key_is_for_its_directory(void **state)
{
	struct key_fixture *f = *state;
	struct text second, first = two_keys(f, &second);

	f->issuer.shared_keys = true;
	fake_fetch_edit(f->fetch, "/discovery/", "{tenantid}", PERSONAL_TID);
	expect(f, PERSONAL_TID, first, JWKS_FOUND);
	assert_int_equal(judge(f, PERSONAL_TID, first), REFUSAL_NONE);
	assert_int_equal(judge(f, PERSONAL_TID, second), REFUSAL_NONE);
	assert_int_equal(judge(f, TID, first), REFUSAL_KEY_ISSUER);
}

static void a_providers_keys(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);
	struct hash url =
		hash_sha256(TEXT(ENTRA_BASE "/" TID "/v2.0/.well-known/openid-configuration"));
	struct stat info;

	f->issuer = (struct issuer){.kind = ISSUER_OPENID,
		.name = "../own keycloak",
		.url = TEXT(ENTRA_BASE "/" TID "/v2.0")};
	expect(f, TID, kid, JWKS_FOUND);
	assert_int_equal(key_fixture_ask(f, OTHER_TID, TOKEN_V1, kid), JWKS_FOUND);
	expect_requests(f, 1, 1);
	assert_int_equal(judge(f, OTHER_TID, kid), REFUSAL_NONE);
	fake_fetch_settle(f->fetch);
	assert_int_equal(stat(arena_printf(f->entra->arena, "%s/___own_keycloak-%.8s.json",
				      f->options.key_dir, hash_hex(f->entra->arena, &url).data)
					 .data,
				 &info),
		0);
}

static void a_provider_must_name_itself(void **state)
{
	struct key_fixture *f = *state;

	f->issuer = (struct issuer){
		.kind = ISSUER_OPENID, .name = "own", .url = TEXT(ENTRA_BASE "/" TID "/v2.0/")};
	expect(f, TID, key_fixture_kid(f), JWKS_UNAVAILABLE);
	expect_requests(f, 1, 0);
}

/* Asks about as many directories as are given, without a wait, so nothing is fetched. */
static void fill(struct key_fixture *f, int from, int count)
{
	for (int i = from; i < from + count; i++) {
		struct jwks_endpoint endpoint = {.issuer = &f->issuer, .version = TOKEN_V2};
		struct jwks_key_ref key;

		endpoint.directory.bytes[0] = (uint8_t)(i >> 8);
		endpoint.directory.bytes[1] = 0xff;
		endpoint.directory.bytes[15] = (uint8_t)i;
		assert_int_equal(jwks_cache_find(f->jwks_cache, &endpoint, TEXT("k"), NULL, &key),
			JWKS_UNAVAILABLE);
	}
}

static bool knows(struct key_fixture *f, const char *directory, struct text kid)
{
	struct jwks_endpoint endpoint = key_fixture_endpoint(f, directory, TOKEN_V2);

	return jwks_cache_contains(f->jwks_cache, &endpoint, kid);
}

static void the_longest_unused_place_goes(void **state)
{
	struct key_fixture *f = *state;
	struct text kid = key_fixture_kid(f);

	expect(f, TID, kid, JWKS_FOUND);
	expect(f, OTHER_TID, kid, JWKS_FOUND);
	fill(f, 0, JWKS_CACHE_ENDPOINTS_MAX - 2);
	assert_true(knows(f, TID, kid));
	expect(f, TID, kid, JWKS_FOUND);
	fill(f, JWKS_CACHE_ENDPOINTS_MAX, 1);
	assert_true(knows(f, TID, kid));
	assert_false(knows(f, OTHER_TID, kid));
	/* It comes back from its file or its issuer. */
	expect(f, OTHER_TID, kid, JWKS_FOUND);
	assert_true(knows(f, TID, kid));
}

static void busy_places_do_not_go(void **state)
{
	struct key_fixture *f = *state;
	struct key_wait *sleepers[JWKS_CACHE_ENDPOINTS_MAX];
	struct text kid = key_fixture_kid(f);
	struct jwks_endpoint endpoint = key_fixture_endpoint(f, TID, TOKEN_V2);
	struct jwks_key_ref key;

	fake_fetch_hold(f->fetch, "http");
	for (int i = 0; i < JWKS_CACHE_ENDPOINTS_MAX; i++) {
		sleepers[i] = key_fixture_wait(f, i % 2 == 0 ? 600000 : 0);
		endpoint.directory.bytes[0] = (uint8_t)(i >> 8);
		endpoint.directory.bytes[15] = (uint8_t)i;
		assert_int_equal(
			jwks_cache_find(f->jwks_cache, &endpoint, kid, &sleepers[i]->waiter, &key),
			JWKS_PENDING);
	}
	/* Also a place that nobody waits for any more is still being fetched. */
	for (int i = 1; i < JWKS_CACHE_ENDPOINTS_MAX; i += 2)
		key_fixture_block(sleepers[i]);
	expect(f, OTHER_TID, kid, JWKS_UNAVAILABLE);
	fake_fetch_set_dead(f->fetch, true);
	fake_fetch_hold(f->fetch, NULL);
	for (int i = 0; i < JWKS_CACHE_ENDPOINTS_MAX; i += 2)
		key_fixture_block(sleepers[i]);
	fake_fetch_set_dead(f->fetch, false);
	expect(f, OTHER_TID, kid, JWKS_FOUND);
}

struct passer {
	struct jwks_waiter waiter;
	sem_t woken;
	struct key_fixture *f;
	pthread_t thread;
	uint8_t number;
	int wrong;
};

static void wake_passer(struct jwks_waiter *waiter)
{
	sem_post(&((struct passer *)waiter)->woken);
}

static void *pass_by(void *context)
{
	struct passer *p = context;

	for (int i = 0; i < PASSES; i++) {
		struct jwks_endpoint endpoint = {.issuer = &p->f->issuer, .version = TOKEN_V2};
		struct jwks_key_ref key;

		endpoint.directory.bytes[0] = (uint8_t)i;
		endpoint.directory.bytes[2] = p->number;
		endpoint.directory.bytes[15] = (uint8_t)(i % 7);
		p->waiter.deadline_ms = clock_monotonic_ms() + 60000;
		if (jwks_cache_find(p->f->jwks_cache, &endpoint, TEXT("k"), &p->waiter, &key) ==
			JWKS_PENDING)
			sem_wait(&p->woken);
		else
			p->wrong++;
		p->wrong += jwks_cache_find(p->f->jwks_cache, &endpoint, TEXT("k"), NULL, &key) !=
			JWKS_UNAVAILABLE;
		p->wrong += jwks_cache_contains(p->f->jwks_cache, &endpoint, TEXT("k"));
	}
	return NULL;
}

/* In a full table each new place takes the room of another one, while all are being fetched. */
static void places_come_and_go(void **state)
{
	struct key_fixture *f = *state;
	struct passer passers[PASSERS];

	fake_fetch_set_dead(f->fetch, true);
	fill(f, 0, JWKS_CACHE_ENDPOINTS_MAX);
	for (int i = 0; i < PASSERS; i++) {
		passers[i] = (struct passer){
			.waiter = {.wake = wake_passer}, .f = f, .number = (uint8_t)(i + 1)};
		sem_init(&passers[i].woken, 0, 0);
		assert_int_equal(pthread_create(&passers[i].thread, NULL, pass_by, &passers[i]), 0);
	}
	for (int i = 0; i < PASSERS; i++) {
		pthread_join(passers[i].thread, NULL);
		assert_int_equal(passers[i].wrong, 0);
		sem_destroy(&passers[i].woken);
	}
	assert_int_equal(fake_fetch_count(f->fetch), PASSERS * PASSES);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, key_fixture_start, key_fixture_end)
	const struct CMUnitTest tests[] = {
		TEST(the_common_set_is_fetched_once),
		TEST(the_common_set_has_one_forced_interval),
		TEST(keys_of_others),
		TEST(a_personal_accounts_key_is_for_its_directory),
		TEST(a_providers_keys),
		TEST(a_provider_must_name_itself),
		TEST(the_longest_unused_place_goes),
		TEST(busy_places_do_not_go),
		TEST(places_come_and_go),
	};
#undef TEST

	return cmocka_run_group_tests(tests, key_fixture_make, key_fixture_free);
}
