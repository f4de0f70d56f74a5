/*
 * dev_faults: failures of the issuer on demand, and counters of its requests. Thread-safe.
 */
#ifndef DEVISSUER_DEV_FAULTS_PRIVATE_H
#define DEVISSUER_DEV_FAULTS_PRIVATE_H

#include "base/jsonwrite.h"

/* Limit for directories with counters of their own; requests for others count only in the
 * totals. */
#define DEV_FAULTS_DIRECTORIES_MAX 256

/* The counted endpoints. */
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
	DEV_FAILURE_REDIRECT /* a redirect to the same address */
};

/* The failure of one response. */
struct dev_fault {
	int64_t stall_ms;
	enum dev_failure failure;
	int status; /* HTTP status code, for DEV_FAILURE_STATUS */
};

struct dev_faults;

struct dev_faults *dev_faults_new(void);
void dev_faults_free(struct dev_faults *control);

/* Counts a request and returns how it must fail. Only discovery and key requests are stalled or
 * fail. */
struct dev_fault dev_faults_next(
	struct dev_faults *control, enum dev_endpoint endpoint, struct text directory);

/* Makes the next `times` responses fail. `name` is an HTTP status code, "html", "empty", "huge" or
 * "redirect"; returns false for any other name. */
bool dev_faults_fail(struct dev_faults *control, struct text name, int64_t times);

/* Delays each response by this time; 0 ends the delay. */
void dev_faults_stall(struct dev_faults *control, int64_t stall_ms);

/* Resets the counters and ends all failures and delays. */
void dev_faults_reset(struct dev_faults *control);

/* Writes {"discovery":n,"keys":n,"token":n,"byDirectory":{id:{the same three}}}. */
void dev_faults_report(struct dev_faults *control, struct jsonwrite *out);

#endif
