/*
 * routes: every call the service answers, in one table; `s2s-registry routes` prints it.
 */
#ifndef API_PIPELINE_ROUTES_H
#define API_PIPELINE_ROUTES_H

#include "base/arena.h"

/* The table as Markdown: what docs/api.md holds. */
struct text routes_reference(struct arena *arena);

#endif
