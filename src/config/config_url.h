/*
 * config_url: what is checked of settings that are URLs.
 */
#ifndef CONFIG_CONFIG_URL_PRIVATE_H
#define CONFIG_CONFIG_URL_PRIVATE_H

#include <stdbool.h>

/* Whether it is an HTTP or HTTPS URL at a host with a dot in its name, and has {productId} once,
 * behind the host. */
bool config_url_is_product(const char *url);

/* Whether links can begin with it: an HTTP or HTTPS URL of a host, perhaps with a port and a path,
 * and nothing else. */
bool config_url_is_public(const char *url);

#endif
