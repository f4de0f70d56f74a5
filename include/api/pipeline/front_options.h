/*
 * front_options: the HTTP server's options from the configuration.
 */
#ifndef API_PIPELINE_FRONT_OPTIONS_H
#define API_PIPELINE_FRONT_OPTIONS_H

#include "config/config.h"
#include "http/server.h"

/* Reads the options of the public HTTP server, allocated in the fault's arena. Adds a fault for
 * each invalid setting, with the setting's name as target. *ret_warning is a warning about the
 * certificate, or absent. */
enum status front_options_read(const struct config *config, struct server_options *ret_options,
	struct text *ret_warning, struct fault *fault);

#endif
