/*
 * pipeline: the steps of a call: route, credentials, rate limit, media type, query, handler, reply.
 *
 * serve.c runs them in one blocking call, front.c without blocking an event thread.
 */
#ifndef API_PIPELINE_PIPELINE_H
#define API_PIPELINE_PIPELINE_H

#include "api/core/call.h"

/* Creates a call for the request, in the request's arena. */
struct call *pipeline_begin(
	struct service *service, struct request *request, struct response *response);

/* Decides whether the call is admitted, before its body is read. May be called again after
 * PIPELINE_WAITS. */
enum pipeline_step pipeline_admit(struct call *call);

/* Replies that the body is too large, or that the call takes none. */
void pipeline_refuse_body(struct call *call);

/* Replies that the body could not be stored while it was received. `error` is the errno. */
void pipeline_fail_body(struct call *call, int error);

/* Replies that the request's head is malformed. `flaw` says why (struct exchange). */
void pipeline_refuse_head(struct call *call, const char *flaw);

/* Replies that the service is shutting down. */
void pipeline_refuse_all(struct call *call);

/* Runs the handler on this thread, with a read connection. If call->has_more is set afterwards,
 * there is no response yet and the caller must call pipeline_run() again. */
void pipeline_run(struct call *call);

/* Returns whether the handler runs inside a group commit. */
bool pipeline_is_write(const struct call *call);

/* Sets call->write to a group job that runs the handler. */
void pipeline_prepare_write(struct call *call);

/* Completes the response after the group job has ended with that status. The job's done() calls it;
 * group_run() does not call done(), so its caller must. */
void pipeline_written(struct call *call, enum status status);

/* Ends the call: releases its import slot and writes its line in the access log. */
void pipeline_end(struct call *call);

#endif
