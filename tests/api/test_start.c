/* A start that fails because the system cannot create threads. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "base/log_queue.h"
#include "http/server.h"
#include "limit/refusal_delay.h"
#include "support/expect.h"
#include "support/service_fixture.h"
#include "work/export_manager.h"
#include "work/housekeeping.h"
#include "work/job_runner.h"
#include "work/thread_pool.h"

/* Larger than the address space of a process, so that no thread stack can be allocated. */
#define NO_STACK_BYTES ((size_t)1 << 47)

static void set_stack(size_t bytes)
{
	pthread_attr_t attributes;

	assert_int_equal(pthread_attr_init(&attributes), 0);
	assert_int_equal(pthread_attr_setstacksize(&attributes, bytes), 0);
	assert_int_equal(pthread_setattr_default_np(&attributes), 0);
	pthread_attr_destroy(&attributes);
}

static size_t stack_bytes(void)
{
	pthread_attr_t attributes;
	size_t bytes;

	assert_int_equal(pthread_getattr_default_np(&attributes), 0);
	assert_int_equal(pthread_attr_getstacksize(&attributes, &bytes), 0);
	pthread_attr_destroy(&attributes);
	return bytes;
}

static void the_service_says_which_thread_it_lacks(void **state)
{
	struct service_fixture *f = service_fixture_open();
	struct log quiet = {.fd = STDERR_FILENO, .threshold = LOG_ERROR};
	struct service_options options = {
		.config = &f->config, .clock = &clock_system, .log = &quiet};
	struct fault fault = fault_make(f->arena);
	size_t usual_bytes = stack_bytes();
	struct service *service = NULL;

	(void)state;
	set_stack(NO_STACK_BYTES);
	assert_int_equal(service_open(&service, &options, &fault), STATUS_UNAVAILABLE);
	/* The threads that a start creates later. */
	assert_null(thread_pool_start("worker", 2));
	assert_null(refusal_delay_start(&clock_monotonic));
	assert_null(export_manager_start(
		&f->service->runtime, f->service->body_quota, f->service->disk_space));
	assert_null(job_runner_start(&f->service->runtime, f->service->search_upkeep));
	assert_null(housekeeping_start(
		&f->service->runtime, &(struct housekeeping_sources){.rate_limiter = NULL}));
	assert_null(log_queue_start(STDERR_FILENO, NULL));
	set_stack(usual_bytes);
	assert_null(service);
	expect_fault(&fault, STATUS_UNAVAILABLE, "CannotStart");
	expect_text(fault.detail,
		"Cannot start the thread for writes: Resource temporarily unavailable.");
	service_fixture_close(f);
}

static void the_server_says_what_it_lacks(void **state)
{
	struct service_fixture *f = service_fixture_open();
	struct server_app app = {.context = NULL};
	struct fault fault = fault_make(f->arena);
	size_t usual_bytes = stack_bytes();

	(void)state;
	for (unsigned int threads = 0; threads < 3; threads++) {
		struct server_options options = {.address = "127.0.0.1",
			.threads = threads,
			.connections = 10,
			.temporary_dir = "/tmp"};

		set_stack(NO_STACK_BYTES);
		assert_null(server_start(&options, &app, &fault));
		set_stack(usual_bytes);
		expect_fault(&fault, STATUS_UNAVAILABLE, "CannotListen");
		expect_contains(fault.detail, "thread");
	}
	service_fixture_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_service_says_which_thread_it_lacks),
		cmocka_unit_test(the_server_says_what_it_lacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
