/*
 * dev_faults: makes the issuer fail or respond slowly when a test asks for it, and counts the
 * requests to the issuer.
 *
 * Failures and delays affect only the responses with discovery documents and key sets. Thread-safe.
 */
#ifndef DEVISSUER_DEV_FAULTS_PRIVATE_H
#define DEVISSUER_DEV_FAULTS_PRIVATE_H

#include "base/jsonwrite.h"

/* Maximum number of directories with their own counters. Requests for further directories change
 * only the totals. */
#define DEV_FAULTS_DIRECTORIES_MAX 256

/* The kinds of endpoints. The module does not count requests to DEV_ENDPOINT_OTHER. */
enum dev_endpoint {
	DEV_ENDPOINT_OTHER,
	DEV_ENDPOINT_DISCOVERY,
	DEV_ENDPOINT_KEYS,
	DEV_ENDPOINT_TOKEN
};

#define DEV_ENDPOINTS (DEV_ENDPOINT_TOKEN + 1)

/* The failure that the issuer sends instead of the normal response. */
enum dev_failure {
	DEV_FAILURE_NONE, /* send the normal response */
	DEV_FAILURE_STATUS, /* the HTTP status code in dev_fault.status, with a short text */
	DEV_FAILURE_HTML, /* status 200 and a web page */
	DEV_FAILURE_EMPTY, /* a key set without keys */
	DEV_FAILURE_HUGE, /* 5 MB of JSON */
	DEV_FAILURE_REDIRECT /* a redirect to the URL of the request */
};

/* The delay and the failure of one response. */
struct dev_fault {
	int64_t stall_ms; /* delay before the response */
	enum dev_failure failure;
	int status; /* used only for DEV_FAILURE_STATUS */
};

struct dev_faults;

struct dev_faults *dev_faults_new(void);
void dev_faults_free(struct dev_faults *control);

/* Counts a request, and returns the delay and the failure of its response. */
struct dev_fault dev_faults_next(
	struct dev_faults *control, enum dev_endpoint endpoint, struct text directory);

/* Makes the next `times` responses fail. `name` selects the failure: an HTTP status code from 200
 * to 599, "html", "empty", "huge" or "redirect". Returns false if `name` is none of these texts. If
 * `times` is 0, ends the failures and ignores `name`. */
bool dev_faults_fail(struct dev_faults *control, struct text name, int64_t times);

/* Delays each later response by `stall_ms`. 0 ends the delays. */
void dev_faults_stall(struct dev_faults *control, int64_t stall_ms);

/* Resets the counters and ends all failures and delays. */
void dev_faults_reset(struct dev_faults *control);

/* Writes the counters as {"discovery":n,"keys":n,"token":n,"byDirectory":{...}}. byDirectory has an
 * object with the same three counters for each directory. */
void dev_faults_report(struct dev_faults *control, struct jsonwrite *out);

#endif
