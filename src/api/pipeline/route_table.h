/*
 * route_table: finds the route of a request in the table of routes.c.
 */
#ifndef API_PIPELINE_ROUTE_TABLE_PRIVATE_H
#define API_PIPELINE_ROUTE_TABLE_PRIVATE_H

#include "api/core/call.h"

/* Returns the route for the request's path and method. *ret_params receives the path parameters. A
 * HEAD request matches the GET routes that support HEAD. If no route matches, returns NULL.
 * *ret_allow then receives the methods that the path supports, or an absent text if the path is
 * unknown. */
const struct route *routes_find(
	const struct request *request, struct router_params *ret_params, struct text *ret_allow);

#endif
