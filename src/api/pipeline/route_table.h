/*
 * route_table: lookup in the table of routes (routes.c).
 */
#ifndef API_PIPELINE_ROUTE_TABLE_PRIVATE_H
#define API_PIPELINE_ROUTE_TABLE_PRIVATE_H

#include "api/core/call.h"

/* Returns the route of the request's path and method, and its path parameters in *ret_params. HEAD
 * counts as GET. Returns NULL if no route matches; *ret_allow then lists the methods of the path,
 * or is absent if the path is unknown. */
const struct route *routes_find(
	const struct request *request, struct router_params *ret_params, struct text *ret_allow);

#endif
