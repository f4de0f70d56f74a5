/*
 * message: HTTP requests and responses as plain data (RFC 9110), independent of sockets and
 * libmicrohttpd.
 *
 * All data that a request or a response points to lives as long as request.arena. The server frees
 * the arena at the end of the exchange. A function that searches for a text returns an absent text
 * (base/text.h) if it finds none.
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
	struct text query; /* as sent: the text after '?'; absent if there is no '?' */
	const struct message_header *headers;
	size_t header_count;
	struct text body; /* the whole body */
	/* The body is a mapped file. The caller may use file_discard_prefix() for it. */
	bool body_is_mapped;
	/* Numeric address of the client. If a trusted proxy reports the original client, the
	 * address of the original client. */
	struct text client_address;
	/* The scheme (http or https) and the host with an optional port, as the client used them.
	 * Each is absent unless a trusted proxy reports it. */
	struct text scheme, host;
};

#define RESPONSE_HEADERS_MAX 24

struct response {
	int status; /* HTTP status code; 0: no response yet */
	struct message_header headers[RESPONSE_HEADERS_MAX];
	size_t header_count;
	struct text body; /* the body, unless `file` or `stream` provides it */
	/* Descriptor of the file that contains the body, if has_file is true. The server closes the
	 * descriptor. */
	int file;
	bool has_file;
	uint64_t file_offset, file_length; /* offset and length in bytes of the data to send */
	/* A body whose length is not known in advance, or NULL. */
	struct byte_stream *stream;
};

/* Returns the method with this name (case-sensitive), or METHOD_OTHER. */
enum message_method message_method(struct text name);

/* Returns the name of the method, such as "GET". */
const char *message_method_name(enum message_method method);

/* Returns the value of the first request header with this name, ignoring case, or an absent
 * text. */
struct text message_header(const struct request *request, const char *name);

/* Returns the number of request headers with this name, ignoring case. */
size_t message_header_count(const struct request *request, const char *name);

/* Adds a response header. Aborts the process if there are RESPONSE_HEADERS_MAX headers already. */
void message_add_header(struct response *response, const char *name, struct text value);

/* Replaces the value of the response header with this name, or adds the header if it is missing. */
void message_set_header(struct response *response, const char *name, struct text value);

/* Returns the value of the first response header with this name, ignoring case, or an absent text.
 * Used by tests and the access log. */
struct text message_response_header(const struct response *response, const char *name);

/* Decodes percent-encoding (RFC 3986 section 2.1). If `plus_is_space` is true, also decodes '+' as
 * a space. Set `plus_is_space` for queries and forms. Returns false if a '%' is not followed by two
 * hexadecimal digits, or if the text contains %00. */
bool message_percent_decode(
	struct arena *arena, struct text t, bool plus_is_space, struct text *ret_decoded);

/* Removes the next name=value pair from *rest, a query or form, and decodes the pair. Returns false
 * if there are no more pairs. *ret_malformed is true if the percent-encoding of the pair is
 * malformed. The value is then empty, and the name may also be empty. */
bool message_next_pair(struct arena *arena, struct text *rest, struct text *ret_name,
	struct text *ret_value, bool *ret_malformed);

/* Returns true if `content_type`, without its parameters, equals `type`, ignoring case. */
bool message_is_type(struct text content_type, const char *type);

#endif
