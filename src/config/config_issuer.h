/*
 * config_issuer: the keys of a section [issuer.NAME].
 */
#ifndef CONFIG_CONFIG_ISSUER_PRIVATE_H
#define CONFIG_CONFIG_ISSUER_PRIVATE_H

#include "base/fault.h"
#include "config/config_key.h"
#include "config/config_values.h"

/* The keys' number. */
#define CONFIG_ISSUER_KEYS 7

/* Of a struct config_issuer; names are those behind "issuer.NAME.". */
extern const struct config_key config_issuer_keys[CONFIG_ISSUER_KEYS];

/* Takes "issuer.NAME.key" apart; false when it is of another form or NAME is no name. */
bool config_issuer_split(struct text name, struct text *ret_section, struct text *ret_key);

/* Index of the section of that name, which is added with its defaults if need be; the array's
 * length when there are that many already. */
size_t config_issuer_find(struct arena *arena, struct config *config, struct text name);

/* Rules between a section's keys, and between sections and [auth]. */
void config_issuer_check(const struct config *config, struct fault *fault);

#endif
