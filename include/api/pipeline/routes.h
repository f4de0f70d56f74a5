/*
 * routes: the table of all calls of the service, as `s2s-registry routes` prints it.
 */
#ifndef API_PIPELINE_ROUTES_H
#define API_PIPELINE_ROUTES_H

#include "base/arena.h"

/* Returns the table as Markdown, as in docs/api.md. */
struct text routes_reference(struct arena *arena);

#endif
