/*
 * ops_options: reads the options of the operations listener from the configuration.
 */
#ifndef SERVICE_OPS_OPTIONS_PRIVATE_H
#define SERVICE_OPS_OPTIONS_PRIVATE_H

#include "config/config.h"
#include "http/server.h"

/* Reads the server options, in the fault's arena. The address is NULL when the configuration has no
 * operations listener. */
enum status ops_options_read(
	const struct config *config, struct server_options *ret_options, struct fault *fault);

#endif
