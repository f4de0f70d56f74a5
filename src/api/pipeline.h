/*
 * pipeline: what happens to a call, step by step: route, credentials, rate, body type, query,
 * handler, reply. serve.c walks it in one go, front.c without ever waiting.
 */
#ifndef API_PIPELINE_PRIVATE_H
#define API_PIPELINE_PRIVATE_H

#include "api/call.h"

enum pipeline_step {
	PIPELINE_READY, /* let in: read the body, then run the handler */
	PIPELINE_ANSWERED, /* the response is complete */
	PIPELINE_RECORDS, /* so it is, and may be sent once call->write has been carried out */
	PIPELINE_WAITS /* call->resume() will be called; then admit again */
};

/* A call for the request; lives in the request's arena. */
struct call *pipeline_begin(
	struct service *service, struct request *request, struct response *response);

/* Decides before the body is read. */
enum pipeline_step pipeline_admit(struct call *call);

/* Counts the call of its caller, whose rate may answer it. pipeline_admit() does so unless the call
 * is of the open plane. */
enum pipeline_step pipeline_check_rate(struct call *call);

/* Bytes that the body may have. */
size_t pipeline_body_limit(const struct call *call);

/* Answers that the body is too large. */
void pipeline_refuse_body(struct call *call);

/* Answers that the body could not be kept until it was whole; `error` is why (errno). */
void pipeline_lose_body(struct call *call, int error);

/* Answers what is wrong with the head (struct exchange). */
void pipeline_refuse_head(struct call *call, const char *flaw);

/* Answers that the service is shutting down. */
void pipeline_refuse_all(struct call *call);

/* Runs the handler on this thread, with a read-only connection. When call->goes_on is set behind it
 * there is no answer yet, and it has to be called again. */
void pipeline_run(struct call *call);

/* Whether the handler runs inside a group commit. */
bool pipeline_is_write(const struct call *call);

/* Makes call->write ready for the group commit; pipeline_written() has to follow it. */
void pipeline_prepare_write(struct call *call);
void pipeline_written(struct call *call, enum status status);

/* The call is over: what it held is let go, and the access log has its line. */
void pipeline_end(struct call *call);

#endif
