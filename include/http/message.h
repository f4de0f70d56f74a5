/*
 * message: HTTP requests and responses as plain data (RFC 9110).
 *
 * Does not depend on sockets or libmicrohttpd. Everything that a request or response points to
 * lives as long as request.arena, which is freed at the end of the exchange.
 */
#ifndef HTTP_MESSAGE_H
#define HTTP_MESSAGE_H

#include "base/arena.h"
#include "base/stream.h"

enum message_method {
	METHOD_GET,
	METHOD_HEAD,
	METHOD_POST,
	METHOD_PUT,
	METHOD_PATCH,
	METHOD_DELETE,
	METHOD_OPTIONS,
	METHOD_OTHER
};

struct message_header {
	struct text name, value;
};

struct request {
	struct arena *arena;
	enum message_method method;
	struct text path; /* as sent: percent-encoded, without the query */
	struct text query; /* as sent: the part after '?', or absent */
	const struct message_header *headers;
	size_t header_count;
	struct text body; /* the whole body */
	bool body_is_mapped; /* the body is a mapped file, for file_discard_prefix() */
	struct text client_address; /* numeric; may come from a trusted proxy's header */
	/* The scheme (http or https) and the host with port that the client used, as reported by
	 * trusted proxies; else absent. */
	struct text scheme, host;
};

#define RESPONSE_HEADERS_MAX 24

struct response {
	int status; /* HTTP status code; 0: no response yet */
	struct message_header headers[RESPONSE_HEADERS_MAX];
	size_t header_count;
	struct text body;
	int file; /* if has_file: descriptor of the body; the sender closes it */
	bool has_file;
	uint64_t file_offset, file_length; /* bytes */
	struct byte_stream *stream; /* body of unknown length, or NULL */
};

enum message_method message_method(struct text name);

/* Returns "GET", "HEAD" etc. */
const char *message_method_name(enum message_method method);

/* Returns the value of the first header with this name (in any case), or an absent text. */
struct text message_header(const struct request *request, const char *name);

/* Returns the number of headers with this name. */
size_t message_header_count(const struct request *request, const char *name);

/* Adds a response header. Aborts the process if there are more than RESPONSE_HEADERS_MAX. */
void message_add_header(struct response *response, const char *name, struct text value);

/* Replaces the value of a response header, or adds the header. */
void message_set_header(struct response *response, const char *name, struct text value);

/* Returns the value of a response header, or an absent text. For tests and the access log. */
struct text message_response_header(const struct response *response, const char *name);

/* Decodes percent-encoding (RFC 3986 §2.1), and '+' as a space if `plus_is_space` (queries
 * and forms). Returns false if a '%' is not followed by two hexadecimal digits or encodes NUL. */
bool message_percent_decode(
	struct arena *arena, struct text t, bool plus_is_space, struct text *ret_decoded);

/* Removes the next name=value pair from a query or form and decodes it. Returns false at the end.
 * If the percent-encoding is malformed, sets *ret_malformed, and name and value may be
 * incomplete. */
bool message_next_pair(struct arena *arena, struct text *rest, struct text *ret_name,
	struct text *ret_value, bool *ret_malformed);

/* Returns true if the media type of `content_type`, without parameters, is `type` (in any case). */
bool message_is_type(struct text content_type, const char *type);

#endif
