#include "support/server_fixture.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/expect.h"
#include "support/wait.h"

#define ADDRESS "127.0.0.1"

static bool path_is(const struct exchange *exchange, const char *path)
{
	return text_equal(exchange->request.path, text_from(path));
}

static struct text all_of(const struct request *request, const char *name)
{
	struct text all = TEXT("");

	for (size_t i = 0; i < request->header_count; i++) {
		if (text_equal_nocase(request->headers[i].name, text_from(name)))
			all = arena_printf(request->arena, "%s<%s>", all.data,
				arena_cstr(request->arena, request->headers[i].value));
	}
	return all;
}

static void answer(struct exchange *exchange)
{
	const struct request *request = &exchange->request;
	struct response *response = &exchange->response;

	response->status = exchange->body_too_large ? 413 : exchange->body_error != 0 ? 503 : 200;
	message_add_header(response, "X-Method", text_from(message_method_name(request->method)));
	message_add_header(response, "X-Path", request->path);
	if (text_is_set(request->query))
		message_add_header(response, "X-Query",
			arena_printf(request->arena, "<%s>",
				arena_cstr(request->arena, request->query)));
	message_add_header(response, "X-Authorization", all_of(request, "Authorization"));
	message_add_header(response, "X-Client", request->client_address);
	response->body = request->body;
	if (response->status != 200)
		response->body = exchange->body_too_large ? TEXT("too large") : TEXT("lost");
}

static void answer_with_file(struct server_fixture *f, struct exchange *exchange)
{
	exchange->response = (struct response){.status = 206,
		.has_file = true,
		.file = open(f->file, O_RDONLY | O_CLOEXEC),
		.file_offset = 100,
		.file_length = 5000};
}

static void refuse(struct exchange *exchange)
{
	exchange->response.status = 401;
	exchange->response.body = TEXT("refused");
}

/* Who resumes an exchange, and how; lives in the exchange's arena. */
struct waker {
	struct server_fixture *f;
	struct exchange *exchange;
	enum server_step step;
};

static void *wake(void *context)
{
	struct waker *waker = context;

	do
		wait_ms(2);
	while (path_is(waker->exchange, "/hold") && !atomic_load(&waker->f->released));
	if (waker->step == SERVER_ANSWER && path_is(waker->exchange, "/begin-refuse"))
		refuse(waker->exchange);
	else if (waker->step == SERVER_ANSWER)
		answer(waker->exchange);
	atomic_fetch_add(&waker->f->resumed, 1);
	server_resume(waker->exchange, waker->step);
	return NULL;
}

static enum server_step wait_for_thread(
	struct server_fixture *f, struct exchange *exchange, enum server_step step)
{
	struct waker *waker = arena_alloc(exchange->request.arena, sizeof(*waker));
	int index = atomic_fetch_add(&f->thread_count, 1);

	*waker = (struct waker){f, exchange, step};
	if (index >= SERVER_FIXTURE_THREADS ||
		pthread_create(&f->threads[index], NULL, wake, waker) != 0)
		abort();
	return SERVER_WAIT;
}

static enum server_step begin(void *context, struct exchange *exchange)
{
	struct server_fixture *f = context;

	atomic_fetch_add(&f->begun, 1);
	exchange->body_limit = f->body_limit;
	exchange->state = f;
	if (exchange->flaw != NULL) {
		exchange->response.status = 400;
		exchange->response.body = text_from(exchange->flaw);
		return SERVER_ANSWER;
	}
	if (path_is(exchange, "/begin-wait") || path_is(exchange, "/both-wait"))
		return wait_for_thread(f, exchange, SERVER_CONTINUE);
	if (path_is(exchange, "/begin-refuse"))
		return wait_for_thread(f, exchange, SERVER_ANSWER);
	if (path_is(exchange, "/begin-now")) {
		server_resume(exchange, SERVER_CONTINUE);
		return SERVER_WAIT;
	}
	if (!path_is(exchange, "/refuse"))
		return SERVER_CONTINUE;
	refuse(exchange);
	return SERVER_ANSWER;
}

static enum server_step serve(void *context, struct exchange *exchange)
{
	struct server_fixture *f = context;

	atomic_fetch_add(&f->served, 1);
	if (path_is(exchange, "/serve-wait") || path_is(exchange, "/both-wait") ||
		path_is(exchange, "/hold"))
		return wait_for_thread(f, exchange, SERVER_ANSWER);
	if (path_is(exchange, "/file"))
		answer_with_file(f, exchange);
	else
		answer(exchange);
	if (!path_is(exchange, "/serve-now"))
		return SERVER_ANSWER;
	server_resume(exchange, SERVER_ANSWER);
	return SERVER_WAIT;
}

static void count_end(void *context, struct exchange *exchange)
{
	struct server_fixture *f = context;

	if (exchange->state != f)
		abort();
	atomic_fetch_add(&f->ended, 1);
}

static int start(void **state, unsigned int threads)
{
	struct scratch *scratch;
	struct server_fixture *f;

	if (scratch_start(state) != 0)
		return -1;
	scratch = *state;
	f = arena_alloc(scratch->arena, sizeof(*f));
	f->scratch = scratch;
	f->arena = scratch->arena;
	f->body_limit = 16 * 1024 * 1024;
	f->file = scratch_write(scratch, "file", scratch_noise(scratch, 1, 10000));
	f->options = (struct server_options){.address = ADDRESS,
		.threads = threads,
		.connections = 200,
		.connections_per_address = 200,
		.idle_timeout_s = 30,
		.temporary_dir = scratch->folder};
	f->app =
		(struct server_app){.context = f, .begin = begin, .serve = serve, .end = count_end};
	f->server = server_start(&f->options, &f->app, &scratch->fault);
	*state = f;
	return f->server == NULL ? -1 : 0;
}

int server_fixture_start(void **state)
{
	return start(state, 2);
}

int server_fixture_start_threads(void **state)
{
	return start(state, 0);
}

void server_fixture_stop(struct server_fixture *f)
{
	for (int i = 0; i < atomic_load(&f->thread_count); i++)
		pthread_join(f->threads[i], NULL);
	atomic_store(&f->thread_count, 0);
	server_stop(f->server);
	f->server = NULL;
}

int server_fixture_end(void **state)
{
	struct server_fixture *f = *state;

	server_fixture_stop(f);
	assert_int_equal(atomic_load(&f->begun), atomic_load(&f->ended));
	*state = f->scratch;
	return scratch_end(state);
}

struct wire server_fixture_connect(struct server_fixture *f)
{
	struct wire wire;

	assert_true(wire_open(&wire, f->arena, ADDRESS, server_port(f->server)));
	return wire;
}

void server_fixture_await_ends(struct server_fixture *f, int count)
{
	wait_for_count(&f->ended, count);
	assert_int_equal(atomic_load(&f->ended), count);
}
