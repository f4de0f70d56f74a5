/*
 * config_whole: rules between settings, and defaults that follow from other settings.
 */
#ifndef CONFIG_CONFIG_WHOLE_PRIVATE_H
#define CONFIG_CONFIG_WHOLE_PRIVATE_H

#include "base/fault.h"
#include "config/config_values.h"

/* Fills in the defaults; adds a fault for each rule that is broken. */
void config_whole_check(struct config *config, struct fault *fault);

#endif
