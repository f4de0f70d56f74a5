/*
 * path_settings: checks the files and directories that the settings name, before the service uses
 * them.
 */
#ifndef SERVICE_PATH_SETTINGS_PRIVATE_H
#define SERVICE_PATH_SETTINGS_PRIVATE_H

#include "config/config.h"

/* Adds an error to the fault for each setting that names a file or directory which the service
 * cannot use. The error contains the system's error message. The temporary directory and the
 * directory of the database must exist. All other directories may be missing if the service could
 * create them. If the database cannot be used, the function does not check these other directories.
 * Creates nothing. */
void path_settings_check(const struct config *config, struct fault *fault);

#endif
