/*
 * The change feed while eight writers change the same reviews: a reader misses no change, gets none
 * twice, and ends with the stored state.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/jsonread.h"
#include "support/dice.h"
#include "support/expect.h"
#include "support/service_fixture.h"

#define WRITERS 8
#define CHANGES_EACH 200
#define SHARED 40

#define HEAD "{\"items\":["
#define TAIL "],\"cursor\":\""

/* The reviews that the writers share. */
struct table {
	pthread_mutex_t lock;
	char ids[SHARED][GUID_TEXT_BYTES + 1];
};

struct writer {
	pthread_t thread;
	struct service_fixture *f;
	struct table *table;
	struct dice dice;
	size_t created, changed, removed;
	int bad_status; /* an unexpected status; 0: none */
};

/* A review and its last item in the feed. */
struct seen {
	struct text id, item;
};

struct reader {
	pthread_t thread;
	struct service_fixture *f;
	struct arena *arena;
	atomic_bool writers_done;
	struct seen *seen;
	size_t count, items;
	int64_t cursor;
	const char *trouble;
};

static void take_id(struct writer *writer, uint32_t index, char ret_id[GUID_TEXT_BYTES + 1])
{
	pthread_mutex_lock(&writer->table->lock);
	memcpy(ret_id, writer->table->ids[index], GUID_TEXT_BYTES + 1);
	pthread_mutex_unlock(&writer->table->lock);
}

static void put_id(struct writer *writer, uint32_t index, struct text id)
{
	pthread_mutex_lock(&writer->table->lock);
	memcpy(writer->table->ids[index], id.data, GUID_TEXT_BYTES);
	pthread_mutex_unlock(&writer->table->lock);
}

static struct response send(struct writer *writer, struct arena *arena, const char *method,
	struct text path, struct text body)
{
	struct response answer = service_fixture_send(writer->f, arena, method, path.data,
		text_is_set(body) ? "application/json" : NULL, body);

	/* Another writer may have deleted the review, or none has created it yet. */
	if (answer.status >= 400 && answer.status != 404)
		writer->bad_status = answer.status;
	return answer;
}

static void import(struct writer *writer, struct arena *arena, uint32_t index)
{
	struct response answer = send(writer, arena, "POST", TEXT("/v2.0/reviews:import?source=s"),
		arena_printf(arena,
			"[{\"externalId\":\"e%u\",\"productId\":\"p%u\",\"rating\":%u}]", index,
			dice_roll(&writer->dice, 3), 1 + dice_roll(&writer->dice, 5)));
	const struct jsonread_node *items =
		jsonread_member(jsonread_parse(arena, answer.body, NULL), "items");
	struct text id = jsonread_member_text(jsonread_element(items, 0), "reviewId");

	if (id.length == GUID_TEXT_BYTES)
		put_id(writer, index, id);
	writer->created += answer.status == 200;
}

static void change(struct writer *writer, struct arena *arena)
{
	uint32_t index = dice_roll(&writer->dice, SHARED), what = dice_roll(&writer->dice, 10);
	char id[GUID_TEXT_BYTES + 1];
	struct text path;

	take_id(writer, index, id);
	path = arena_printf(arena, "/v2.0/reviews/%s", id);
	if (what < 3 || id[0] == '\0')
		import(writer, arena, index);
	else if (what < 6)
		writer->changed += send(writer, arena, "PATCH", path,
					   arena_printf(arena, "{\"rating\":%u}",
						   1 + dice_roll(&writer->dice, 5)))
					   .status == 200;
	else if (what < 9)
		writer->changed +=
			send(writer, arena, "POST", arena_printf(arena, "%s:vote", path.data),
				arena_printf(arena, "{\"encodedUser\":\"u%u\",\"helpful\":%s}",
					dice_roll(&writer->dice, 9),
					dice_roll(&writer->dice, 2) ? "true" : "false"))
				.status == 200;
	else
		writer->removed += send(writer, arena, "DELETE", path, TEXT_NONE).status == 204;
}

static void *write_changes(void *context)
{
	struct writer *writer = context;
	struct arena *arena = arena_new();

	for (int i = 0; i < CHANGES_EACH && writer->bad_status == 0; i++) {
		change(writer, arena);
		arena_reset(arena);
	}
	arena_free(arena);
	return NULL;
}

static void note(struct reader *reader, struct text item, struct text id)
{
	size_t i = 0;

	while (i < reader->count && !text_equal(reader->seen[i].id, id))
		i++;
	if (i == reader->count)
		reader->seen[reader->count++].id = arena_text(reader->arena, id);
	reader->seen[i].item = arena_text(reader->arena, item);
	reader->items++;
}

/* Reads a page of one change. Returns false at the end of the feed. */
static bool read_page(struct reader *reader, struct arena *arena)
{
	struct response answer = service_fixture_send(reader->f, arena, "GET",
		arena_printf(arena, "/v2.0/review-changes?pageSize=1&since=%lld",
			(long long)reader->cursor)
			.data,
		NULL, TEXT_NONE);
	const struct jsonread_node *root = jsonread_parse(arena, answer.body, NULL);
	const struct jsonread_node *item = jsonread_element(jsonread_member(root, "items"), 0);
	const struct jsonread_node *review = jsonread_member(item, "review");
	const char *end = answer.status == 200 ? strstr(answer.body.data, TAIL) : NULL;
	int64_t cursor = 0;

	if (end == NULL || !text_to_int64(jsonread_member_text(root, "cursor"), &cursor)) {
		reader->trouble = "an answer is no page";
		return false;
	}
	if (item == NULL)
		return false;
	if (cursor <= reader->cursor)
		reader->trouble = "the cursor does not go on";
	reader->cursor = cursor;
	note(reader,
		text_slice(answer.body, sizeof(HEAD) - 1,
			(size_t)(end - answer.body.data) - (sizeof(HEAD) - 1)),
		jsonread_member_text(review != NULL ? review : item, "reviewId"));
	return true;
}

static void *follow(void *context)
{
	struct reader *reader = context;
	struct arena *arena = arena_new();
	bool was_last = false;

	/* Reads once more after the end, for changes between the last page and the flag. */
	while (reader->trouble == NULL && !was_last) {
		bool done = atomic_load(&reader->writers_done);

		while (reader->trouble == NULL && read_page(reader, arena))
			arena_reset(arena);
		arena_reset(arena);
		was_last = done;
	}
	arena_free(arena);
	return NULL;
}

static struct reader make_reader(struct service_fixture *f)
{
	size_t most = (size_t)WRITERS * CHANGES_EACH + 1;

	return (struct reader){.f = f,
		.arena = f->arena,
		.seen = arena_array(f->arena, most, sizeof(struct seen))};
}

static struct text find(const struct reader *reader, struct text id)
{
	for (size_t i = 0; i < reader->count; i++) {
		if (text_equal(reader->seen[i].id, id))
			return reader->seen[i].item;
	}
	return TEXT_NONE;
}

static void run(struct writer writers[WRITERS], struct reader *reader)
{
	for (size_t i = 0; i < WRITERS; i++)
		assert_int_equal(
			pthread_create(&writers[i].thread, NULL, write_changes, &writers[i]), 0);
	assert_int_equal(pthread_create(&reader->thread, NULL, follow, reader), 0);
	for (size_t i = 0; i < WRITERS; i++)
		pthread_join(writers[i].thread, NULL);
	atomic_store(&reader->writers_done, true);
	pthread_join(reader->thread, NULL);
}

static void no_gap_and_no_repeat(void **state)
{
	struct service_fixture *f = *state;
	struct table table = {.lock = PTHREAD_MUTEX_INITIALIZER};
	struct writer writers[WRITERS];
	struct reader live = make_reader(f), late = make_reader(f);
	size_t created = 0, changed = 0, removed = 0;

	for (uint32_t i = 0; i < WRITERS; i++)
		writers[i] = (struct writer){.f = f, .table = &table, .dice = {1000 + i}};
	run(writers, &live);
	atomic_store(&late.writers_done, true);
	follow(&late);
	for (size_t i = 0; i < WRITERS; i++) {
		assert_int_equal(writers[i].bad_status, 0);
		created += writers[i].created;
		changed += writers[i].changed;
		removed += writers[i].removed;
	}
	assert_true(created > SHARED && changed > 100 && removed > 50);
	expect_text(text_from(live.trouble), NULL);
	expect_text(text_from(late.trouble), NULL);
	assert_int_equal(live.cursor, late.cursor);
	assert_int_equal(live.count, late.count);
	/* Read from the start the feed has each review once; read live, each change at most once.
	 */
	assert_int_equal(late.items, late.count);
	assert_true(live.items > late.items && (int64_t)live.items <= live.cursor);
	for (size_t i = 0; i < late.count; i++)
		expect_bytes(find(&live, late.seen[i].id), late.seen[i].item);
}

/* Eight writers and a reader would exceed the default rate limits of one app. */
static int start(void **state)
{
	static const char *const settings[] = {
		"limits.calls-per-s=0", "limits.all-calls-per-s=0", NULL};
	struct service_fixture *f =
		service_fixture_open_with(&(struct service_fixture_options){.settings = settings});

	service_fixture_admit(f);
	*state = f;
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(no_gap_and_no_repeat, start, service_fixture_end),
	};

	return cmocka_run_group_tests_name("feed", tests, NULL, NULL);
}
