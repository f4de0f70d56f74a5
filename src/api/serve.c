#include "api/serve.h"

#include <pthread.h>

#include "api/pipeline.h"

/* The caller's thread sleeps until its call may go on. */
struct sleeper {
	pthread_mutex_t lock;
	pthread_cond_t woken;
	bool may_go_on;
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

static void run(struct call *call)
{
	if (call->request->body.length > pipeline_body_limit(call)) {
		pipeline_refuse_body(call);
	} else if (call->route->runs == RUNS_AS_WRITE) {
		pipeline_prepare_write(call);
		pipeline_written(call, group_run(call->service->group, &call->write));
	} else {
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
	else if (step == PIPELINE_RECORDS)
		group_run(service->group, &call->write);
	pipeline_log(call);
	pthread_cond_destroy(&sleeper.woken);
	pthread_mutex_destroy(&sleeper.lock);
}
