/*
 * framing: rejects request heads that other recipients could parse differently (RFC 9112).
 *
 * A head is checked before anything else uses it. Errors for which libmicrohttpd itself rejects a
 * request are not checked again.
 */
#ifndef HTTP_FRAMING_PRIVATE_H
#define HTTP_FRAMING_PRIVATE_H

#include "http/message.h"

/* A head in the buffer of libmicrohttpd 0.9, which has replaced the delimiters by NUL but has not
 * moved the parts. All pointers point into this buffer. */
struct framing_head {
	const char *method; /* NUL-terminated, at the start of the head */
	struct text target; /* request target, up to its first NUL */
	const char *version; /* NUL-terminated */
	size_t bytes; /* size of the head, including the empty line at its end */
};

/* Checks a head. Returns NULL if the head is valid, else a static sentence that describes the
 * error. If the request target is in absolute form (RFC 9112 section 3.2.2), removes the scheme and
 * the host from request->path. */
const char *framing_check(struct request *request, const char *method, const char *version);

/* Like framing_check(), but checks the bytes between the parts of a head, which libmicrohttpd 0.9
 * does not check: extra blanks, folded lines, bare LF and NUL. `headers` must point into the head,
 * in their original order. */
const char *framing_check_bytes(
	const struct framing_head *head, const struct message_header *headers, size_t count);

/* Returns true if the text is empty, or if it is a host with or without a port (RFC 3986 section
 * 3.2.2). */
bool framing_is_host(struct text text);

#endif
