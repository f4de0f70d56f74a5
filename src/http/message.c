#include "http/message.h"

#include <stdlib.h>

static const char *const method_names[] = {
	"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"};

enum message_method message_method(struct text name)
{
	for (int i = METHOD_GET; i < METHOD_OTHER; i++) {
		if (text_equal(name, text_from(method_names[i])))
			return (enum message_method)i;
	}
	return METHOD_OTHER;
}

const char *message_method_name(enum message_method method)
{
	return method_names[method];
}

static struct text find_header(const struct message_header *headers, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (text_equal_nocase(headers[i].name, text_from(name)))
			return headers[i].value;
	}
	return TEXT_NONE;
}

struct text message_header(const struct request *request, const char *name)
{
	return find_header(request->headers, request->header_count, name);
}

size_t message_header_count(const struct request *request, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < request->header_count; i++)
		count += text_equal_nocase(request->headers[i].name, text_from(name));
	return count;
}

void message_add_header(struct response *response, const char *name, struct text value)
{
	if (response->header_count == RESPONSE_HEADERS_MAX)
		abort();
	response->headers[response->header_count++] =
		(struct message_header){text_from(name), value};
}

void message_set_header(struct response *response, const char *name, struct text value)
{
	for (size_t i = 0; i < response->header_count; i++) {
		if (text_equal_nocase(response->headers[i].name, text_from(name))) {
			response->headers[i].value = value;
			return;
		}
	}
	message_add_header(response, name, value);
}

struct text message_response_header(const struct response *response, const char *name)
{
	return find_header(response->headers, response->header_count, name);
}

bool message_percent_decode(
	struct arena *arena, struct text t, bool plus_is_space, struct text *ret_decoded)
{
	char *out = arena_alloc(arena, t.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < t.length; i++) {
		char c = t.data[i];

		if (c == '%') {
			int high = i + 2 < t.length ? text_hex_digit(t.data[i + 1]) : -1;
			int low = i + 2 < t.length ? text_hex_digit(t.data[i + 2]) : -1;

			if (high < 0 || low < 0 || high + low == 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+' && plus_is_space) {
			c = ' ';
		}
		out[length++] = c;
	}
	*ret_decoded = (struct text){out, length};
	return true;
}

bool message_next_pair(struct arena *arena, struct text *rest, struct text *ret_name,
	struct text *ret_value, bool *ret_malformed)
{
	struct text pair, name;

	do {
		if (!text_split_next(rest, '&', &pair))
			return false;
	} while (pair.length == 0);
	name = text_slice(pair, 0, text_find(pair, '='));
	pair = text_slice(pair, name.length + 1, pair.length);
	*ret_name = *ret_value = TEXT("");
	*ret_malformed = !message_percent_decode(arena, name, true, ret_name) ||
		!message_percent_decode(arena, pair, true, ret_value);
	return true;
}

bool message_is_type(struct text content_type, const char *type)
{
	return text_equal_nocase(
		text_trim(text_slice(content_type, 0, text_find(content_type, ';'))),
		text_from(type));
}
