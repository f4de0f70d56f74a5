/*
 * admin_settings: who may be an admin by a token, as the configuration has it.
 */
#ifndef API_ADMIN_SETTINGS_PRIVATE_H
#define API_ADMIN_SETTINGS_PRIVATE_H

#include "base/fault.h"
#include "config/config.h"

/* Adds a fault, with the setting as its target, for each word that is no id and for each list that
 * is too long. */
enum status admin_settings_check(const struct config *config, struct fault *fault);

#endif
