/*
 * config_issuer: the settings of the sections [issuer.NAME].
 */
#ifndef CONFIG_CONFIG_ISSUER_PRIVATE_H
#define CONFIG_CONFIG_ISSUER_PRIVATE_H

#include "base/fault.h"
#include "config/config_key.h"
#include "config/config_values.h"

/* Number of keys that a section can have. */
#define CONFIG_ISSUER_KEYS 7

/* The keys of a section. Key names do not include the prefix "issuer.NAME."; offsets are relative
 * to struct config_issuer. */
extern const struct config_key config_issuer_keys[CONFIG_ISSUER_KEYS];

/* Splits "issuer.NAME.KEY" into NAME and KEY. Returns false if the text has a different form or
 * NAME is invalid. */
bool config_issuer_split(struct text name, struct text *ret_section, struct text *ret_key);

/* Returns the index of the section with this name. If there is no such section, adds a section with
 * default values. Returns CONFIG_ISSUERS_MAX if there are already that many sections. */
size_t config_issuer_find(struct arena *arena, struct config *config, struct text name);

/* Adds an error for each section that lacks a required setting. Also adds an error if auth.cloud is
 * "none" and there is no section. */
void config_issuer_check(const struct config *config, struct fault *fault);

#endif
