/*
 * config_whole: checks settings, and sets defaults that depend on other settings.
 */
#ifndef CONFIG_CONFIG_WHOLE_PRIVATE_H
#define CONFIG_CONFIG_WHOLE_PRIVATE_H

#include "base/fault.h"
#include "config/config_values.h"

/* Sets the defaults that depend on other settings. Adds an error for each setting or combination of
 * settings that is invalid. */
void config_whole_check(struct config *config, struct fault *fault);

#endif
