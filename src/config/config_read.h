/*
 * config_read: reads settings from a file and from the command line.
 */
#ifndef CONFIG_CONFIG_READ_PRIVATE_H
#define CONFIG_CONFIG_READ_PRIVATE_H

#include "base/fault.h"
#include "config/config_key.h"
#include "config/config_values.h"

/* The table of settings, and where their values are stored. */
struct config_read_target {
	struct config *config;
	const struct config_key *keys;
	size_t count;
};

/* Reads a file in INI format. For each error, adds an error with the line to the fault. */
void config_read_file(
	const struct config_read_target *target, const char *path, struct fault *fault);

/* Reads settings that have the form "section.key=value". Adds errors to the fault. */
void config_read_settings(const struct config_read_target *target, const char *const *settings,
	size_t count, struct fault *fault);

#endif
