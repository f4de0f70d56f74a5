/*
 * definition_operation: writes the operations.
 */
#ifndef CONNECTOR_DEFINITION_OPERATION_PRIVATE_H
#define CONNECTOR_DEFINITION_OPERATION_PRIVATE_H

#include "base/jsonwrite.h"
#include "connector/shapes.h"
#include "connector/target.h"

/* Writes `paths`. */
void definition_operation_paths(struct jsonwrite *out, const struct shape_connector *connector,
	const struct target *target);

#endif
