/*
 * A flow's polling trigger misses no change: with writers at the same time, over restarts of the
 * service, and over a restore from a backup.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>

#include "api/core/public_url.h"
#include "base/jsonread.h"
#include "base/jsonwrite.h"
#include "db/backup.h"
#include "support/dice.h"
#include "support/expect.h"
#include "support/service_client.h"
#include "support/wait.h"

#define NOW_MS INT64_C(1796000000000)

#define FIRST_POLL "/v2.0/triggers/reviews-changed?pageSize=37"

#define IDLE_MS 2

#define WRITERS 4
#define ROUNDS 4
#define BATCHES 32
#define BATCH 20
#define REVIEWS (WRITERS * ROUNDS * BATCHES * BATCH)

/* Ratings by the number of the review; 0: there is no such review. */
struct ratings {
	uint8_t of[REVIEWS];
};

struct writer {
	pthread_t thread;
	struct service_fixture *f;
	struct ratings *ratings; /* each writer has its own reviews */
	struct dice dice;
	uint32_t first, next; /* numbers of its reviews */
	int bad_status; /* an unexpected status; 0: none */
};

struct flow {
	pthread_t thread;
	struct service_fixture *f;
	char path[256]; /* of the next poll */
	atomic_bool writers_done;
	struct ratings ratings; /* as the flow has learned them */
	int64_t last; /* changeNumber of the last item */
	size_t items;
	const char *trouble;
};

static void write_item(struct writer *writer, struct jsonwrite *out, uint32_t number)
{
	uint8_t rating = (uint8_t)(1 + dice_roll(&writer->dice, 5));

	jsonwrite_open(out, '{');
	jsonwrite_text(out, "externalId", arena_printf(out->buffer.arena, "%u", number));
	jsonwrite_text(out, "productId", arena_printf(out->buffer.arena, "p%u", number % 7));
	jsonwrite_int(out, "rating", rating);
	jsonwrite_close(out, '}');
	writer->ratings->of[number] = rating;
}

static struct response send(struct writer *writer, struct arena *arena, const char *method,
	const char *path, struct text body)
{
	struct response answer = service_fixture_send(writer->f, arena, method, path,
		text_is_set(body) ? "application/json" : NULL, body);

	if (answer.status >= 400)
		writer->bad_status = answer.status;
	return answer;
}

/* Imports new reviews and changes an old one. Deletes one of the new ones. */
static void write_batch(struct writer *writer, struct arena *arena)
{
	struct jsonwrite out = jsonwrite_make(arena, 1024 * 1024);
	uint32_t start = writer->next, gone = dice_roll(&writer->dice, BATCH);
	struct response answer;
	struct text id;

	jsonwrite_open(&out, '[');
	for (; writer->next < start + BATCH; writer->next++)
		write_item(writer, &out, writer->next);
	if (start > writer->first)
		write_item(writer, &out,
			writer->first + dice_roll(&writer->dice, start - writer->first));
	jsonwrite_close(&out, ']');
	answer = send(
		writer, arena, "POST", "/v2.0/reviews:import?source=s", buffer_text(&out.buffer));
	id = jsonread_member_text(
		jsonread_element(
			jsonread_member(jsonread_parse(arena, answer.body, NULL), "items"), gone),
		"reviewId");
	if (!text_is_set(id))
		return;
	writer->ratings->of[start + gone] = 0;
	send(writer, arena, "DELETE", arena_printf(arena, "/v2.0/reviews/%s", id.data).data,
		TEXT_NONE);
}

static void *write_batches(void *context)
{
	struct writer *writer = context;
	struct arena *arena = arena_new();

	for (int i = 0; i < BATCHES && writer->bad_status == 0; i++) {
		write_batch(writer, arena);
		arena_reset(arena);
	}
	arena_free(arena);
	return NULL;
}

static const char *take_item(struct flow *flow, const struct jsonread_node *item)
{
	int64_t number = jsonread_member_int(item, "changeNumber"), review;

	if (!text_to_int64(jsonread_member_text(item, "externalId"), &review) || review >= REVIEWS)
		return "an item is no review of the writers";
	if (number <= flow->last)
		return "an item is repeated, or out of order";
	flow->last = number;
	flow->items++;
	flow->ratings.of[review] = jsonread_is_true(jsonread_member(item, "isDeleted"))
		? 0
		: (uint8_t)jsonread_member_int(item, "rating");
	return NULL;
}

static void set_path(struct flow *flow, struct text path)
{
	snprintf(flow->path, sizeof(flow->path), "%.*s", (int)path.length, path.data);
}

/* Polls once, as a flow does. Returns whether there was news. */
static bool poll(struct flow *flow, struct arena *arena)
{
	struct response answer =
		service_fixture_send(flow->f, arena, "GET", flow->path, NULL, TEXT_NONE);
	struct text next = message_response_header(&answer, "Location");
	const struct jsonread_node *items;

	if ((answer.status != 200 && answer.status != 202) ||
		!text_starts_with(next, TEXT(SERVICE_FIXTURE_URL "/"))) {
		flow->trouble = "a poll has another status, or no Location";
		return false;
	}
	set_path(flow, text_slice(next, sizeof(SERVICE_FIXTURE_URL) - 1, next.length));
	if (answer.status == 202)
		return false;
	items = jsonread_parse(arena, answer.body, NULL);
	if (jsonread_count(items) == 0)
		flow->trouble = "a flow is started without news";
	for (size_t i = 0; i < jsonread_count(items) && flow->trouble == NULL; i++)
		flow->trouble = take_item(flow, jsonread_element(items, i));
	return flow->trouble == NULL;
}

static void drain(struct flow *flow)
{
	struct arena *arena = arena_new();

	while (poll(flow, arena))
		arena_reset(arena);
	arena_free(arena);
	expect_text(text_from(flow->trouble), NULL);
}

/* Stops while changes wait, when the writers are done. */
static void *follow(void *context)
{
	struct flow *flow = context;
	struct arena *arena = arena_new();

	while (!atomic_load(&flow->writers_done) && flow->trouble == NULL) {
		if (!poll(flow, arena))
			wait_ms(IDLE_MS);
		arena_reset(arena);
	}
	arena_free(arena);
	return NULL;
}

static void reopen(struct service_fixture *f)
{
	struct fault fault = fault_make(f->arena);

	assert_int_equal(service_fixture_reopen(f, &fault), STATUS_OK);
	public_url_set(f->service, SERVICE_FIXTURE_URL);
}

static void run_round(struct writer writers[WRITERS], struct flow *flow)
{
	atomic_store(&flow->writers_done, false);
	assert_int_equal(pthread_create(&flow->thread, NULL, follow, flow), 0);
	for (size_t i = 0; i < WRITERS; i++)
		assert_int_equal(
			pthread_create(&writers[i].thread, NULL, write_batches, &writers[i]), 0);
	for (size_t i = 0; i < WRITERS; i++) {
		pthread_join(writers[i].thread, NULL);
		assert_int_equal(writers[i].bad_status, 0);
	}
	atomic_store(&flow->writers_done, true);
	pthread_join(flow->thread, NULL);
	expect_text(text_from(flow->trouble), NULL);
}

static struct flow *begin_flow(struct service_fixture *f)
{
	struct flow *flow = arena_alloc(f->arena, sizeof(*flow));

	memset(flow, 0, sizeof(*flow));
	flow->f = f;
	set_path(flow, TEXT(FIRST_POLL));
	drain(flow);
	assert_int_equal(flow->items, 0);
	return flow;
}

static void ten_thousand_changes_over_restarts(void **state)
{
	struct service_fixture *f = *state;
	struct ratings *ratings = arena_alloc(f->arena, sizeof(*ratings));
	struct flow *flow = begin_flow(f);
	struct writer writers[WRITERS];

	memset(ratings, 0, sizeof(*ratings));
	for (uint32_t i = 0; i < WRITERS; i++)
		writers[i] = (struct writer){.f = f,
			.ratings = ratings,
			.dice = {1900 + i},
			.first = i * (REVIEWS / WRITERS),
			.next = i * (REVIEWS / WRITERS)};
	for (int round = 0; round < ROUNDS; round++) {
		run_round(writers, flow);
		service_close(f->service);
		reopen(f);
	}
	drain(flow);
	assert_true(flow->items >= 10000);
	assert_memory_equal(&flow->ratings, ratings, sizeof(*ratings));
}

static void import_some(struct service_fixture *f, uint32_t first, uint32_t count)
{
	struct jsonwrite out = jsonwrite_make(f->arena, 1024 * 1024);
	struct ratings ratings;
	struct writer writer = {.ratings = &ratings, .dice = {7}};

	jsonwrite_open(&out, '[');
	for (uint32_t i = first; i < first + count; i++)
		write_item(&writer, &out, i);
	jsonwrite_close(&out, ']');
	service_client_answer(f, f->arena, 200, "POST", "/v2.0/reviews:import?source=s",
		"application/json", buffer_text(&out.buffer));
}

/* The flow has polled after the backup. New changes get the numbers of changes that it has seen. */
static void a_restore_stops_no_flow(void **state)
{
	struct service_fixture *f = *state;
	const char *copy = arena_printf(f->arena, "%s/copy.db", f->dir).data;
	struct fault fault = fault_make(f->arena);
	struct flow *flow = begin_flow(f);
	struct text kept;
	size_t before;

	import_some(f, 0, 10);
	service_close(f->service);
	assert_int_equal(backup_write(f->config.database_path, copy, &fault), STATUS_OK);
	reopen(f);
	import_some(f, 10, 30);
	drain(flow);
	assert_int_equal(flow->items, 40);
	assert_int_equal(flow->last, 40);
	service_close(f->service);
	assert_int_equal(
		backup_restore(copy, f->config.database_path, NOW_MS, &kept, &fault), STATUS_OK);
	reopen(f);

	/* Nothing is new yet; then 45 changes, of which 30 have numbers that the flow knows. */
	before = flow->items;
	drain(flow);
	assert_int_equal(flow->items, before);
	flow->last = 0;
	import_some(f, 100, 45);
	drain(flow);
	assert_int_equal(flow->items, before + 45);
	assert_int_equal(flow->last, 55);
}

/* The writers and the flow would exceed the default rate limits of one app. */
static int start(void **state)
{
	static const char *const settings[] = {
		"limits.calls-per-s=0", "limits.all-calls-per-s=0", NULL};
	struct service_fixture *f =
		service_fixture_open_with(&(struct service_fixture_options){.settings = settings});

	service_fixture_admit(f);
	service_fixture_mute(f);
	*state = f;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			ten_thousand_changes_over_restarts, start, service_fixture_end),
		cmocka_unit_test_setup_teardown(
			a_restore_stops_no_flow, start, service_fixture_end),
	};

	return cmocka_run_group_tests_name("trigger", tests, NULL, NULL);
}
