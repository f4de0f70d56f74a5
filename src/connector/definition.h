/*
 * definition: writes apiDefinition.swagger.json, the OpenAPI 2.0 document of a connector.
 */
#ifndef CONNECTOR_DEFINITION_PRIVATE_H
#define CONNECTOR_DEFINITION_PRIVATE_H

#include "connector/shapes.h"
#include "connector/target.h"

/* Stores the document in *ret_text. If it exceeds 1 MB, sets the fault and returns STATUS_INTERNAL.
 */
enum status definition_write(struct text *ret_text, const struct shape_connector *connector,
	const struct target *target, struct fault *fault);

#endif
