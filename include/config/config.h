/*
 * config: loads the configuration.
 *
 * A table in config.c defines the type, bounds, default and help text of each key; another one in
 * config_issuer.c does so for the sections [issuer.NAME]. `s2s-registry config-reference` prints
 * both. The file is in INI format with lines shorter than 200 bytes. A list can continue on
 * indented lines or repeat its key. All unknown keys and invalid values are reported together, with
 * file and line.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/fault.h"
#include "config/config_values.h"

/* Applies the defaults, then the file, if `path` is not NULL, then `settings` of the form
 * "section.key=value". Texts live in the fault's arena. */
enum status config_load(struct config *ret_config, const char *path, const char *const *settings,
	size_t setting_count, struct fault *fault);

/* Returns the tables as Markdown, for docs/configuration.md, in the arena. */
struct text config_reference(struct arena *arena);

#endif
