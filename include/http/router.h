/*
 * router: matches raw request paths against patterns such as "/v2.0/reviews/{reviewId}".
 *
 * The router splits a path at '/' and then decodes the segments. An encoded slash (%2F) therefore
 * does not split a segment. Literal segments are case-sensitive. A path may have one trailing
 * slash. In a pattern, a verb may follow a parameter, as in "{id}:restore".
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

/* Returns true if the path begins with the text before the first parameter of the pattern. With
 * this quick test, callers rule out most patterns before they call router_match(). */
static inline bool router_begins(const char *pattern, struct text path)
{
	size_t at = 0;

	while (at < path.length && path.data[at] == pattern[at] && pattern[at] != '{')
		at++;
	return pattern[at] == '{' || pattern[at] == '\0';
}

/* Returns true if the path matches the pattern. *ret_params then receives the parameters, whose
 * texts live in the arena. A path with malformed percent-encoding in a parameter also matches; the
 * function then sets ret_params->malformed. */
bool router_match(struct arena *arena, const char *pattern, struct text path,
	struct router_params *ret_params);

/* Returns the path that matches the pattern with these parameters, percent-encoded. It is the same
 * for every spelling of a path that router_match() accepts. */
struct text router_fill(
	struct arena *arena, const char *pattern, const struct router_params *params);

#endif
