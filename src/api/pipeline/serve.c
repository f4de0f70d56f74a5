#include "api/pipeline/serve.h"

#include <pthread.h>

#include "api/pipeline/capacity.h"
#include "api/pipeline/pipeline.h"
#include "base/container_of.h"

#define BLOCK_BYTES 65536

/* The caller's thread sleeps until its call may go on. */
struct sleeper {
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool may_go_on;
};

/* The same, for more of a stream. */
struct reader {
	struct stream_waiter waiter;
	struct call *call;
};

static void wake(struct call *call)
{
	struct sleeper *sleeper = call->owner;

	pthread_mutex_lock(&sleeper->lock);
	sleeper->may_go_on = true;
	pthread_cond_signal(&sleeper->woken);
	pthread_mutex_unlock(&sleeper->lock);
}

static void sleep_until_woken(struct sleeper *sleeper)
{
	pthread_mutex_lock(&sleeper->lock);
	while (!sleeper->may_go_on)
		pthread_cond_wait(&sleeper->woken, &sleeper->lock);
	sleeper->may_go_on = false;
	pthread_mutex_unlock(&sleeper->lock);
}

static void wake_reader(struct stream_waiter *waiter)
{
	struct call *call = (container_of(waiter, struct reader, waiter))->call;

	wake(call);
}

/* Reads a stream to its end, whatever that is. */
static void await_end(struct call *call, struct byte_stream *stream)
{
	struct reader reader = {.waiter = {.wake = wake_reader}, .call = call};
	char *block = arena_alloc(call->arena, BLOCK_BYTES);
	uint64_t offset = 0;
	int64_t count;

	while ((count = stream->read(stream, offset, block, BLOCK_BYTES, &reader.waiter)) >= 0) {
		if (count == 0)
			sleep_until_woken(call->owner);
		offset += (uint64_t)count;
	}
	stream->close(stream);
}

static void run(struct call *call)
{
	if (call->request->body.length > capacity_body_limit(call)) {
		pipeline_refuse_body(call);
	} else if (pipeline_is_write(call)) {
		pipeline_prepare_write(call);
		pipeline_written(call, group_run(call->service->runtime.group, &call->write));
	} else {
		do
			pipeline_run(call);
		while (call->has_more);
	}
	/* Whoever calls plainly gets the whole. */
	while (call->response->stream != NULL) {
		await_end(call, call->response->stream);
		call->response->stream = NULL;
		pipeline_run(call);
	}
}

void serve_request(struct service *service, struct request *request, struct response *ret_response)
{
	struct sleeper sleeper = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
	struct call *call = pipeline_begin(service, request, ret_response);
	enum pipeline_step step;

	call->owner = &sleeper;
	call->resume = wake;
	while ((step = pipeline_admit(call)) == PIPELINE_WAITS)
		sleep_until_woken(&sleeper);
	if (step == PIPELINE_READY)
		run(call);
	else if (step == PIPELINE_AUDIT_FIRST)
		group_run(service->runtime.group, &call->write);
	pipeline_end(call);
	pthread_cond_destroy(&sleeper.woken);
	pthread_mutex_destroy(&sleeper.lock);
}
