/*
 * config_url: checks settings that are URLs.
 */
#ifndef CONFIG_CONFIG_URL_PRIVATE_H
#define CONFIG_CONFIG_URL_PRIVATE_H

#include <stdbool.h>

/* Returns whether the text is an HTTP or HTTPS URL for product pages. The host name must contain a
 * dot. {productId} must occur exactly once, after the host name. */
bool config_url_is_product(const char *url);

/* Returns whether the text is an HTTP or HTTPS URL with a host, an optional port, an optional path
 * and no other parts. To form a link, callers append to the path of such a URL. */
bool config_url_is_public(const char *url);

#endif
