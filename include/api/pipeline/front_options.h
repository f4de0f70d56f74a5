/*
 * front_options: reads the options of the HTTP server from the configuration.
 */
#ifndef API_PIPELINE_FRONT_OPTIONS_H
#define API_PIPELINE_FRONT_OPTIONS_H

#include "config/config.h"
#include "http/server.h"

/* Fills *ret_options with the options of the public HTTP server. The options point to texts in
 * `config` and in the fault's arena. Adds an error to the fault for each invalid setting. The
 * target of the error is the name of the setting. *ret_warning receives a warning about the
 * certificate, or an absent text (base/text.h) if there is none. Returns STATUS_OK, or the status
 * of the fault if a setting is invalid. */
enum status front_options_read(const struct config *config, struct server_options *ret_options,
	struct text *ret_warning, struct fault *fault);

#endif
