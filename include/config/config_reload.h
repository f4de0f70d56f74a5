/*
 * config_reload: what a service that runs can take on of a configuration read anew.
 *
 * Each setting either is taken on by a reload or needs a restart; the table of settings that
 * `s2s-registry config-reference` prints says which.
 */
#ifndef CONFIG_CONFIG_RELOAD_H
#define CONFIG_CONFIG_RELOAD_H

#include "base/arena.h"
#include "config/config_values.h"

/* Whether a reload takes on the setting of that name. */
bool config_reload_takes(const char *name);

/* Names of the settings in which two configurations differ, with blanks between; absent: none. */
struct config_changes {
	struct text taken; /* those that a reload takes on */
	struct text left; /* those that need a restart; sections count as issuer.NAME */
};

struct config_changes config_reload_compare(
	struct arena *arena, const struct config *running, const struct config *fresh);

/* The running configuration with the settings of `fresh` that a reload takes on. It lives in the
 * arena, except for the other texts of `running`, which it borrows. */
const struct config *config_reload_merge(
	struct arena *arena, const struct config *running, const struct config *fresh);

#endif
