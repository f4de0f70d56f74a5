/*
 * path_settings: the files and folders that settings name, looked at before the service needs them.
 */
#ifndef SERVICE_PATH_SETTINGS_PRIVATE_H
#define SERVICE_PATH_SETTINGS_PRIVATE_H

#include "config/config.h"

/* A fault for each setting whose file cannot be read or whose folder cannot be written to, with the
 * system's reason. The temporary folder has to be there, and the one of the database; the others
 * are made when they are needed. Makes nothing. */
void path_settings_check(const struct config *config, struct fault *fault);

#endif
