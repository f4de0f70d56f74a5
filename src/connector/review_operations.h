/*
 * review_operations: the connector for reviews.
 */
#ifndef CONNECTOR_REVIEW_OPERATIONS_PRIVATE_H
#define CONNECTOR_REVIEW_OPERATIONS_PRIVATE_H

#include "connector/shapes.h"

extern const struct shape_connector review_operations_connector;

#endif
