#include "http/cookie.h"

struct text cookie_find(const struct request *request, const char *name)
{
	struct text rest = message_header(request, "Cookie"), pair;

	while (text_split_next(&rest, ';', &pair)) {
		size_t equals = text_find(pair, '=');

		if (equals < pair.length &&
			text_equal(text_trim(text_slice(pair, 0, equals)), text_from(name)))
			return text_trim(text_slice(pair, equals + 1, pair.length));
	}
	return TEXT_NONE;
}

void cookie_set(struct arena *arena, struct response *response, const struct cookie *cookie)
{
	long long max_age_s = cookie->max_age_s > 0 ? cookie->max_age_s : 0;

	message_add_header(response, "Set-Cookie",
		arena_printf(arena, "%s=%.*s; Path=%s; Max-Age=%lld; HttpOnly; SameSite=%s%s",
			cookie->name, (int)cookie->value.length, cookie->value.data, cookie->path,
			max_age_s, cookie->strict ? "Strict" : "Lax",
			cookie->secure ? "; Secure" : ""));
}
