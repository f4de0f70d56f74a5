/*
 * config_url: checks settings that are URLs.
 */
#ifndef CONFIG_CONFIG_URL_PRIVATE_H
#define CONFIG_CONFIG_URL_PRIVATE_H

#include <stdbool.h>

/* Returns whether the text is an HTTP or HTTPS URL whose host name has a dot, with {productId}
 * exactly once after the host. */
bool config_url_is_product(const char *url);

/* Returns whether the text can be the start of links: an HTTP or HTTPS URL with a host, an optional
 * port and an optional path, but no other parts. */
bool config_url_is_public(const char *url);

#endif
