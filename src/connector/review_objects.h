/*
 * review_objects: the objects of the connector for reviews.
 */
#ifndef CONNECTOR_REVIEW_OBJECTS_PRIVATE_H
#define CONNECTOR_REVIEW_OBJECTS_PRIVATE_H

#include "connector/shapes.h"

extern const struct shape_object review_objects_review; /* as readers see it */
extern const struct shape_object review_objects_page;
extern const struct shape_object review_objects_change; /* as in an export, or deleted */
extern const struct shape_object review_objects_ratings;
extern const struct shape_object review_objects_ratings_page;
extern const struct shape_object review_objects_product_page;
extern const struct shape_object review_objects_market_list;
extern const struct shape_object review_objects_locale_list;

#endif
