/*
 * path_settings: checks the files and folders that settings name, before the service needs them.
 */
#ifndef SERVICE_PATH_SETTINGS_PRIVATE_H
#define SERVICE_PATH_SETTINGS_PRIVATE_H

#include "config/config.h"

/* Adds an error, with the system's reason, for each setting whose file cannot be read or whose
 * folder cannot be written to. The temporary folder and the folder of the database must exist; the
 * service creates the others when it needs them. Creates nothing. */
void path_settings_check(const struct config *config, struct fault *fault);

#endif
