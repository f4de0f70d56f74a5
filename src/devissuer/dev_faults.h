/*
 * dev_faults: how the issuer misbehaves on demand, and what it has been asked.
 *
 * Promises: thread-safe.
 */
#ifndef DEVISSUER_DEV_FAULTS_PRIVATE_H
#define DEVISSUER_DEV_FAULTS_PRIVATE_H

#include "base/jsonwrite.h"

/* Directories counted on their own; requests of any more are in the totals only. */
#define DEV_FAULTS_DIRECTORIES_MAX 256

/* What is counted. */
enum dev_endpoint {
	DEV_ENDPOINT_OTHER,
	DEV_ENDPOINT_DISCOVERY,
	DEV_ENDPOINT_KEYS,
	DEV_ENDPOINT_TOKEN
};

#define DEV_ENDPOINTS (DEV_ENDPOINT_TOKEN + 1)

enum dev_failure {
	DEV_FAILURE_NONE,
	DEV_FAILURE_STATUS, /* an HTTP status code and a short text */
	DEV_FAILURE_HTML, /* 200 and a web page */
	DEV_FAILURE_EMPTY, /* {"keys":[]} */
	DEV_FAILURE_HUGE, /* 5 MB of JSON */
	DEV_FAILURE_REDIRECT /* to the same address */
};

/* What is to happen to one answer. */
struct dev_fault {
	int64_t stall_ms;
	enum dev_failure failure;
	int status; /* HTTP status code, for DEV_FAILURE_STATUS */
};

struct dev_faults;

struct dev_faults *dev_faults_new(void);
void dev_faults_free(struct dev_faults *control);

/* Counts a request. Only discovery and keys are ever stalled or failed. */
struct dev_fault dev_faults_next(
	struct dev_faults *control, enum dev_endpoint endpoint, struct text directory);

/* The next `times` answers fail. `name` is an HTTP status code, "html", "empty", "huge" or
 * "redirect"; false when it is nothing of these. */
bool dev_faults_fail(struct dev_faults *control, struct text name, int64_t times);

/* Answers wait that long; 0 ends it. */
void dev_faults_stall(struct dev_faults *control, int64_t stall_ms);

/* Counts back to zero, no failures, no stall. */
void dev_faults_reset(struct dev_faults *control);

/* {"discovery":n,"keys":n,"token":n,"byDirectory":{id:{the same three}}} */
void dev_faults_report(struct dev_faults *control, struct jsonwrite *out);

#endif
