/*
 * router: matches a raw request path against a pattern such as "/v2.0/reviews/{reviewId}".
 *
 * Promises: the path is split on '/' before anything is decoded, so an encoded slash stays inside
 * its segment. Literals match exactly, case included. One trailing slash is allowed. A segment may
 * end in a verb: "{id}:restore".
 */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "base/arena.h"

#define ROUTER_PARAMS_MAX 4

struct router_params {
	struct text values[ROUTER_PARAMS_MAX]; /* decoded, in the pattern's order */
	size_t count;
	bool malformed; /* a parameter's percent-encoding is broken */
};

/* Whether the path is the pattern's up to the first parameter: what rules most patterns out. */
static inline bool router_begins(const char *pattern, struct text path)
{
	size_t at = 0;

	while (at < path.length && path.data[at] == pattern[at] && pattern[at] != '{')
		at++;
	return pattern[at] == '{' || pattern[at] == '\0';
}

/* True when the path matches; *ret_params is then filled, texts in the arena. */
bool router_match(struct arena *arena, const char *pattern, struct text path,
	struct router_params *ret_params);

#endif
