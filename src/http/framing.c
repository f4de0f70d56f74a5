#include "http/framing.h"

#include <string.h>

#define VERSION_BYTES (sizeof("HTTP/1.1") - 1)

static bool is_alphanumeric(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Returns true if the text consists of letters, digits and these other characters. */
static bool consists_of(struct text text, const char *others)
{
	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.data[i];

		if (!is_alphanumeric(c) && (c == '\0' || strchr(others, c) == NULL))
			return false;
	}
	return true;
}

/* RFC 9110 §5.6.2. */
static bool is_token(struct text text)
{
	return text.length > 0 && consists_of(text, "!#$%&'*+-.^_`|~");
}

/* RFC 9110 §5.5. */
static bool is_field_value(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.data[i];

		if ((c < ' ' && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

static bool is_port(struct text text)
{
	for (size_t i = 0; i < text.length; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
	}
	return text.length <= 5;
}

bool framing_is_host(struct text text)
{
	bool is_literal = text_starts_with(text, TEXT("["));
	size_t end = is_literal ? text_find(text, ']') + 1 : text_find(text, ':');
	struct text host = text_slice(text, 0, end), port = text_slice(text, end, text.length);

	if (is_literal &&
		(end > text.length || host.length < 4 ||
			!consists_of(text_slice(host, 1, host.length - 2), ":.")))
		return false;
	if (!is_literal && !consists_of(host, "-._~%!$&'()*+;="))
		return false;
	return port.length == 0 ||
		(port.data[0] == ':' && is_port(text_slice(port, 1, port.length)));
}

/* The headers that matter for framing. */
struct summary {
	size_t hosts, lengths, codings;
	struct text host, coding; /* the last one */
};

static const char *read_headers(const struct request *request, struct summary *summary)
{
	for (size_t i = 0; i < request->header_count; i++) {
		struct text name = request->headers[i].name, value = request->headers[i].value;

		if (!is_token(name))
			return "A header name is invalid.";
		if (!is_field_value(value))
			return "A header value contains a control character.";
		if (text_equal_nocase(name, TEXT("Host"))) {
			summary->hosts++;
			summary->host = text_trim(value);
		} else if (text_equal_nocase(name, TEXT("Content-Length"))) {
			summary->lengths++;
		} else if (text_equal_nocase(name, TEXT("Transfer-Encoding"))) {
			summary->codings++;
			summary->coding = text_trim(value);
		}
	}
	return NULL;
}

/* RFC 9112 sections 6.1 and 6.3. */
static const char *check_length(const struct summary *summary, bool is_old)
{
	if (summary->lengths > 1)
		return "Content-Length occurs more than once.";
	if (summary->codings == 0)
		return NULL;
	if (summary->lengths > 0)
		return "A request must not have both Transfer-Encoding and Content-Length.";
	if (is_old)
		return "HTTP/1.0 does not allow Transfer-Encoding.";
	if (summary->codings > 1 || !text_equal_nocase(summary->coding, TEXT("chunked")))
		return "The only supported Transfer-Encoding is chunked.";
	return NULL;
}

/* RFC 9112 §3.2 */
static const char *check_host(const struct summary *summary, bool is_old)
{
	if (summary->hosts > 1)
		return "Host occurs more than once.";
	if (summary->hosts == 0 && !is_old)
		return "Host is missing.";
	return framing_is_host(summary->host) ? NULL : "Host is not a valid host.";
}

static bool has_escaped_nul(struct text path)
{
	for (size_t i = 0; i + 3 <= path.length; i++) {
		if (memcmp(path.data + i, "%00", 3) == 0)
			return true;
	}
	return false;
}

static const char *check_target_bytes(const struct request *request)
{
	struct text parts[] = {request->path, request->query};

	for (size_t i = 0; i < 2; i++) {
		for (size_t at = 0; at < parts[i].length; at++) {
			unsigned char c = (unsigned char)parts[i].data[at];

			if (c <= ' ' || c == 0x7f)
				return "The target contains a space or a control character.";
		}
	}
	return has_escaped_nul(request->path) ? "The path contains an encoded NUL." : NULL;
}

/* A client must send the same host twice (RFC 9112 §3.2.2); a difference is an attack. */
static const char *split_absolute_target(
	struct request *request, struct text rest, struct text host)
{
	size_t end = text_find(rest, '/');

	if (end == 0 || !text_equal_nocase(text_slice(rest, 0, end), host))
		return "The target and Host name different hosts.";
	request->path = end == rest.length ? TEXT("/") : text_slice(rest, end, rest.length);
	return NULL;
}

/* RFC 9112 §3.2 */
static const char *check_target(struct request *request, struct text method, struct text host)
{
	const struct text schemes[] = {TEXT_INIT("http://"), TEXT_INIT("https://")};
	struct text path = request->path;

	if (text_starts_with(path, TEXT("/")))
		return NULL;
	for (size_t i = 0; i < 2; i++) {
		size_t length = schemes[i].length;

		if (text_equal_nocase(text_slice(path, 0, length), schemes[i]))
			return split_absolute_target(
				request, text_slice(path, length, path.length), host);
	}
	if (text_equal(path, TEXT("*")) && text_equal(method, TEXT("OPTIONS")))
		return NULL;
	return "The target is neither a path nor a URL.";
}

const char *framing_check(struct request *request, const char *method, const char *version)
{
	bool is_old = strcmp(version, "HTTP/1.0") == 0;
	struct summary summary = {.host = TEXT("")};
	const char *flaw = is_token(text_from(method)) ? NULL : "The method is invalid.";

	if (flaw == NULL)
		flaw = read_headers(request, &summary);
	if (flaw == NULL)
		flaw = check_length(&summary, is_old);
	if (flaw == NULL)
		flaw = check_host(&summary, is_old);
	if (flaw == NULL)
		flaw = check_target_bytes(request);
	if (flaw == NULL)
		flaw = check_target(request, text_from(method), summary.host);
	return flaw;
}

/* The rest of the head. */
struct cursor {
	const char *at;
	size_t bytes;
};

/* Advances over the part and returns true if the part begins here. */
static bool match(struct cursor *cursor, struct text part)
{
	if (part.data != cursor->at || part.length > cursor->bytes)
		return false;
	cursor->at += part.length;
	cursor->bytes -= part.length;
	return true;
}

/* Advances over `count` NUL bytes. */
static bool match_nul(struct cursor *cursor, size_t count)
{
	static const char nul[2];

	return count <= cursor->bytes && memcmp(cursor->at, nul, count) == 0 &&
		match(cursor, (struct text){cursor->at, count});
}

/* Advances over the colon, which is now a NUL, and the blanks after it. */
static bool match_colon(struct cursor *cursor)
{
	if (!match_nul(cursor, 1))
		return false;
	while (cursor->bytes > 0 && (*cursor->at == ' ' || *cursor->at == '\t'))
		match(cursor, (struct text){cursor->at, 1});
	return true;
}

static bool match_request_line(struct cursor *cursor, const struct framing_head *head)
{
	return match(cursor, text_from(head->method)) && match_nul(cursor, 1) &&
		match(cursor, head->target) && match_nul(cursor, 1) &&
		match(cursor, (struct text){head->version, VERSION_BYTES}) && match_nul(cursor, 2);
}

const char *framing_check_bytes(
	const struct framing_head *head, const struct message_header *headers, size_t count)
{
	struct cursor cursor = {head->method, head->bytes};

	if (!match_request_line(&cursor, head))
		return "The request line contains a NUL or an extra space, or ends with a bare LF.";
	for (size_t i = 0; i < count; i++) {
		if (!match(&cursor, headers[i].name) || !match_colon(&cursor) ||
			!match(&cursor, headers[i].value) || !match_nul(&cursor, 2))
			return "A header is folded, contains a NUL, or ends with a bare LF.";
	}
	if (!match_nul(&cursor, 2) || cursor.bytes > 0)
		return "The line after the headers is not empty, or ends with a bare LF.";
	return NULL;
}
