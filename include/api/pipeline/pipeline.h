/*
 * pipeline: the steps that turn a request into a response.
 *
 * The steps are: route, credentials, rate limit, media type, query, handler, response. serve.c runs
 * all steps in one blocking function. front.c runs the steps without blocking an event thread.
 */
#ifndef API_PIPELINE_PIPELINE_H
#define API_PIPELINE_PIPELINE_H

#include "api/core/call.h"

/* Creates the call object (api/core/call.h) for a request. The object lives in the request's
 * arena. */
struct call *pipeline_begin(
	struct service *service, struct request *request, struct response *response);

/* Decides whether to admit the call. The body of the request has not been read yet. If the function
 * returns PIPELINE_WAITS, another thread calls call->resume() later. The caller then calls
 * pipeline_admit() again. */
enum pipeline_step pipeline_admit(struct call *call);

/* Replies 413 if the body is too large for the route, or 400 if the route accepts no body. */
void pipeline_refuse_body(struct call *call);

/* Prepares the body, which has been read, for the handler. If the route accepts no body, discards a
 * body that is blank or an empty JSON object. For any other body, replies 400 and returns false. */
bool pipeline_take_body(struct call *call);

/* Replies 503. Call this function if the body could not be stored while it arrived. `error` is the
 * errno of the failure. */
void pipeline_fail_body(struct call *call, int error);

/* Replies 400. Call this function if the head of the request is malformed. `flaw` is a sentence
 * that describes the error; see struct exchange (http/exchange.h). */
void pipeline_refuse_head(struct call *call, const char *flaw);

/* Replies 503 and reports that the service is shutting down. */
void pipeline_refuse_all(struct call *call);

/* Runs the handler on the calling thread with a read connection. Sets call->has_more if the
 * response is not complete. The caller must then call pipeline_run() again. */
void pipeline_run(struct call *call);

/* Returns true if the call's handler must run inside a group commit. */
bool pipeline_is_write(const struct call *call);

/* Sets call->write to a job for the writer thread (db/group.h). The job runs the handler. */
void pipeline_prepare_write(struct call *call);

/* Completes the response after the job of pipeline_prepare_write() has ended with `status`.
 * The job's done() calls this function. A caller that runs the job with group_run() must call this
 * function itself, because group_run() does not call done(). */
void pipeline_written(struct call *call, enum status status);

/* Ends the call. Releases the import slot of the call. If the call has a response, writes a line to
 * the access log. */
void pipeline_end(struct call *call);

#endif
