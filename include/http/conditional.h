/*
 * conditional: evaluation of conditional and range requests (RFC 9110 sections 13 and 14).
 *
 * Entity tags include their quotes.
 */
#ifndef HTTP_CONDITIONAL_H
#define HTTP_CONDITIONAL_H

#include "http/message.h"

enum conditional {
	CONDITIONAL_PROCEED,
	CONDITIONAL_NOT_MODIFIED, /* respond with 304 */
	CONDITIONAL_FAILED /* respond with 412 */
};

/* Evaluates If-Match (strong comparison), then If-None-Match (weak comparison). `etag` is the
 * current entity tag, or absent if the resource does not exist. */
enum conditional conditional_check(const struct request *request, struct text etag);

enum conditional_range { RANGE_WHOLE, RANGE_PART, RANGE_UNSATISFIABLE };

/* Evaluates Range and If-Range for a representation of `size_bytes`. Only a single byte range is
 * supported: for several ranges, other units, malformed ranges and methods other than GET, returns
 * RANGE_WHOLE, as RFC 9110 §14.2 allows. */
enum conditional_range conditional_range(const struct request *request, struct text etag,
	uint64_t size_bytes, uint64_t *ret_from, uint64_t *ret_length);

#endif
