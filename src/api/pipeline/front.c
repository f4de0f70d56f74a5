#include "api/pipeline/front.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "api/core/public_url.h"
#include "api/pipeline/capacity.h"
#include "api/pipeline/front_options.h"
#include "api/pipeline/pipeline.h"
#include "base/container_of.h"
#include "base/descriptors.h"
#include "base/thread.h"
#include "http/server_url.h"
#include "work/export_manager.h"

/* Time for clients to read their responses while the service stops. */
#define LAST_ANSWERS_MS 5000
#define LINGER_US 100000

struct front {
	struct service *service;
	struct server_app app;
	struct server *server;
	const char *url;
	atomic_int open; /* exchanges between begin() and end() */
	atomic_int waiting; /* open exchanges that another thread will resume */
	pthread_mutex_t lock;
	pthread_cond_t drained; /* a count reached 0 while the service stops */
};

/* Links a call and its exchange: exchange->state and call->owner point to it. */
struct front_call {
	struct front *front;
	struct exchange *exchange;
	struct call *call;
};

/* Counts down before reading `stopping`; front_stop() sets `stopping` before reading the count. So
 * either this function sees `stopping`, or front_stop() sees the new count. */
static void count_down(struct front *front, atomic_int *count)
{
	if (atomic_fetch_sub(count, 1) > 1 || !atomic_load(&front->service->stopping))
		return;
	pthread_mutex_lock(&front->lock);
	pthread_cond_signal(&front->drained);
	pthread_mutex_unlock(&front->lock);
}

static void await_zero(struct front *front, atomic_int *count, int64_t until_ms)
{
	bool in_time = true;

	pthread_mutex_lock(&front->lock);
	while (atomic_load(count) > 0 && in_time)
		in_time = thread_wait_until(&front->drained, &front->lock, until_ms);
	pthread_mutex_unlock(&front->lock);
}

/* Another thread may free the exchange as soon as it is resumed. */
static void resume(struct call *call, enum server_step step)
{
	struct front_call *front_call = call->owner;
	struct front *front = front_call->front;

	server_resume(front_call->exchange, step);
	count_down(front, &front->waiting);
}

static void resume_with_answer(struct call *call)
{
	resume(call, SERVER_ANSWER);
}

static void on_delay_end(struct refusal_delay_waiter *waiter)
{
	struct call *call = container_of(waiter, struct call, refusal_wait);

	resume_with_answer(call);
}

/* Delays the response to a refused token if accepted calls keep the service busy. Returns whether
 * it does. */
static bool delay_refusal(struct call *call)
{
	if (call->route == NULL || call->route->plane != PLANE_REVIEWS ||
		call->refusal == REFUSAL_NONE)
		return false;
	call->refusal_wait.wake = on_delay_end;
	return refusal_delay_wait(call->service->refusal_delay, &call->refusal_wait);
}

static enum server_step after_admission(struct front_call *front_call, enum pipeline_step step)
{
	if (step == PIPELINE_WAITS)
		return SERVER_WAIT;
	if (step == PIPELINE_AUDIT_FIRST) {
		front_call->call->resume = resume_with_answer;
		group_submit(front_call->front->service->runtime.group, &front_call->call->write);
		return SERVER_WAIT;
	}
	if (step == PIPELINE_ANSWERED)
		return delay_refusal(front_call->call) ? SERVER_WAIT : SERVER_ANSWER;
	front_call->exchange->body_limit = capacity_body_limit(front_call->call);
	front_call->exchange->is_anonymous = front_call->call->route->plane == PLANE_OPEN;
	return SERVER_CONTINUE;
}

static void run_admission(struct thread_pool_job *job)
{
	struct call *call = container_of(job, struct call, work);
	struct front_call *front_call = call->owner;
	enum server_step step = SERVER_ANSWER;

	if (atomic_load(&call->service->stopping))
		pipeline_refuse_all(call);
	else
		step = after_admission(front_call, pipeline_admit(call));
	if (step != SERVER_WAIT)
		resume(call, step);
}

/* Runs on the thread of the JWKS cache, which must not block, so a worker thread does the rest. */
static void readmit(struct call *call)
{
	call->work.run = run_admission;
	thread_pool_submit(call->service->thread_pool, &call->work);
}

static enum server_step begin(void *context, struct exchange *exchange)
{
	struct front *front = context;
	struct front_call *front_call = arena_alloc(exchange->request.arena, sizeof(*front_call));
	enum server_step step;

	front_call->front = front;
	front_call->exchange = exchange;
	front_call->call = pipeline_begin(front->service, &exchange->request, &exchange->response);
	front_call->call->owner = front_call;
	front_call->call->resume = readmit;
	exchange->state = front_call;
	atomic_fetch_add(&front->open, 1);
	/* Counted before another thread can resume it, and before `stopping` is read. */
	atomic_fetch_add(&front->waiting, 1);
	public_url_check_host(front_call->call);
	if (exchange->flaw != NULL) {
		pipeline_refuse_head(front_call->call, exchange->flaw);
		step = SERVER_ANSWER;
	} else if (atomic_load(&front->service->stopping)) {
		pipeline_refuse_all(front_call->call);
		step = SERVER_ANSWER;
	} else {
		step = after_admission(front_call, pipeline_admit(front_call->call));
	}
	if (step != SERVER_WAIT)
		count_down(front, &front->waiting);
	return step;
}

/* Refuses a call that has not begun when the service stops. */
static void run_step(struct call *call)
{
	if (atomic_load(&call->service->stopping) && call->progress == NULL)
		pipeline_refuse_all(call);
	else
		pipeline_run(call);
}

static void run_on_worker(struct thread_pool_job *job)
{
	struct call *call = container_of(job, struct call, work);

	run_step(call);
	resume_with_answer(call);
}

static bool run_fair_queue_step(struct fair_queue_job *job)
{
	struct call *call = container_of(job, struct call, fair_queue_job);

	run_step(call);
	if (call->has_more)
		return true;
	resume_with_answer(call);
	return false;
}

static enum server_step submit(struct front *front, struct call *call)
{
	call->resume = resume_with_answer;
	if (pipeline_is_write(call)) {
		pipeline_prepare_write(call);
		group_submit(front->service->runtime.group, &call->write);
	} else if (call->route->executor == EXECUTOR_FAIR_QUEUE) {
		call->fair_queue_job = (struct fair_queue_job){
			.step = run_fair_queue_step, .owner = call->caller_id};
		fair_queue_submit(front->service->fair_queue, &call->fair_queue_job);
	} else {
		call->work.run = run_on_worker;
		thread_pool_submit(front->service->thread_pool, &call->work);
	}
	return SERVER_WAIT;
}

static enum server_step serve(void *context, struct exchange *exchange)
{
	struct front *front = context;
	struct call *call = ((struct front_call *)exchange->state)->call;

	if (exchange->body_too_large) {
		pipeline_refuse_body(call);
		return SERVER_ANSWER;
	}
	if (exchange->body_error != 0) {
		pipeline_fail_body(call, exchange->body_error);
		return SERVER_ANSWER;
	}
	if (!pipeline_take_body(call))
		return SERVER_ANSWER;
	if (call->route->executor == EXECUTOR_EVENT_THREAD) {
		pipeline_run(call);
		return SERVER_ANSWER;
	}
	atomic_fetch_add(&front->waiting, 1);
	if (!atomic_load(&front->service->stopping))
		return submit(front, call);
	count_down(front, &front->waiting);
	pipeline_refuse_all(call);
	return SERVER_ANSWER;
}

static void end(void *context, struct exchange *exchange)
{
	struct front *front = context;

	pipeline_end(((struct front_call *)exchange->state)->call);
	count_down(front, &front->open);
}

/* Sets the public URL before the first request, unless the system chooses the port. */
static enum status listen_on(
	struct front *front, const struct server_options *options, struct fault *fault)
{
	if (options->port != 0)
		public_url_set(front->service,
			server_url_make(front->service->arena, options, options->port).data);
	front->server = server_start(options, &front->app, fault);
	if (front->server == NULL)
		return fault->status;
	front->url =
		server_url_make(front->service->arena, options, server_port(front->server)).data;
	public_url_set(front->service, front->url);
	return STATUS_OK;
}

/* Limits the number of connections to the available file descriptors. */
static void limit_connections(const struct log *log, struct server_options *options)
{
	unsigned int limit = descriptors_for_connections();

	if (options->connections <= limit)
		return;
	LOG(log, LOG_WARNING, "connections-bounded", LOG_INT("connections", limit),
		LOG_INT("wanted", options->connections), LOG_INT("openFiles", descriptors_max()));
	options->connections = limit;
}

/* A warning about the certificate does not prevent a start or a reload. */
static enum status read_settings(struct front *front, const struct config *config,
	struct server_options *ret_options, struct fault *fault)
{
	struct text warning;
	enum status status = front_options_read(config, ret_options, &warning, fault);

	if (status == STATUS_OK && text_is_set(warning))
		LOG(front->service->runtime.log, LOG_WARNING, "certificate-not-valid-yet",
			LOG_TEXT("detail", warning));
	return status;
}

static enum status read_options(
	struct front *front, struct server_options *ret_options, struct fault *fault)
{
	enum status status =
		read_settings(front, front->service->runtime.config, ret_options, fault);

	if (status != STATUS_OK)
		return status;
	limit_connections(front->service->runtime.log, ret_options);
	ret_options->metrics = front->service->runtime.metrics;
	ret_options->log = front->service->runtime.log;
	return STATUS_OK;
}

enum status front_start(struct front **ret_front, struct service *service, struct fault *fault)
{
	/* Other threads may still hold the lock when front_stop() returns, so the front is freed
	 * with the service's arena, after the service has joined them. */
	struct front *front = arena_alloc(service->arena, sizeof(*front));
	struct server_options options;

	front->service = service;
	pthread_mutex_init(&front->lock, NULL);
	pthread_cond_init(&front->drained, NULL);
	front->app =
		(struct server_app){.context = front, .begin = begin, .serve = serve, .end = end};
	if (read_options(front, &options, fault) != STATUS_OK ||
		listen_on(front, &options, fault) != STATUS_OK)
		return fault->status;
	*ret_front = front;
	return STATUS_OK;
}

const char *front_url(const struct front *front)
{
	return front->url;
}

enum status front_renew_certificate(
	struct front *front, const struct config *config, struct fault *fault)
{
	struct server_options options;

	if (read_settings(front, config, &options, fault) == STATUS_OK &&
		options.certificate_pem != NULL)
		server_renew_certificate(
			front->server, options.certificate_pem, options.key_pem, fault);
	return fault->status;
}

void front_stop(struct front *front)
{
	if (front == NULL)
		return;
	atomic_store(&front->service->stopping, true);
	/* New requests are still answered, with 503. */
	await_zero(front, &front->waiting, INT64_MAX);
	server_quiesce(front->server);
	/* Ends the exports in progress; else downloads of them would never end. */
	export_manager_halt(front->service->export_manager);
	/* A request that has just arrived may not be an exchange yet. */
	usleep(LINGER_US);
	await_zero(front, &front->open, clock_monotonic_ms() + LAST_ANSWERS_MS);
	server_stop(front->server);
}
