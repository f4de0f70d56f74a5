/*
 * routes: the table of the service's routes. The command `s2s-registry routes` prints the table.
 */
#ifndef API_PIPELINE_ROUTES_H
#define API_PIPELINE_ROUTES_H

#include "base/arena.h"

/* Returns the table as Markdown, exactly as in docs/api.md. */
struct text routes_reference(struct arena *arena);

#endif
