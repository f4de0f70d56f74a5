/*
 * config_issuer: the keys of the sections [issuer.NAME].
 */
#ifndef CONFIG_CONFIG_ISSUER_PRIVATE_H
#define CONFIG_CONFIG_ISSUER_PRIVATE_H

#include "base/fault.h"
#include "config/config_key.h"
#include "config/config_values.h"

/* Number of keys. */
#define CONFIG_ISSUER_KEYS 7

/* The keys of a struct config_issuer, with names relative to "issuer.NAME.". */
extern const struct config_key config_issuer_keys[CONFIG_ISSUER_KEYS];

/* Splits "issuer.NAME.key". Returns false if the text has a different form or NAME is invalid. */
bool config_issuer_split(struct text name, struct text *ret_section, struct text *ret_key);

/* Returns the index of the section with this name, and adds the section with defaults if it is new.
 * Returns CONFIG_ISSUERS_MAX if there are too many sections. */
size_t config_issuer_find(struct arena *arena, struct config *config, struct text name);

/* Checks that each section is complete, and that the sections match [auth]. Adds an error for each
 * violation. */
void config_issuer_check(const struct config *config, struct fault *fault);

#endif
