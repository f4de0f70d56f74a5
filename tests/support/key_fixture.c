#include "support/key_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "support/temp_dir.h"

#define PATIENCE_MS 5000
#define ISSUE_FORM                                                                                 \
	"grant_type=client_credentials&client_id=aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb"             \
	"&client_secret=s&scope=api://reviews/.default"

void key_fixture_init(struct key_fixture *f)
{
	void *entra = NULL;

	assert_int_equal(entra_make(&entra), 0);
	f->entra = entra;
}

void key_fixture_destroy(struct key_fixture *f)
{
	void *entra = f->entra;

	entra_free(&entra);
}

void key_fixture_open(struct key_fixture *f)
{
	void *entra = f->entra;

	assert_int_equal(entra_start(&entra), 0);
	set_clock_init(&f->time, ENTRA_NOW_S * CLOCK_MS_PER_S);
	f->cloud = (struct cloud){.name = "dev",
		.authority = ENTRA_BASE,
		.issuer = {ENTRA_BASE "/sts/{tid}/", ENTRA_BASE "/{tid}/v2.0"},
		.instance_name = "microsoftonline.com"};
	f->issuer = (struct issuer){.kind = ISSUER_ENTRA,
		.name = "entra",
		.algorithms = ALGORITHM_BIT(ALGORITHM_RS256),
		.cloud = &f->cloud,
		.signing_key_app_id = ""};
	f->log = (struct log){.fd = 2, .threshold = (enum log_level)(LOG_ERROR + 1)};
	f->dir = temp_dir_make(f->entra->arena);
	f->fetch = fake_fetch_new(f->entra->issuer, ENTRA_BASE);
	f->options = (struct jwks_cache_options){.clock = &f->time.clock,
		.steady = &f->time.clock,
		.log = &f->log,
		.fetch = fake_fetch_of(f->fetch),
		.key_dir = arena_printf(f->entra->arena, "%s/keys", f->dir).data,
		.refresh_interval_ms = 12 * KEY_FIXTURE_HOUR_MS,
		.forced_refresh_interval_ms = KEY_FIXTURE_HOUR_MS / 12,
		.stale_limit_ms = 24 * KEY_FIXTURE_HOUR_MS};
	f->jwks_cache = jwks_cache_start(&f->options);
}

void key_fixture_close(struct key_fixture *f)
{
	void *entra = f->entra;

	jwks_cache_stop(f->jwks_cache);
	fake_fetch_free(f->fetch);
	temp_dir_remove(f->dir);
	entra_end(&entra);
}

int key_fixture_make(void **state)
{
	struct key_fixture *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return -1;
	key_fixture_init(f);
	*state = f;
	return 0;
}

int key_fixture_free(void **state)
{
	key_fixture_destroy(*state);
	free(*state);
	return 0;
}

int key_fixture_start(void **state)
{
	key_fixture_open(*state);
	return 0;
}

int key_fixture_end(void **state)
{
	key_fixture_close(*state);
	return 0;
}

void key_fixture_restart(struct key_fixture *f)
{
	jwks_cache_stop(f->jwks_cache);
	f->jwks_cache = jwks_cache_start(&f->options);
}

void key_fixture_pass(struct key_fixture *f, int64_t duration_ms)
{
	atomic_fetch_add(&f->time.now_ms, duration_ms);
	fake_fetch_settle(f->fetch);
}

static void wake_sleeper(struct jwks_waiter *waiter)
{
	struct key_wait *sleeper = (struct key_wait *)waiter;

	atomic_fetch_add(&sleeper->times, 1);
	sem_post(&sleeper->woken);
}

struct key_wait *key_fixture_wait(struct key_fixture *f, int64_t max_wait_ms)
{
	struct key_wait *sleeper = arena_alloc(f->entra->arena, sizeof(*sleeper));

	sem_init(&sleeper->woken, 0, 0);
	sleeper->waiter.wake = wake_sleeper;
	sleeper->waiter.deadline_ms = clock_monotonic_ms() + max_wait_ms;
	return sleeper;
}

void key_fixture_block(struct key_wait *sleeper)
{
	struct timespec deadline;

	clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_sec += 2 * PATIENCE_MS / CLOCK_MS_PER_S;
	if (sem_timedwait(&sleeper->woken, &deadline) != 0)
		fail_msg("nobody was woken");
}

struct jwks_endpoint key_fixture_endpoint(
	struct key_fixture *f, const char *directory, enum token_version version)
{
	struct guid guid;

	assert_true(guid_parse_strict(text_from(directory), &guid));
	return issuer_jwks_endpoint(&f->issuer, guid, version);
}

static enum jwks_cache_result find(struct key_fixture *f, const struct jwks_endpoint *endpoint,
	struct text kid, struct jwks_waiter *waiter)
{
	struct jwks_key_ref key;
	enum jwks_cache_result answer = jwks_cache_find(f->jwks_cache, endpoint, kid, waiter, &key);

	assert_true((answer == JWKS_FOUND) == (key.key != NULL));
	if (answer == JWKS_FOUND)
		jwks_cache_release(&key);
	return answer;
}

enum jwks_cache_result key_fixture_find(
	struct key_fixture *f, const char *directory, struct text kid, struct key_wait *sleeper)
{
	struct jwks_endpoint endpoint = key_fixture_endpoint(f, directory, TOKEN_V2);

	return find(f, &endpoint, kid, sleeper == NULL ? NULL : &sleeper->waiter);
}

enum jwks_cache_result key_fixture_ask(
	struct key_fixture *f, const char *directory, enum token_version version, struct text kid)
{
	struct key_wait *sleeper = key_fixture_wait(f, PATIENCE_MS);
	struct jwks_endpoint endpoint = key_fixture_endpoint(f, directory, version);
	enum jwks_cache_result answer = find(f, &endpoint, kid, &sleeper->waiter);

	if (answer != JWKS_PENDING)
		return answer;
	key_fixture_block(sleeper);
	assert_int_equal(atomic_load(&sleeper->times), 1);
	return find(f, &endpoint, kid, NULL);
}

struct text key_fixture_kid(struct key_fixture *f)
{
	return jsonread_member_text(
		entra_issue(f->entra, ENTRA_V2_TOKEN, ISSUE_FORM).header, "kid");
}

void key_fixture_control(struct key_fixture *f, const char *path, const char *form)
{
	assert_int_equal(entra_send(f->entra, METHOD_POST, path, form).status, 204);
}

void key_fixture_rotate(struct key_fixture *f, bool retire)
{
	key_fixture_control(f, "/control/rotate", retire ? "retire=1" : "");
}
