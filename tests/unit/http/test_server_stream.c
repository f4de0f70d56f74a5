#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "http/server.h"
#include "support/expect.h"
#include "support/scratch.h"
#include "support/wait.h"
#include "support/wire.h"

#define ADDRESS "127.0.0.1"
#define CONTENT_BYTES 3000000
#define FILE_BYTES (32 * 1024 * 1024)
#define STEPS 37
#define AT_ONCE 20

/* Content that a thread makes known step by step. */
struct growth {
	struct byte_stream stream; /* first */
	struct fixture *f;
	pthread_t thread;
	pthread_mutex_t lock;
	uint64_t available;
	bool fails; /* at half its length */
	bool ended, failed;
	bool wakes_at_once;
	struct stream_waiter *waiter;
};

struct fixture {
	struct scratch *scratch;
	struct server_app app;
	struct server *server;
	struct text content;
	const char *file;
	struct growth growths[AT_ONCE];
	atomic_int count, closed, ended;
};

static struct stream_waiter *grow(struct growth *growth, int step)
{
	struct stream_waiter *waiter;

	pthread_mutex_lock(&growth->lock);
	growth->available = (uint64_t)CONTENT_BYTES * (uint64_t)step / STEPS;
	growth->failed = growth->fails && step > STEPS / 2;
	growth->ended = step == STEPS;
	waiter = growth->waiter;
	growth->waiter = NULL;
	pthread_mutex_unlock(&growth->lock);
	return waiter;
}

static void *grow_all(void *context)
{
	struct growth *growth = context;

	for (int step = 1; step <= STEPS && !growth->failed && !growth->ended; step++) {
		struct stream_waiter *waiter;

		usleep(500);
		waiter = grow(growth, step);
		if (waiter != NULL)
			waiter->wake(waiter);
	}
	return NULL;
}

static int64_t read_some(struct byte_stream *stream, uint64_t offset, char *into, size_t room,
	struct stream_waiter *waiter)
{
	struct growth *growth = (struct growth *)stream;
	int64_t count;

	pthread_mutex_lock(&growth->lock);
	count = (int64_t)(growth->available - offset);
	if (growth->failed)
		count = BYTE_STREAM_FAILED;
	else if (count == 0 && growth->ended)
		count = BYTE_STREAM_END;
	else if (count == 0 && !growth->wakes_at_once)
		growth->waiter = waiter;
	pthread_mutex_unlock(&growth->lock);
	if (count == 0 && growth->wakes_at_once)
		waiter->wake(waiter);
	if (count <= 0)
		return count;
	count = count < (int64_t)room ? count : (int64_t)room;
	memcpy(into, growth->f->content.data + offset, (size_t)count);
	return count;
}

static void close_growth(struct byte_stream *stream)
{
	atomic_fetch_add(&((struct growth *)stream)->f->closed, 1);
}

static enum server_step begin(void *context, struct exchange *exchange)
{
	(void)context, (void)exchange;
	return SERVER_CONTINUE;
}

static void answer_with_file(struct fixture *f, struct response *response)
{
	response->has_file = true;
	response->file = open(f->file, O_RDONLY | O_CLOEXEC);
	response->file_length = FILE_BYTES;
}

static enum server_step serve(void *context, struct exchange *exchange)
{
	struct fixture *f = context;
	struct text path = exchange->request.path;
	struct growth *growth;

	exchange->response = (struct response){.status = 200};
	if (text_equal(path, TEXT("/file"))) {
		answer_with_file(f, &exchange->response);
		return SERVER_ANSWER;
	}
	growth = &f->growths[atomic_fetch_add(&f->count, 1)];
	growth->stream = (struct byte_stream){read_some, close_growth};
	growth->f = f;
	growth->fails = text_equal(path, TEXT("/fails"));
	growth->wakes_at_once = text_equal(path, TEXT("/at-once"));
	pthread_mutex_init(&growth->lock, NULL);
	if (text_equal(path, TEXT("/whole")))
		grow(growth, STEPS);
	if (pthread_create(&growth->thread, NULL, grow_all, growth) != 0)
		abort();
	exchange->response.stream = &growth->stream;
	return SERVER_ANSWER;
}

static void count_end(void *context, struct exchange *exchange)
{
	(void)exchange;
	atomic_fetch_add(&((struct fixture *)context)->ended, 1);
}

static int start(void **state)
{
	struct server_options options = {
		.address = ADDRESS, .threads = 2, .connections = 100, .idle_timeout_s = 30};
	struct scratch *scratch;
	struct fixture *f;

	if (scratch_start(state) != 0)
		return -1;
	scratch = *state;
	f = arena_alloc(scratch->arena, sizeof(*f));
	f->scratch = scratch;
	f->content = scratch_noise(scratch, 5, CONTENT_BYTES);
	options.temporary_dir = scratch->folder;
	f->app =
		(struct server_app){.context = f, .begin = begin, .serve = serve, .end = count_end};
	f->server = server_start(&options, &f->app, &scratch->fault);
	*state = f;
	return f->server == NULL ? -1 : 0;
}

static int end(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < atomic_load(&f->count); i++)
		pthread_join(f->growths[i].thread, NULL);
	server_stop(f->server);
	assert_int_equal(atomic_load(&f->closed), atomic_load(&f->count));
	*state = f->scratch;
	return scratch_end(state);
}

static struct wire ask(struct fixture *f, const char *method, const char *path)
{
	struct wire wire;

	assert_true(wire_open(&wire, f->scratch->arena, ADDRESS, server_port(f->server)));
	assert_true(wire_send(&wire,
		arena_printf(f->scratch->arena,
			"%s %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", method, path)));
	return wire;
}

/* All that comes until the server closes the connection, head and framing with it. */
static struct text read_all(struct fixture *f, struct wire *wire)
{
	struct buffer all = buffer_make(f->scratch->arena, 2 * FILE_BYTES);
	char *block = arena_alloc(f->scratch->arena, 65536);
	ssize_t count;

	buffer_add(&all, buffer_text(&wire->received));
	while ((count = recv(wire->socket, block, 65536, 0)) > 0)
		buffer_add(&all, (struct text){block, (size_t)count});
	wire_close(wire);
	assert_false(all.full);
	return buffer_text(&all);
}

static struct text cut_head(struct text *rest)
{
	for (size_t i = 0; i + 4 <= rest->length; i++) {
		if (memcmp(rest->data + i, "\r\n\r\n", 4) == 0) {
			struct text head = text_slice(*rest, 0, i + 2);

			*rest = text_slice(*rest, i + 4, rest->length);
			return head;
		}
	}
	fail_msg("no head");
	return TEXT_NONE;
}

/* Undoes the chunks (RFC 9112 §7.1); true when the last one came. */
static bool unchunk(struct arena *arena, struct text rest, struct text *ret_body)
{
	struct buffer body = buffer_make(arena, 2 * FILE_BYTES);
	bool is_whole = false;
	struct text line;

	while (!is_whole && text_is_set(rest) && rest.length > 0) {
		size_t size = 0;

		if (!text_split_next(&rest, '\n', &line) || !text_is_set(rest))
			break;
		for (size_t i = 0; i < line.length && text_hex_digit(line.data[i]) >= 0; i++)
			size = size * 16 + (size_t)text_hex_digit(line.data[i]);
		is_whole = size == 0;
		buffer_add(&body, text_slice(rest, 0, size));
		rest = text_slice(rest, size + 2, rest.length);
	}
	*ret_body = buffer_text(&body);
	return is_whole;
}

static void expect_whole(struct fixture *f, struct wire *wire)
{
	struct text all = read_all(f, wire), body;

	expect_contains(cut_head(&all), "Transfer-Encoding: chunked");
	assert_true(unchunk(f->scratch->arena, all, &body));
	assert_true(text_equal(body, f->content));
}

static void a_body_is_whole_however_it_grows(void **state)
{
	static const char *const paths[] = {"/grows", "/whole", "/at-once"};
	struct fixture *f = *state;

	for (size_t i = 0; i < 3; i++) {
		struct wire wire = ask(f, "GET", paths[i]);

		expect_whole(f, &wire);
	}
}

static void many_at_once(void **state)
{
	struct fixture *f = *state;
	struct wire wires[AT_ONCE];

	for (int i = 0; i < AT_ONCE; i++)
		wires[i] = ask(f, "GET", i % 2 == 0 ? "/grows" : "/at-once");
	for (int i = 0; i < AT_ONCE; i++)
		expect_whole(f, &wires[i]);
}

static void a_failure_is_seen(void **state)
{
	struct fixture *f = *state;
	struct wire wire = ask(f, "GET", "/fails");
	struct text all = read_all(f, &wire), body;

	cut_head(&all);
	assert_false(unchunk(f->scratch->arena, all, &body));
	assert_true(body.length < CONTENT_BYTES);
	assert_true(text_starts_with(f->content, body));
}

static void a_client_that_goes_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	struct wire wire = ask(f, "GET", "/grows");

	wire_read_head(&wire);
	wire_close(&wire);
	assert_true(wait_for_count(&f->closed, 1));
	assert_true(wait_for_count(&f->ended, 1));
}

static void head_reads_nothing(void **state)
{
	struct fixture *f = *state;
	struct wire wire = ask(f, "HEAD", "/grows");
	struct text all = read_all(f, &wire);

	expect_contains(cut_head(&all), "HTTP/1.1 200");
	assert_int_equal(all.length, 0);
	assert_true(wait_for_count(&f->closed, 1));
}

static void a_file_that_goes_ends_its_answer(void **state)
{
	struct fixture *f = *state;
	struct wire wire;
	struct text all;

	f->file = scratch_write(f->scratch, "file", scratch_noise(f->scratch, 6, FILE_BYTES));
	wire = ask(f, "GET", "/file");
	wire_read_head(&wire);
	unlink(f->file);
	all = read_all(f, &wire);
	assert_true(all.length < FILE_BYTES);
}

static void a_large_file_is_whole(void **state)
{
	struct fixture *f = *state;
	struct wire wire;
	struct text noise = scratch_noise(f->scratch, 6, FILE_BYTES), all;

	f->file = scratch_write(f->scratch, "file", noise);
	wire = ask(f, "GET", "/file");
	all = read_all(f, &wire);
	expect_contains(cut_head(&all), "Content-Length: 33554432");
	assert_true(text_equal(all, noise));
}

#define STREAM_TEST(name_) cmocka_unit_test_setup_teardown(name_, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STREAM_TEST(a_body_is_whole_however_it_grows),
		STREAM_TEST(many_at_once),
		STREAM_TEST(a_failure_is_seen),
		STREAM_TEST(a_client_that_goes_leaves_nothing),
		STREAM_TEST(head_reads_nothing),
		STREAM_TEST(a_file_that_goes_ends_its_answer),
		STREAM_TEST(a_large_file_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
