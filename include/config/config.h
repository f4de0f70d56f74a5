/*
 * config: every setting, read once at start.
 *
 * One table (config.c) holds each key with its type, bounds, default and help, another
 * (config_issuer.c) those of a section [issuer.NAME]; the file format is INI, its lines below 200
 * bytes; a list may go on in indented lines or give its key again. `s2s-registry config-reference`
 * prints the tables. Unknown keys, bad values and values out of
 * bounds are all reported at once, with file and line.
 */
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/fault.h"
#include "config/config_values.h"

/* Defaults, then the file (NULL: none), then `settings`, each "section.key=value". Texts live in
 * the fault's arena. */
enum status config_load(struct config *ret_config, const char *path, const char *const *settings,
	size_t setting_count, struct fault *fault);

/* The table as Markdown: what docs/configuration.md holds. */
struct text config_reference(struct arena *arena);

#endif
