/*
 * config: loads the configuration.
 *
 * The table in config.c defines the type, bounds, default and help text of each setting. The table
 * in config_issuer.c does the same for the settings of the sections [issuer.NAME]. `s2s-registry
 * config-reference` prints both tables. The configuration file is in INI format, with at most 198
 * bytes per line. A list can continue on indented lines, or its key can be repeated. config_load()
 * reports all unknown settings and invalid values together, each with its file and line.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/fault.h"
#include "config/config_values.h"

/* Sets all settings to their defaults. Then applies the file `path`, if `path` is not NULL. Finally
 * applies `settings`, which have the form "section.key=value". On an error, leaves *ret_config
 * unchanged. The texts in *ret_config live in the fault's arena. */
enum status config_load(struct config *ret_config, const char *path, const char *const *settings,
	size_t setting_count, struct fault *fault);

/* Returns the audience for which clients request tokens: the first of auth.audiences, or an absent
 * text if there is none. It is borrowed from `config`, and not NUL-terminated. */
struct text config_first_audience(const struct config *config);

/* Returns both tables as Markdown, for docs/configuration.md. The text lives in the arena. */
struct text config_reference(struct arena *arena);

#endif
