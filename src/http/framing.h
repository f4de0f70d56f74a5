/*
 * framing: checks that all recipients parse the head of a request alike (RFC 9112).
 *
 * An ambiguous head is rejected before anything uses it, because a proxy may have parsed it
 * differently. Errors that libmicrohttpd itself rejects are not checked again.
 */
#ifndef HTTP_FRAMING_PRIVATE_H
#define HTTP_FRAMING_PRIVATE_H

#include "http/message.h"

/* A head as libmicrohttpd 0.9 leaves it in the connection's memory: the delimiters are replaced by
 * NUL, and the parts stay in place. */
struct framing_head {
	const char *method; /* start of the head; NUL-terminated, like `version` */
	struct text target; /* in place; up to its first NUL */
	const char *version;
	size_t bytes; /* size of the head, with the final empty line */
};

/* Checks a head. Returns NULL, or a static sentence with the error. Replaces a target in absolute
 * form (RFC 9112 §3.2.2) by its path; the query stays. */
const char *framing_check(struct request *request, const char *method, const char *version);

/* Like framing_check(), but checks the bytes between the parts, which libmicrohttpd 0.9 ignores:
 * blanks, folded lines, bare LF, NUL. The headers must point into the head, in its order. */
const char *framing_check_bytes(
	const struct framing_head *head, const struct message_header *headers, size_t count);

/* Returns true if the text is a host, with or without a port (RFC 3986 §3.2.2), or empty. */
bool framing_is_host(struct text text);

#endif
