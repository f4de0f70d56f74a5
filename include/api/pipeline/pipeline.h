/*
 * pipeline: what happens to a call, step by step: route, credentials, rate, body type, query,
 * handler, reply. serve.c walks it in one go, front.c without ever waiting.
 */
#ifndef API_PIPELINE_PIPELINE_H
#define API_PIPELINE_PIPELINE_H

#include "api/core/call.h"

/* A call for the request; lives in the request's arena. */
struct call *pipeline_begin(
	struct service *service, struct request *request, struct response *response);

/* Decides before the body is read. */
enum pipeline_step pipeline_admit(struct call *call);

/* Answers that the body is too large. */
void pipeline_refuse_body(struct call *call);

/* Answers that the body could not be kept until it was whole; `error` is why (errno). */
void pipeline_fail_body(struct call *call, int error);

/* Answers what is wrong with the head (struct exchange). */
void pipeline_refuse_head(struct call *call, const char *flaw);

/* Answers that the service is shutting down. */
void pipeline_refuse_all(struct call *call);

/* Runs the handler on this thread, with a read-only connection. When call->has_more is set behind
 * it there is no answer yet, and it has to be called again. */
void pipeline_run(struct call *call);

/* Whether the handler runs inside a group commit. */
bool pipeline_is_write(const struct call *call);

/* Makes call->write ready for the group commit; pipeline_written() has to follow it. */
void pipeline_prepare_write(struct call *call);
void pipeline_written(struct call *call, enum status status);

/* The call is over: what it held is let go, and the access log has its line. */
void pipeline_end(struct call *call);

#endif
