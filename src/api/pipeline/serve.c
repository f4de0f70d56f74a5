#include "api/pipeline/serve.h"

#include <pthread.h>

#include "api/pipeline/capacity.h"
#include "api/pipeline/pipeline.h"
#include "base/container_of.h"

#define BLOCK_BYTES 65536

/* Blocks the thread that runs a call until the call is resumed. */
struct blocking_wait {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool resumed;
};

/* A reader of a response's stream. */
struct reader {
	struct stream_waiter waiter;
	struct call *call;
};

static void wake(struct call *call)
{
	struct blocking_wait *wait = call->owner;

	pthread_mutex_lock(&wait->lock);
	wait->resumed = true;
	pthread_cond_signal(&wait->changed);
	pthread_mutex_unlock(&wait->lock);
}

static void wait_until_resumed(struct blocking_wait *wait)
{
	pthread_mutex_lock(&wait->lock);
	while (!wait->resumed)
		pthread_cond_wait(&wait->changed, &wait->lock);
	wait->resumed = false;
	pthread_mutex_unlock(&wait->lock);
}

static void wake_reader(struct stream_waiter *waiter)
{
	struct call *call = container_of(waiter, struct reader, waiter)->call;

	wake(call);
}

/* Reads the stream to its end or to an error, and discards the data. */
static void drain(struct call *call, struct byte_stream *stream)
{
	struct reader reader = {.waiter = {.wake = wake_reader}, .call = call};
	char *block = arena_alloc(call->arena, BLOCK_BYTES);
	uint64_t offset = 0;
	int64_t count;

	while ((count = stream->read(stream, offset, block, BLOCK_BYTES, &reader.waiter)) >= 0) {
		if (count == 0)
			wait_until_resumed(call->owner);
		offset += (uint64_t)count;
	}
	stream->close(stream);
}

static void run(struct call *call)
{
	if (call->request->body.length > capacity_body_limit(call)) {
		pipeline_refuse_body(call);
	} else if (!pipeline_take_body(call)) {
		return;
	} else if (pipeline_is_write(call)) {
		pipeline_prepare_write(call);
		pipeline_written(call, group_run(call->service->runtime.group, &call->write));
	} else {
		do
			pipeline_run(call);
		while (call->has_more);
	}
	/* The export is complete once its stream has ended; the handler then sends the file. */
	while (call->response->stream != NULL) {
		drain(call, call->response->stream);
		call->response->stream = NULL;
		pipeline_run(call);
	}
}

void serve_request(struct service *service, struct request *request, struct response *ret_response)
{
	struct blocking_wait wait = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
	struct call *call = pipeline_begin(service, request, ret_response);
	enum pipeline_step step;

	call->owner = &wait;
	call->resume = wake;
	while ((step = pipeline_admit(call)) == PIPELINE_WAITS)
		wait_until_resumed(&wait);
	if (step == PIPELINE_READY)
		run(call);
	else if (step == PIPELINE_AUDIT_FIRST)
		group_run(service->runtime.group, &call->write);
	pipeline_end(call);
	pthread_cond_destroy(&wait.changed);
	pthread_mutex_destroy(&wait.lock);
}
