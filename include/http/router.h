/*
 * router: matches raw request paths against patterns such as "/v2.0/reviews/{reviewId}".
 *
 * The path is split at '/' before its segments are decoded, so an encoded slash (%2F) does not
 * split a segment. Literal segments are case-sensitive. The path may have one trailing slash. In a
 * pattern, a verb may follow a parameter: "{id}:restore".
 */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "base/arena.h"

#define ROUTER_PARAMS_MAX 4

struct router_params {
	struct text values[ROUTER_PARAMS_MAX]; /* decoded, in the order of the parameters */
	size_t count;
	bool malformed; /* a parameter has malformed percent-encoding */
};

/* Returns true if the path begins with the part of the pattern before its first parameter. This
 * quick test, before router_match(), rules out most patterns. */
static inline bool router_begins(const char *pattern, struct text path)
{
	size_t at = 0;

	while (at < path.length && path.data[at] == pattern[at] && pattern[at] != '{')
		at++;
	return pattern[at] == '{' || pattern[at] == '\0';
}

/* Returns true if the path matches the pattern. *ret_params then receives the parameters; their
 * texts live in the arena. A path with malformed percent-encoding in a parameter matches, too. */
bool router_match(struct arena *arena, const char *pattern, struct text path,
	struct router_params *ret_params);

#endif
