#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>

#include <cmocka.h>

#include "base/container_of.h"
#include "http/server_exchange.h"
#include "support/move_record.h"
#include "support/server_fixture.h"
#include "support/wait.h"

/* One byte, and its end when a test says so. */
struct pausing_stream {
	struct byte_stream stream;
	pthread_mutex_t lock;
	struct stream_waiter *waiter;
	bool has_ended;
};

static struct pausing_stream pausing = {.lock = PTHREAD_MUTEX_INITIALIZER};
static struct server_app original;
static atomic_bool is_busy;

static int64_t read_byte(struct byte_stream *stream, uint64_t offset, char *into, size_t room,
	struct stream_waiter *waiter)
{
	struct pausing_stream *self = container_of(stream, struct pausing_stream, stream);
	int64_t count = 0;

	(void)room;
	if (offset == 0) {
		into[0] = 'a';
		return 1;
	}
	pthread_mutex_lock(&self->lock);
	if (self->has_ended)
		count = BYTE_STREAM_END;
	else
		self->waiter = waiter;
	pthread_mutex_unlock(&self->lock);
	return count;
}

static void forget_waiter(struct byte_stream *stream)
{
	struct pausing_stream *self = container_of(stream, struct pausing_stream, stream);

	pthread_mutex_lock(&self->lock);
	self->waiter = NULL;
	pthread_mutex_unlock(&self->lock);
}

static bool has_waiter(void *context)
{
	struct pausing_stream *self = context;
	bool has;

	pthread_mutex_lock(&self->lock);
	has = self->waiter != NULL;
	pthread_mutex_unlock(&self->lock);
	return has;
}

static void end_stream(void)
{
	struct stream_waiter *waiter;

	assert_true(wait_until(has_waiter, &pausing, WAIT_PATIENCE_MS));
	pthread_mutex_lock(&pausing.lock);
	waiter = pausing.waiter;
	pausing.waiter = NULL;
	pausing.has_ended = true;
	pthread_mutex_unlock(&pausing.lock);
	waiter->wake(waiter);
}

static enum server_step begin(void *context, struct exchange *exchange)
{
	struct server_fixture *f = context;
	enum server_step step = original.begin(context, exchange);

	if (text_equal(exchange->request.path, TEXT("/busy"))) {
		atomic_store(&is_busy, true);
		wait_for_flag(&f->released);
	}
	exchange->is_anonymous = text_equal(exchange->request.path, TEXT("/anonymous"));
	return step;
}

static enum server_step serve(void *context, struct exchange *exchange)
{
	if (!text_equal(exchange->request.path, TEXT("/stream")))
		return original.serve(context, exchange);
	pausing.stream = (struct byte_stream){read_byte, forget_waiter};
	pausing.has_ended = false;
	exchange->response = (struct response){.status = 200, .stream = &pausing.stream};
	return SERVER_ANSWER;
}

static int start(void **state)
{
	struct server_fixture *f;

	if (server_fixture_start(state) != 0)
		return -1;
	f = *state;
	server_fixture_stop(f);
	original = f->app;
	f->app.begin = begin;
	f->app.serve = serve;
	f->options.threads = 1;
	f->options.head_timeout_ms = 2000;
	f->server = server_start(&f->options, &f->app, &f->scratch->fault);
	return f->server == NULL ? -1 : 0;
}

static void await_state(enum connection_state from, enum connection_state to)
{
	move_record_await(&connection_state_machine, from, to);
}

/* Sends the bytes on a new connection, and goes when the connection has made that move. */
static void send_and_go(struct server_fixture *f, const char *bytes, enum connection_state from,
	enum connection_state to)
{
	struct wire wire = server_fixture_connect(f);

	assert_true(wire_send(&wire, text_from(bytes)));
	await_state(from, to);
	wire_close(&wire);
	await_state(to, CONNECTION_IDLE);
}

static void requests_that_are_answered(struct server_fixture *f)
{
	struct wire wire = server_fixture_connect(f);

	for (int i = 0; i < 2; i++)
		assert_int_equal(
			wire_ask(&wire, "GET /serve-wait HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
	assert_int_equal(wire_ask(&wire,
				 "POST /anonymous HTTP/1.1\r\nHost: a\r\n"
				 "Content-Length: 1\r\n\r\na")
				 .status,
		200);
	assert_int_equal(wire_ask(&wire,
				 "POST /refuse HTTP/1.1\r\nHost: a\r\n"
				 "Content-Length: 1\r\n\r\na")
				 .status,
		401);
	assert_int_equal(wire_ask(&wire,
				 "POST /refuse HTTP/1.1\r\nHost: a\r\n"
				 "Expect: 100-continue\r\nContent-Length: 1\r\n\r\n")
				 .status,
		401);
	wire_close(&wire);
}

static void clients_that_go(struct server_fixture *f)
{
	struct wire wire = server_fixture_connect(f);

	assert_int_equal(wire_ask(&wire, "GET /a HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
	assert_true(wire_send(&wire, TEXT("GET /a HTTP/1.1\r\nHost: a\r\n")));
	wire_close(&wire);
	await_state(CONNECTION_IDLE, CONNECTION_IDLE);
	wire = server_fixture_connect(f);
	assert_true(wire_send(&wire, TEXT("GET /a HTTP/1.1\r\nHost: a\r\n")));
	wire_close(&wire);
	await_state(CONNECTION_HEAD, CONNECTION_IDLE);
	send_and_go(f, "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na", CONNECTION_WORK,
		CONNECTION_BODY);
	send_and_go(f, "POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na",
		CONNECTION_WORK, CONNECTION_ANONYMOUS_BODY);
}

static void a_stream_that_pauses(struct server_fixture *f)
{
	struct wire wire = server_fixture_connect(f);

	assert_true(wire_send(&wire, TEXT("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")));
	end_stream();
	wire_read_head(&wire);
	wire_close(&wire);
	server_fixture_await_ends(f, atomic_load(&f->begun));
}

static void *release(void *context)
{
	wait_ms(500);
	atomic_store((atomic_bool *)context, true);
	return NULL;
}

/* A stream has more while the server ends: its event thread, which the application keeps busy here,
 * closes the connection before it reads on. */
static void a_stream_at_the_end(struct server_fixture *f)
{
	struct wire stream = server_fixture_connect(f), busy = server_fixture_connect(f);
	pthread_t thread;

	assert_true(wire_send(&stream, TEXT("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")));
	assert_true(wait_until(has_waiter, &pausing, WAIT_PATIENCE_MS));
	assert_true(wire_send(&busy, TEXT("GET /busy HTTP/1.1\r\nHost: a\r\n\r\n")));
	assert_true(wait_for_flag(&is_busy));
	end_stream();
	assert_int_equal(pthread_create(&thread, NULL, release, &f->released), 0);
	server_fixture_stop(f);
	pthread_join(thread, NULL);
	wire_close(&stream);
	wire_close(&busy);
}

static void every_move_is_made(void **state)
{
	struct server_fixture *f = *state;

	move_record_start();
	requests_that_are_answered(f);
	clients_that_go(f);
	a_stream_that_pauses(f);
	a_stream_at_the_end(f);
	move_record_stop();
	move_record_expect_all(&connection_state_machine);
	move_record_expect_all(&server_exchange_phase_machine);
	move_record_expect_all(&server_exchange_suspension_machine);
}

static void other_moves_end_the_process(void **state)
{
	const struct connection connection = {.address = "192.0.2.1"};
	const struct server_exchange exchange = {.begun = true};

	(void)state;
	move_record_expect_refusals(&connection_state_machine, &connection);
	move_record_expect_refusals(&server_exchange_phase_machine, &exchange);
	move_record_expect_refusals(&server_exchange_suspension_machine, &exchange);
	/* Somebody who resumes an exchange twice. */
	move_record_expect_abort(&server_exchange_suspension_machine, &exchange, SUSPENSION_RESUMED,
		SUSPENSION_RESUMED + 1, "\"resumed\" (2) must");
}

static void broken_invariants_end_the_process(void **state)
{
	const struct connection connection = {.socket = -1};
	struct server_exchange exchange = {.begun = false};

	(void)state;
	if (!state_machine_observe(NULL))
		skip();
	move_record_expect_abort(&connection_state_machine, &connection, CONNECTION_HEAD,
		CONNECTION_WORK, "connection: the invariant of");
	move_record_expect_abort(&server_exchange_phase_machine, &exchange, PHASE_HEAD, PHASE_BODY,
		"exchange: the invariant of");
	exchange.begun = true;
	move_record_expect_abort(&server_exchange_phase_machine, &exchange, PHASE_BODY,
		PHASE_SERVED, "exchange: the invariant of");
	exchange.exchange.response.status = 200;
	exchange.waiting = true;
	move_record_expect_abort(&server_exchange_phase_machine, &exchange, PHASE_BODY,
		PHASE_SERVED, "exchange: the invariant of");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_move_is_made, start, server_fixture_end),
		cmocka_unit_test(other_moves_end_the_process),
		cmocka_unit_test(broken_invariants_end_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
