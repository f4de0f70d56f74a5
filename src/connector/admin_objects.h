/*
 * admin_objects: the objects of the connector for the registry.
 */
#ifndef CONNECTOR_ADMIN_OBJECTS_PRIVATE_H
#define CONNECTOR_ADMIN_OBJECTS_PRIVATE_H

#include "connector/shapes.h"

extern const struct shape_object admin_objects_new_registration;
extern const struct shape_object admin_objects_registration_change;
extern const struct shape_object admin_objects_registration;
extern const struct shape_object admin_objects_registration_page;
extern const struct shape_object admin_objects_deleted_page;
extern const struct shape_object admin_objects_settings;
extern const struct shape_object admin_objects_event_page;
extern const struct shape_object admin_objects_admin;

#endif
