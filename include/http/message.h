/*
 * message: an HTTP request and its response as plain data (RFC 9110).
 *
 * Promises: no sockets, no libmicrohttpd. Everything a request or response points at lives as
 * long as request.arena, which dies when the exchange is over.
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
	struct text path; /* as sent: still percent-encoded, without the query */
	struct text query; /* as sent: what stands behind '?'; absent when nothing does */
	const struct message_header *headers;
	size_t header_count;
	struct text body; /* complete */
	bool body_is_mapped; /* it is a file, for file_discard_prefix() */
	struct text client_address; /* numeric; a trusted proxy's word counts for it */
	/* How the client reached the first proxy, http or https and host with port, as trusted
	 * proxies tell it; else absent. */
	struct text scheme, host;
};

#define RESPONSE_HEADERS_MAX 24

struct response {
	int status; /* HTTP status code; 0 until answered */
	struct message_header headers[RESPONSE_HEADERS_MAX];
	size_t header_count;
	struct text body;
	int file; /* when has_file: descriptor the body is sent from; the sender closes it */
	bool has_file;
	uint64_t file_offset, file_length; /* bytes */
	struct byte_stream *stream; /* or NULL; the body, of a length not known yet */
};

enum message_method message_method(struct text name);

/* "GET", and so on. */
const char *message_method_name(enum message_method method);

/* The first header of that name (any case), or absent. */
struct text message_header(const struct request *request, const char *name);

/* How many headers of that name there are. */
size_t message_header_count(const struct request *request, const char *name);

/* Adds a response header; more than RESPONSE_HEADERS_MAX is a defect and ends the process. */
void message_add_header(struct response *response, const char *name, struct text value);

/* Replaces the value of a response header, or adds it. */
void message_set_header(struct response *response, const char *name, struct text value);

/* Value of a response header, or absent: for tests and the access log. */
struct text message_response_header(const struct response *response, const char *name);

/* Undoes percent-encoding (RFC 3986 §2.1), and '+' as a space when `plus_is_space` (queries and
 * forms). False when a '%' is not followed by two hexadecimal digits or encodes NUL. */
bool message_percent_decode(
	struct arena *arena, struct text t, bool plus_is_space, struct text *ret_decoded);

/* Cuts the next name=value pair off a query or form, decoded. False at the end; *ret_malformed is
 * set when a pair's percent-encoding is broken (the pair is then empty). */
bool message_next_pair(struct arena *arena, struct text *rest, struct text *ret_name,
	struct text *ret_value, bool *ret_malformed);

/* True when the media type of `content_type`, parameters left off, is `type` (any case). */
bool message_is_type(struct text content_type, const char *type);

#endif
