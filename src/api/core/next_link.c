#include "api/core/next_link.h"

#include "api/core/public_url.h"

#define LINK_BYTES_MAX 131072

static bool is_replaced(const char *const *replaced, struct text name)
{
	for (; *replaced != NULL; replaced++) {
		if (text_equal(name, text_from(*replaced)))
			return true;
	}
	return false;
}

void next_link_write(
	struct call *call, struct jsonwrite *out, const char *const *replaced, struct text added)
{
	struct buffer link = buffer_make(call->arena, LINK_BYTES_MAX);
	struct text rest = call->request->query, name, value;
	bool malformed;

	buffer_add(&link, public_url_text(call));
	buffer_add(&link, router_fill(call->arena, call->route->pattern, &call->params));
	buffer_add_char(&link, '?');
	while (message_next_pair(call->arena, &rest, &name, &value, &malformed)) {
		if (name.length == 0 || is_replaced(replaced, name))
			continue;
		buffer_add_percent(&link, name);
		buffer_add_char(&link, '=');
		buffer_add_percent(&link, value);
		buffer_add_char(&link, '&');
	}
	buffer_add(&link, added);
	jsonwrite_text(out, "nextLink", buffer_text(&link));
}
