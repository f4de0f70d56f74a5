/*
 * public_url: the URL under which clients reach the service, which links in answers begin with.
 *
 * It is server.public-url; without that, what trusted proxies tell of the request; without that,
 * the address that is listened on.
 */
#ifndef API_CORE_PUBLIC_URL_H
#define API_CORE_PUBLIC_URL_H

#include "api/core/call.h"

/* Sets the URL of the service, borrowed, unless server.public-url has set it. "": not known yet. */
void public_url_set(struct service *service, const char *url);

/* Without a slash at its end; NUL-terminated. */
struct text public_url_text(const struct call *call);

/* The public URL with the path appended; in the call's arena. */
struct text public_url_link(struct call *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether it is an https URL: cookies then are for https alone, and answers tell browsers to come
 * by https alone (RFC 6797). */
bool public_url_is_secure(const struct call *call);

/* URL of the service's metadata (RFC 9728), or "". */
const char *public_url_metadata(const struct call *call);

/* Host and port of a URL; empty when it has none. */
struct text public_url_authority(struct text url);

/* Warns, once in the life of the service, of a request whose Host is not in the links of its
 * answer, when nothing was configured that says so. */
void public_url_watch(const struct call *call);

#endif
