/*
 * admin_operations: the connector for the registry of apps, which admins use.
 */
#ifndef CONNECTOR_ADMIN_OPERATIONS_PRIVATE_H
#define CONNECTOR_ADMIN_OPERATIONS_PRIVATE_H

#include "connector/shapes.h"

extern const struct shape_connector admin_operations_connector;

#endif
