/*
 * front_options: what the configuration says of the HTTP server.
 */
#ifndef API_PIPELINE_FRONT_OPTIONS_H
#define API_PIPELINE_FRONT_OPTIONS_H

#include "config/config.h"
#include "http/server.h"

/* Options of the server that clients reach, in the fault's arena. Adds a fault for every setting
 * that cannot be used, with its name as target. *ret_warning is a sentence about what can be used
 * and should be looked at, or absent. */
enum status front_options_read(const struct config *config, struct server_options *ret_options,
	struct text *ret_warning, struct fault *fault);

#endif
