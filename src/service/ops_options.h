/*
 * ops_options: reads the options of the operations listener from the configuration.
 */
#ifndef SERVICE_OPS_OPTIONS_PRIVATE_H
#define SERVICE_OPS_OPTIONS_PRIVATE_H

#include "config/config.h"
#include "http/server.h"

/* Fills in *ret_options. The texts live in the fault's arena. If the setting server.ops-address is
 * empty, ret_options->address is NULL. If server.ops-address is malformed, adds an error to the
 * fault and returns STATUS_INVALID. */
enum status ops_options_read(
	const struct config *config, struct server_options *ret_options, struct fault *fault);

#endif
