/*
 * config_fixture: reads a configuration in one call. Clears the scratch's fault first and reports
 * errors in it.
 */
#ifndef SUPPORT_CONFIG_FIXTURE_H
#define SUPPORT_CONFIG_FIXTURE_H

#include "config/config.h"
#include "support/scratch.h"

/* From a file of that content. */
enum status config_fixture_file(struct scratch *f, struct config *config, const char *content);

/* From so many "key=value". */
enum status config_fixture_settings(
	struct scratch *f, struct config *config, const char *const *settings, size_t count);

/* From one key and its value. */
enum status config_fixture_setting(
	struct scratch *f, struct config *config, const char *key, const char *value);

#endif
