/*
 * router: matching of raw request paths against patterns such as "/v2.0/reviews/{reviewId}".
 *
 * The path is split at '/' before it is decoded, so an encoded slash does not split a segment.
 * Literals are case-sensitive. One trailing slash is allowed. A segment may end in a verb:
 * "{id}:restore".
 */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "base/arena.h"

#define ROUTER_PARAMS_MAX 4

struct router_params {
	struct text values[ROUTER_PARAMS_MAX]; /* decoded, in the order of the pattern */
	size_t count;
	bool malformed; /* the percent-encoding of a parameter is malformed */
};

/* Returns true if the path matches the pattern up to its first parameter. This quick test rules out
 * most patterns. */
static inline bool router_begins(const char *pattern, struct text path)
{
	size_t at = 0;

	while (at < path.length && path.data[at] == pattern[at] && pattern[at] != '{')
		at++;
	return pattern[at] == '{' || pattern[at] == '\0';
}

/* Returns true if the path matches, and fills *ret_params. The texts live in the arena. */
bool router_match(struct arena *arena, const char *pattern, struct text path,
	struct router_params *ret_params);

#endif
