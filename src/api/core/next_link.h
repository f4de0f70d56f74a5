/*
 * next_link: the absolute URL of the next page of a list.
 *
 * The URL repeats the path and the parameters of the request, so that a client needs nothing else.
 */
#ifndef API_CORE_NEXT_LINK_PRIVATE_H
#define API_CORE_NEXT_LINK_PRIVATE_H

#include "api/core/call.h"

/* Writes the member nextLink. `replaced` names the parameters of the request whose values differ on
 * the next page; NULL ends the names. `added` contains their new values as percent-encoded
 * name=value pairs, joined by '&'. */
void next_link_write(
	struct call *call, struct jsonwrite *out, const char *const *replaced, struct text added);

#endif
