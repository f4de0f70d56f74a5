/*
 * guide: fills in readme.md and intro.md, the documents of a connector.
 */
#ifndef CONNECTOR_GUIDE_PRIVATE_H
#define CONNECTOR_GUIDE_PRIVATE_H

#include "connector/shapes.h"
#include "connector/target.h"

/* Returns the embedded file `name` with every {{word}} replaced, in the arena. */
struct text guide_fill(struct arena *arena, const char *name,
	const struct shape_connector *connector, const struct target *target);

#endif
