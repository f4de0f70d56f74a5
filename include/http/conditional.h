/*
 * conditional: evaluates the headers of conditional requests and range requests (RFC 9110 sections
 * 13 and 14).
 *
 * Entity tags include their quotes.
 */
#ifndef HTTP_CONDITIONAL_H
#define HTTP_CONDITIONAL_H

#include "http/message.h"

enum conditional {
	CONDITIONAL_PROCEED, /* process the request normally */
	CONDITIONAL_NOT_MODIFIED, /* respond with 304 */
	CONDITIONAL_FAILED /* respond with 412 */
};

/* Evaluates If-Match (strong comparison), then If-None-Match (weak comparison). `etag` is the
 * current entity tag of the resource, or absent if the resource does not exist. */
enum conditional conditional_check(const struct request *request, struct text etag);

enum conditional_range {
	RANGE_WHOLE, /* respond with the whole representation */
	RANGE_PART, /* respond with 206 and the range */
	RANGE_UNSATISFIABLE /* respond with 416 */
};

/* Evaluates Range and If-Range. The representation has `size_bytes` bytes and the entity tag
 * `etag`. If the result is RANGE_PART, *ret_from and *ret_length receive the offset and the length
 * of the range in bytes. Supports only a single byte range. Returns RANGE_WHOLE if the method is
 * not GET or If-Range does not match. Also returns RANGE_WHOLE if Range is malformed, has several
 * ranges or uses another unit. RFC 9110 section 14.2 allows a server to ignore Range. */
enum conditional_range conditional_range(const struct request *request, struct text etag,
	uint64_t size_bytes, uint64_t *ret_from, uint64_t *ret_length);

#endif
