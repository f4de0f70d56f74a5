/*
 * properties: writes apiProperties.json and settings.json.
 */
#ifndef CONNECTOR_PROPERTIES_PRIVATE_H
#define CONNECTOR_PROPERTIES_PRIVATE_H

#include "connector/shapes.h"
#include "connector/target.h"

/* Stores apiProperties.json: brand, sign-in and policies. It has no secret, and a placeholder
 * instead of the client ID of the connector's app. Returns the status of the fault. */
enum status properties_write(struct text *ret_text, const struct shape_connector *connector,
	const struct target *target, struct fault *fault);

/* Stores settings.json, which paconn, Microsoft's command for connectors, reads. Returns the status
 * of the fault. */
enum status properties_write_settings(
	struct text *ret_text, const struct target *target, struct fault *fault);

#endif
