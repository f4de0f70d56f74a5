#include "limit/body_quota.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/expect.h"

struct scene {
	struct body_quota *room;
	struct arena *arenas[4];
	struct arena *faults;
};

static int start(void **state)
{
	static struct scene scene;

	scene.room = body_quota_new();
	scene.faults = arena_new();
	for (size_t i = 0; i < 4; i++)
		scene.arenas[i] = arena_new();
	*state = &scene;
	return 0;
}

static int end(void **state)
{
	struct scene *s = *state;

	for (size_t i = 0; i < 4; i++)
		arena_free(s->arenas[i]);
	body_quota_free(s->room);
	arena_free(s->faults);
	return 0;
}

/* The own bound is 10 bytes, that of all 15. */
static enum status claim(struct scene *s, size_t arena, uint8_t caller, int64_t bytes)
{
	struct fault fault = fault_make(s->faults);
	struct body_quota_request request = {
		.caller = {{caller}}, .bytes = bytes, .own_max_bytes = 10, .all_max_bytes = 15};

	return body_quota_claim(s->room, s->arenas[arena], &request, &fault);
}

static void a_caller_has_a_share(void **state)
{
	struct scene *s = *state;

	assert_int_equal(claim(s, 0, 1, 11), STATUS_TOO_MANY);
	assert_int_equal(claim(s, 0, 1, 6), STATUS_OK);
	assert_int_equal(claim(s, 1, 1, 4), STATUS_OK);
	assert_int_equal(claim(s, 2, 1, 1), STATUS_TOO_MANY);
	assert_int_equal(body_quota_bytes(s->room), 10);
	/* Another has one too, as far as there is room for all. */
	assert_int_equal(claim(s, 2, 2, 6), STATUS_UNAVAILABLE);
	assert_int_equal(claim(s, 2, 2, 5), STATUS_OK);
	assert_int_equal(claim(s, 3, 3, 1), STATUS_UNAVAILABLE);
	assert_int_equal(body_quota_bytes(s->room), 15);
}

static void what_ends_makes_room(void **state)
{
	static const size_t orders[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 0, 2}};
	struct scene *s = *state;

	for (size_t i = 0; i < 3; i++) {
		for (size_t j = 0; j < 3; j++)
			assert_int_equal(claim(s, j, (uint8_t)(j + 1), 5), STATUS_OK);
		for (size_t j = 0; j < 3; j++) {
			arena_reset(s->arenas[orders[i][j]]);
			assert_int_equal(body_quota_bytes(s->room), (int64_t)(2 - j) * 5);
			assert_int_equal(claim(s, 3, 9, 5), STATUS_OK);
			arena_reset(s->arenas[3]);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_caller_has_a_share, start, end),
		cmocka_unit_test_setup_teardown(what_ends_makes_room, start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
