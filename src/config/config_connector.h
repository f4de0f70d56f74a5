/*
 * config_connector: checks the settings of [connector].
 */
#ifndef CONFIG_CONFIG_CONNECTOR_PRIVATE_H
#define CONFIG_CONFIG_CONNECTOR_PRIVATE_H

#include "base/fault.h"
#include "config/config_values.h"

/* Adds an error to the fault for each setting that the Power Platform refuses in a connector. */
void config_connector_check(const struct config *config, struct fault *fault);

#endif
