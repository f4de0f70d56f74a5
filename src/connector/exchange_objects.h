/*
 * exchange_objects: the objects with which flows submit, import and export reviews.
 */
#ifndef CONNECTOR_EXCHANGE_OBJECTS_PRIVATE_H
#define CONNECTOR_EXCHANGE_OBJECTS_PRIVATE_H

#include "connector/shapes.h"

extern const struct shape_object exchange_objects_submission;
extern const struct shape_object exchange_objects_import_item;
extern const struct shape_object exchange_objects_import_result;
extern const struct shape_object exchange_objects_job;
extern const struct shape_object exchange_objects_export;
extern const struct shape_object exchange_objects_caller;

#endif
