/*
 * path_settings: checks the files and directories named in the settings before the service uses
 * them.
 */
#ifndef SERVICE_PATH_SETTINGS_PRIVATE_H
#define SERVICE_PATH_SETTINGS_PRIVATE_H

#include "config/config.h"

/* Adds an error to the fault for each setting that names a file or directory which the service
 * cannot use. The error says why. The temporary directory and the directory of the database must
 * exist. The other directories need not exist if the service is able to create them. If the
 * database cannot be used, the function does not check these other directories. Creates nothing. */
void path_settings_check(const struct config *config, struct fault *fault);

#endif
