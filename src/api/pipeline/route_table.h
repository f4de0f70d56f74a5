/*
 * route_table: finding the route of a request; the table is in routes.c.
 */
#ifndef API_PIPELINE_ROUTE_TABLE_PRIVATE_H
#define API_PIPELINE_ROUTE_TABLE_PRIVATE_H

#include "api/core/call.h"

/* The route of the request's path and method, HEAD counting as GET; its parameters go to
 * *ret_params. NULL: none, and *ret_allow lists the methods the path has, or is absent. */
const struct route *routes_find(
	const struct request *request, struct router_params *ret_params, struct text *ret_allow);

#endif
