/*
 * ops_options: what the configuration says of the listener for those who run the service.
 */
#ifndef SERVICE_OPS_OPTIONS_PRIVATE_H
#define SERVICE_OPS_OPTIONS_PRIVATE_H

#include "config/config.h"
#include "http/server.h"

/* Options of the server, in the fault's arena; without an address where there is to be none. */
enum status ops_options_read(
	const struct config *config, struct server_options *ret_options, struct fault *fault);

#endif
