/*
 * path_settings: checks the files and directories that settings name, before the service uses them.
 */
#ifndef SERVICE_PATH_SETTINGS_PRIVATE_H
#define SERVICE_PATH_SETTINGS_PRIVATE_H

#include "config/config.h"

/* Adds an error to the fault, with the system's reason, for each setting that names an unreadable
 * file or a directory that cannot be written to. The temporary directory and the directory of the
 * database must exist. A missing directory of another kind is not an error if the service could
 * create it. Creates nothing. */
void path_settings_check(const struct config *config, struct fault *fault);

#endif
