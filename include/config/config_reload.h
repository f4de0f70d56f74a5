/*
 * config_reload: applies a changed configuration to a running service.
 *
 * Some settings take effect on reload; all others need a restart. `s2s-registry config-reference`
 * says which.
 */
#ifndef CONFIG_CONFIG_RELOAD_H
#define CONFIG_CONFIG_RELOAD_H

#include "base/arena.h"
#include "config/config_values.h"

/* Returns whether the setting takes effect on reload. */
bool config_reload_applies(const char *name);

/* Names of the settings that differ between two configurations, separated by blanks; absent: none.
 */
struct config_changes {
	struct text applied; /* take effect on reload */
	struct text needs_restart; /* have no effect until a restart; a section is issuer.NAME */
};

/* Lists the differences, in the arena. */
struct config_changes config_reload_compare(
	struct arena *arena, const struct config *running, const struct config *fresh);

/* Returns a copy of `running` with the reloadable settings of `fresh`, in the arena. The texts of
 * the other settings are borrowed from `running`. */
const struct config *config_reload_merge(
	struct arena *arena, const struct config *running, const struct config *fresh);

#endif
