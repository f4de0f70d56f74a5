/*
 * issuer_control: how the issuer misbehaves on demand, and what it has been asked.
 *
 * Promises: thread-safe.
 */
#ifndef DEVISSUER_ISSUER_CONTROL_H
#define DEVISSUER_ISSUER_CONTROL_H

#include "base/jsonwrite.h"

/* Directories counted on their own; requests of any more are in the totals only. */
#define ISSUER_DIRECTORIES_MAX 256

/* What is counted. */
enum issuer_endpoint {
	ISSUER_ENDPOINT_OTHER,
	ISSUER_ENDPOINT_DISCOVERY,
	ISSUER_ENDPOINT_KEYS,
	ISSUER_ENDPOINT_TOKEN
};

#define ISSUER_ENDPOINTS (ISSUER_ENDPOINT_TOKEN + 1)

enum issuer_failure {
	ISSUER_FAILURE_NONE,
	ISSUER_FAILURE_STATUS, /* an HTTP status code and a short text */
	ISSUER_FAILURE_HTML, /* 200 and a web page */
	ISSUER_FAILURE_EMPTY, /* {"keys":[]} */
	ISSUER_FAILURE_HUGE, /* 5 MB of JSON */
	ISSUER_FAILURE_REDIRECT /* to the same address */
};

/* What is to happen to one answer. */
struct issuer_plan {
	int64_t stall_ms;
	enum issuer_failure failure;
	int status; /* HTTP status code, for ISSUER_FAILURE_STATUS */
};

struct issuer_control;

struct issuer_control *issuer_control_new(void);
void issuer_control_free(struct issuer_control *control);

/* Counts a request. Only discovery and keys are ever stalled or failed. */
struct issuer_plan issuer_control_admit(
	struct issuer_control *control, enum issuer_endpoint endpoint, struct text directory);

/* The next `times` answers fail. `name` is an HTTP status code, "html", "empty", "huge" or
 * "redirect"; false when it is nothing of these. */
bool issuer_control_fail(struct issuer_control *control, struct text name, int64_t times);

/* Answers wait that long; 0 ends it. */
void issuer_control_stall(struct issuer_control *control, int64_t stall_ms);

/* Counts back to zero, no failures, no stall. */
void issuer_control_reset(struct issuer_control *control);

/* {"discovery":n,"keys":n,"token":n,"byDirectory":{id:{the same three}}} */
void issuer_control_report(struct issuer_control *control, struct jsonwrite *out);

#endif
