/*
 * conditional: preconditions and ranges of a request (RFC 9110 §13, §14).
 *
 * Entity tags are given and compared with their quotes.
 */
#ifndef HTTP_CONDITIONAL_H
#define HTTP_CONDITIONAL_H

#include "http/message.h"

enum conditional {
	CONDITIONAL_PROCEED,
	CONDITIONAL_NOT_MODIFIED, /* answer 304 */
	CONDITIONAL_FAILED /* answer 412 */
};

/* Evaluates If-Match (strong comparison) and then If-None-Match (weak). `etag` is the current
 * entity tag, absent when there is no such resource yet. */
enum conditional conditional_check(const struct request *request, struct text etag);

enum conditional_range { RANGE_WHOLE, RANGE_PART, RANGE_UNSATISFIABLE };

/* Evaluates Range and If-Range for one byte range of a representation of `size` bytes. Several
 * ranges, other units, malformed ranges and methods other than GET are answered whole, as RFC 9110
 * §14.2 allows. */
enum conditional_range conditional_range(const struct request *request, struct text etag,
	uint64_t size_bytes, uint64_t *ret_from, uint64_t *ret_length);

#endif
