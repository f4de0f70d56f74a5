/*
 * framing: rejects request heads that a proxy could parse differently (RFC 9112).
 *
 * The server checks each head before it uses the head. This module does not look for errors that
 * libmicrohttpd itself rejects.
 */
#ifndef HTTP_FRAMING_PRIVATE_H
#define HTTP_FRAMING_PRIVATE_H

#include "http/message.h"

/* A head in the buffer of libmicrohttpd 0.9. libmicrohttpd has replaced the delimiters in the
 * buffer by NUL. All pointers point into the buffer. */
struct framing_head {
	const char *method; /* NUL-terminated, at the start of the head */
	struct text target; /* request target, up to its first NUL */
	const char *version; /* NUL-terminated */
	size_t bytes; /* size of the head, including the empty line at its end */
};

/* Checks a head. If the request target is in absolute form (RFC 9112 section 3.2.2), removes the
 * scheme and the host from request->path. Returns NULL if the head is valid, otherwise a static
 * sentence that describes the error. */
const char *framing_check(struct request *request, const char *method, const char *version);

/* Does checks that libmicrohttpd 0.9 lacks: rejects extra blanks, folded lines, bare LF and NUL
 * between the elements of a head. `headers` must be in their original order and point into the
 * buffer. Returns NULL or a sentence, like framing_check(). */
const char *framing_check_bytes(
	const struct framing_head *head, const struct message_header *headers, size_t count);

/* Returns true if the text is a host with or without a port (RFC 3986 section 3.2.2), or is
 * empty. */
bool framing_is_host(struct text text);

#endif
