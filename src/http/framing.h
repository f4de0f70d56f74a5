/*
 * framing: whether the head of a request is one that every recipient reads alike (RFC 9112).
 *
 * What is not is refused before anything acts on it, for a proxy may have read it otherwise. What
 * libmicrohttpd refuses by itself is not looked at again.
 */
#ifndef HTTP_FRAMING_PRIVATE_H
#define HTTP_FRAMING_PRIVATE_H

#include "http/message.h"

/* A head as libmicrohttpd 0.9 leaves it in the connection's memory: what ends a part has become
 * NUL, and the parts stand where they came. */
struct framing_head {
	const char *method; /* where the head begins; NUL-terminated, as is `version` */
	struct text target; /* where it came; up to the first NUL in it */
	const char *version;
	size_t bytes; /* of the whole head, the empty line included */
};

/* What is wrong with a head, in a sentence that lasts; NULL when nothing is. A target in absolute
 * form (§3.2.2) becomes the path and the query in it. */
const char *framing_check(struct request *request, const char *method, const char *version);

/* The same of the bytes between the parts, which libmicrohttpd 0.9 passes over: blanks, folded
 * lines, single LF, NUL. The headers have to be those of the head, in its memory and order. */
const char *framing_check_bytes(
	const struct framing_head *head, const struct message_header *headers, size_t count);

/* Whether the text is a host with or without a port (RFC 3986 §3.2.2), or empty. */
bool framing_is_host(struct text text);

#endif
