/*
 * config_reload: determines which changes of the configuration a running service can apply.
 *
 * Some settings take effect on reload, and all others need a restart. The output of `s2s-registry
 * config-reference` says which settings take effect on reload.
 */
#ifndef CONFIG_CONFIG_RELOAD_H
#define CONFIG_CONFIG_RELOAD_H

#include "base/arena.h"
#include "config/config_values.h"

/* Returns whether the setting "section.key" takes effect on reload. */
bool config_reload_applies(const char *name);

/* Names of the settings that differ between two configurations, separated by blanks. If a text
 * would have no names, it is absent. */
struct config_changes {
	struct text applied; /* settings that take effect on reload */
	struct text needs_restart; /* other settings; a section is listed as issuer.NAME */
};

/* Lists the settings that differ. The lists live in the arena. */
struct config_changes config_reload_compare(
	struct arena *arena, const struct config *running, const struct config *fresh);

/* Returns a copy of `running` in the arena. The settings that take effect on reload have their
 * values from `fresh`. The texts of all other settings are borrowed from `running`. */
const struct config *config_reload_merge(
	struct arena *arena, const struct config *running, const struct config *fresh);

#endif
