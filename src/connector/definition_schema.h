/*
 * definition_schema: writes the schemas of objects and parameters.
 */
#ifndef CONNECTOR_DEFINITION_SCHEMA_PRIVATE_H
#define CONNECTOR_DEFINITION_SCHEMA_PRIVATE_H

#include "base/jsonwrite.h"
#include "connector/shapes.h"

/* Writes x-ms-visibility, unless it is normal. */
void definition_schema_visibility(struct jsonwrite *out, enum shape_visibility visibility);

/* Writes an array of one text as the member `name`. */
void definition_schema_list(struct jsonwrite *out, const char *name, struct text element);

/* Writes a reference to the object as the member `name`, or as an element if `name` is NULL. */
void definition_schema_reference(
	struct jsonwrite *out, const char *name, const struct shape_object *object);

/* Writes type, items, format, default and enum of the member. */
void definition_schema_type(struct jsonwrite *out, const struct shape_member *member);

/* Writes `definitions`: every object that an operation uses. */
void definition_schema_objects(struct jsonwrite *out, const struct shape_connector *connector);

#endif
