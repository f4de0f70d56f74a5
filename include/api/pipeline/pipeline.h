/*
 * pipeline: the steps of a call from its request to its response.
 *
 * The steps are route, credentials, rate limit, media type, query, handler and response. serve.c
 * runs all steps in one function that blocks. front.c runs them without blocking an event thread.
 */
#ifndef API_PIPELINE_PIPELINE_H
#define API_PIPELINE_PIPELINE_H

#include "api/core/call.h"

/* Creates a call for the request. The call lives in the request's arena. */
struct call *pipeline_begin(
	struct service *service, struct request *request, struct response *response);

/* Decides whether to admit the call, before the body of the request is read. If the result is
 * PIPELINE_WAITS, another thread later invokes call->resume(). Then run pipeline_admit() again. */
enum pipeline_step pipeline_admit(struct call *call);

/* Refuses the body. Replies 413 if the body is larger than the call accepts, or 400 if the call
 * takes no body. */
void pipeline_refuse_body(struct call *call);

/* Replies 503 because the body could not be stored while it was received. `error` is the errno
 * value of the failure. */
void pipeline_fail_body(struct call *call, int error);

/* Replies 400 because the head of the request is malformed. `flaw` is a sentence that describes the
 * error; see `flaw` in struct exchange (http/exchange.h). */
void pipeline_refuse_head(struct call *call, const char *flaw);

/* Replies 503 because the service is shutting down. */
void pipeline_refuse_all(struct call *call);

/* Runs the handler on the calling thread with a read connection. If call->has_more is true
 * afterwards, the response is not complete and the caller must call pipeline_run() again. */
void pipeline_run(struct call *call);

/* Returns whether the call's handler runs inside a group commit. */
bool pipeline_is_write(const struct call *call);

/* Sets call->write to a group job that runs the handler. */
void pipeline_prepare_write(struct call *call);

/* Completes the response after the group job of pipeline_prepare_write() has ended with `status`.
 * If the job was submitted with group_submit(), its done() calls pipeline_written(). Otherwise call
 * pipeline_written() after group_run(), which does not call done(). */
void pipeline_written(struct call *call, enum status status);

/* Ends the call. Releases the import slot of the call and, if the call has a response, writes its
 * line in the access log. */
void pipeline_end(struct call *call);

#endif
